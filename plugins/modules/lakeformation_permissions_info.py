#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lakeformation_permissions_info
version_added: 0.1.0
short_description: Read who has which permissions in AWS Lake Formation
description:
  - Returns the grants of a principal, or on a resource, or all of them.
  - A grant is returned once, though AWS lists SELECT on a table apart from the others.
options:
  principal:
    description: Only the grants of this principal.
    type: str
  catalog:
    description: Only grants on the Data Catalog itself.
    type: bool
    default: false
  database:
    description: Only grants on this database, or on the table in it that O(table) or O(all_tables) names.
    type: str
  table:
    description: Only grants on this table of O(database), and on its columns.
    type: str
  all_tables:
    description: Only grants on all tables of O(database).
    type: bool
    default: false
  data_location:
    description: Only grants on this place in Amazon S3.
    type: str
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.lakeformation_permissions
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read who may do what with one table
  datacatalog.aws.lakeformation_permissions_info:
    database: genai_demo_catalog
    table: genai_demo_public_orders

- name: Read everything that the crawler's role is granted
  datacatalog.aws.lakeformation_permissions_info:
    principal: arn:aws:iam::123456789012:role/DataCatalogStack-GlueCrawlerRole

- name: Read all grants
  datacatalog.aws.lakeformation_permissions_info:
"""

RETURN = r"""
grants:
  description: The grants. Empty when there is none, or when the resource is not there.
  returned: always
  type: list
  elements: dict
  contains:
    principal:
      description: Who has it.
      returned: always
      type: str
      sample: arn:aws:iam::123456789012:role/Analyst
    resource:
      description:
        - On what, under the names of the options of M(datacatalog.aws.lakeformation_permissions).
        - A resource that the module does not manage has the name of its kind, with what AWS says of it.
      returned: always
      type: dict
      sample: {"database": "genai_demo_catalog", "all_tables": true}
    permissions:
      description: The permissions.
      returned: always
      type: list
      elements: str
      sample: [DESCRIBE, SELECT]
    grantable:
      description: Those that may be passed on.
      returned: always
      type: list
      elements: str
      sample: []
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation import api
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import grants_among
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import check_resource
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import listed_by

ARGUMENT_SPEC = {
    "principal": {"type": "str"},
    "catalog": {"type": "bool", "default": False},
    "database": {"type": "str"},
    "table": {"type": "str"},
    "all_tables": {"type": "bool", "default": False},
    "data_location": {"type": "str"},
    "catalog_id": {"type": "str"},
}
RESOURCE_OPTIONS = ("catalog", "database", "table", "all_tables", "data_location")


def read(module: AnsibleAWSModule, client: Any) -> dict:
    params = {**module.params, "columns": None, "excluded_columns": None}
    resource = None
    if any(params[option] for option in RESOURCE_OPTIONS):
        check_resource(params)
        resource = listed_by(params)
    listed = api.list_permissions(client, params["catalog_id"], params["principal"], resource)
    return {"grants": grants_among(listed)}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("lakeformation"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
