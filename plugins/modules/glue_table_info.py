#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_table_info
version_added: 0.1.0
short_description: Read tables of the AWS Glue Data Catalog
description:
  - Returns the tables of a catalog database, with their columns.
options:
  database_name:
    description: Name of the catalog database.
    type: str
    required: true
  name:
    description: Name of the table. Without it all are returned.
    type: str
  expression:
    description: Return only tables whose name matches this regular expression.
    type: str
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
- name: Read all tables of a database
  datacatalog.aws.glue_table_info:
    database_name: genai_demo_catalog

- name: Read the tables of one schema
  datacatalog.aws.glue_table_info:
    database_name: genai_demo_catalog
    expression: genai_demo_public_.*

- name: Read one table
  datacatalog.aws.glue_table_info:
    database_name: genai_demo_catalog
    name: genai_demo_public_orders
"""

RETURN = r"""
tables:
  description: The tables, sorted by name. Empty when there is none, or no such database.
  returned: always
  type: list
  elements: dict
  sample:
    - name: genai_demo_public_orders
      database_name: genai_demo_catalog
      table_type: EXTERNAL_TABLE
      parameters: {"classification": "postgresql", "UPDATED_BY_CRAWLER": "genai-demo-aurora-auto-discovery"}
      storage_descriptor:
        location: genai_demo.public.orders
        columns:
          - name: id
            type: bigint
      version_id: "0"
      update_time: "2026-01-05T02:00:10+09:00"
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import table_result

ARGUMENT_SPEC = {
    "database_name": {"type": "str", "required": True},
    "name": {"type": "str"},
    "expression": {"type": "str"},
    "catalog_id": {"type": "str"},
}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    if params["name"]:
        found = api.get_table(client, params["database_name"], params["name"], params["catalog_id"])
        tables = [found] if found else []
    else:
        tables = api.get_tables(client, params["database_name"], params["catalog_id"], params["expression"])
    return {"tables": [table_result(table) for table in sorted(tables, key=lambda table: table["Name"])]}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, supports_check_mode=True, mutually_exclusive=[("name", "expression")]
    )
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
