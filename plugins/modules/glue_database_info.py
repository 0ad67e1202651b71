#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_database_info
version_added: 0.1.0
short_description: Read databases of the AWS Glue Data Catalog
description:
  - Returns one database, or all of them.
options:
  name:
    description: Name of the database. Without it all are returned.
    type: str
  include_tags:
    description: Read the tags as well, which takes one more call for each database.
    type: bool
    default: false
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read one database with its tags
  datacatalog.aws.glue_database_info:
    name: genai_demo_catalog
    include_tags: true

- name: Read all databases
  datacatalog.aws.glue_database_info:
"""

RETURN = r"""
databases:
  description: The databases. Empty when there is none with that name.
  returned: always
  type: list
  elements: dict
  sample:
    - name: genai_demo_catalog
      catalog_id: "123456789012"
      description: Auto-discovered schema catalog
      parameters: {"classification": "postgresql"}
      create_time: "2026-01-05T09:00:00+09:00"
      create_table_default_permissions:
        - principal: IAM_ALLOWED_PRINCIPALS
          permissions: [ALL]
      tags: {"Project": "GenAI-Demo"}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import read_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import database_result

ARGUMENT_SPEC = {
    "name": {"type": "str"},
    "include_tags": {"type": "bool", "default": False},
    "catalog_id": {"type": "str"},
}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    if params["name"]:
        found = api.get_database(client, params["name"], params["catalog_id"])
        databases = [found] if found else []
    else:
        databases = api.get_databases(client, params["catalog_id"])
    return {"databases": [database_result(item) for item in read_tags(module, client, "database", databases)]}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
