#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lakeformation_permissions
version_added: 0.1.0
short_description: Grant and revoke permissions in AWS Lake Formation
description:
  - Grants one principal permissions on one resource of the Data Catalog, and revokes them.
  - Permissions that the task does not mention stay, unless O(purge_permissions) is set.
  - Whoever runs it has to be an administrator of the data lake, or hold what is granted with the right to pass it on.
options:
  principal:
    description:
      - Who gets the permissions, an ARN of an IAM role or user, an account, or V(IAM_ALLOWED_PRINCIPALS), which stands
        for everyone whom IAM lets in.
    type: str
    required: true
  state:
    description:
      - Whether the principal has the permissions. With V(absent) and without O(permissions), all that it has on the
        resource are revoked.
    type: str
    choices: [present, absent]
    default: present
  catalog:
    description: Grant on the Data Catalog itself.
    type: bool
    default: false
  database:
    description: Grant on this database, or on the table in it that O(table) or O(all_tables) names.
    type: str
  table:
    description:
      - Grant on this table of O(database), or on the columns of it that O(columns) or O(excluded_columns) names.
    type: str
  all_tables:
    description: Grant on all tables of O(database), those to come among them.
    type: bool
    default: false
  columns:
    description: Grant on these columns of O(table) only.
    type: list
    elements: str
  excluded_columns:
    description: Grant on all columns of O(table) but these.
    type: list
    elements: str
  data_location:
    description: Grant on this place in Amazon S3, an ARN that is registered with Lake Formation.
    type: str
  permissions:
    description:
      - What the principal may do. Which of these there are depends on the resource, and a wrong one is refused.
      - V(ALL) holds the others of the resource.
    type: list
    elements: str
  grantable:
    description:
      - Which of O(permissions) the principal may pass on. An empty list takes the right to pass them on away, for which
        they are revoked and granted again.
    type: list
    elements: str
  purge_permissions:
    description: Revoke what the principal has on the resource beside O(permissions).
    type: bool
    default: false
  propagation_timeout:
    description: How many seconds a principal that was made a moment ago is waited for.
    type: int
    default: 120
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_database
  - module: datacatalog.aws.glue_resource_policy
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Let the crawler write the tables of the catalog database
  datacatalog.aws.lakeformation_permissions:
    principal: arn:aws:iam::123456789012:role/DataCatalogStack-GlueCrawlerRole
    database: genai_demo_catalog
    permissions: [CREATE_TABLE, DESCRIBE]

- name: Let analysts read all tables, those to come among them
  datacatalog.aws.lakeformation_permissions:
    principal: arn:aws:iam::123456789012:role/Analyst
    database: genai_demo_catalog
    all_tables: true
    permissions: [DESCRIBE, SELECT]

- name: Let support read one table without the columns that name people, and nothing else of it
  datacatalog.aws.lakeformation_permissions:
    principal: arn:aws:iam::123456789012:role/Support
    database: genai_demo_catalog
    table: genai_demo_public_customers
    excluded_columns: [email, phone]
    permissions: [SELECT]
    purge_permissions: true

- name: Take the catalog database out of the hands of IAM, so that only grants count
  datacatalog.aws.lakeformation_permissions:
    principal: IAM_ALLOWED_PRINCIPALS
    database: genai_demo_catalog
    state: absent
"""

RETURN = r"""
grant:
  description: What the principal has on the resource, or in check mode would have. Empty when that is nothing.
  returned: always
  type: dict
  contains:
    principal:
      description: Who has it.
      returned: when there is something
      type: str
      sample: arn:aws:iam::123456789012:role/Analyst
    resource:
      description: On what, under the names of the options.
      returned: when there is something
      type: dict
      sample: {"database": "genai_demo_catalog", "all_tables": true}
    permissions:
      description: The permissions.
      returned: when there is something
      type: list
      elements: str
      sample: [DESCRIBE, SELECT]
    grantable:
      description: Those that may be passed on.
      returned: when there is something
      type: list
      elements: str
      sample: []
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_text
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import patiently
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation import api
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import Grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import Plan
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import compare_grants
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import current_grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import plan_grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import key_of
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import listed_by
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import resource_of
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import resource_result

ARGUMENT_SPEC = {
    "principal": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "catalog": {"type": "bool", "default": False},
    "database": {"type": "str"},
    "table": {"type": "str"},
    "all_tables": {"type": "bool", "default": False},
    "columns": {"type": "list", "elements": "str"},
    "excluded_columns": {"type": "list", "elements": "str"},
    "data_location": {"type": "str"},
    "permissions": {"type": "list", "elements": "str"},
    "grantable": {"type": "list", "elements": "str"},
    "purge_permissions": {"type": "bool", "default": False},
    "propagation_timeout": {"type": "int", "default": 120},
    "catalog_id": {"type": "str"},
}
# A role that was made a moment ago is not known everywhere yet.
PROPAGATING = ("invalid principal", "grantee has no permissions")


def is_propagating(error: AnsibleAWSError) -> bool:
    return any(words in error_text(error).casefold() for words in PROPAGATING)


def write(params: dict, client: Any, plan: Plan) -> None:
    resource = resource_of(params)

    def call(function: Any, grant: Grant) -> None:
        if grant:
            sent = sorted(grant.permissions), sorted(grant.grantable)
            patiently(
                lambda: function(client, params["catalog_id"], params["principal"], resource, *sent),
                is_propagating,
                params["propagation_timeout"],
            )

    call(api.grant_permissions, plan.grant)
    call(api.revoke_permissions, plan.revoke)
    call(api.grant_permissions, plan.grant_again)


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    check_options(params)
    listed = api.list_permissions(client, params["catalog_id"], params["principal"], listed_by(params))
    current = current_grant(listed, params["principal"], key_of(resource_of(params)))
    plan = plan_grant(params, current)
    comparison = compare_grants(current, plan.wanted)
    if comparison.changed and not module.check_mode:
        write(params, client, plan)
    grant = {
        "principal": params["principal"],
        "resource": resource_result(params),
        "permissions": sorted(plan.wanted.permissions),
        "grantable": sorted(plan.wanted.grantable),
    }
    return {
        "changed": comparison.changed,
        "grant": grant if plan.wanted else {},
        "diff": comparison.as_diff(),
    }


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    client = module.client("lakeformation")
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
