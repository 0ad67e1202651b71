#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_database
version_added: 0.1.0
short_description: Manage a database of the AWS Glue Data Catalog
description:
  - Creates, updates and deletes a database of the AWS Glue Data Catalog, with its tags.
  - An update reads the database first and sends it back whole, since AWS replaces the whole of it.
    What others wrote there, and what this task does not mention, stays.
options:
  name:
    description:
      - Name of the database, from 1 to 255 characters.
      - Glue keeps names in lower case, so one with a capital letter is refused.
    type: str
    required: true
  state:
    description:
      - Whether the database is there.
      - Deleting a database deletes the definitions of all its tables. The data that they describe is not touched.
    type: str
    choices: [present, absent]
    default: present
  description:
    description: What the database is for, at most 2048 characters. An empty string clears it.
    type: str
  location_uri:
    description: Where the tables' data is by default. An empty string clears it.
    type: str
  parameters:
    description:
      - Parameters of the database. Booleans and numbers are sent as AWS keeps them, as strings.
      - A parameter whose value is V(null) is removed.
    type: dict
  purge_parameters:
    description: Remove the parameters that O(parameters) does not name. Without it they stay.
    type: bool
    default: false
  create_table_default_permissions:
    description:
      - Lake Formation permissions that new tables of the database get.
      - When this is not set, AWS gives everything to V(IAM_ALLOWED_PRINCIPALS), which leaves access to IAM.
        An empty list gives nothing, so that access is granted in Lake Formation.
    type: list
    elements: dict
    suboptions:
      principal:
        description: V(IAM_ALLOWED_PRINCIPALS), or the ARN of an IAM user or role.
        type: str
        required: true
      permissions:
        description: What the principal may do.
        type: list
        elements: str
        required: true
        choices: [ALL, SELECT, ALTER, DROP, DELETE, INSERT, CREATE_DATABASE, CREATE_TABLE, DATA_LOCATION_ACCESS]
  target_database:
    description: The database that this one links to. Such a database is a resource link and has no tables of its own.
    type: dict
    suboptions:
      catalog_id:
        description: The account that the database is in.
        type: str
        required: true
      database_name:
        description: Name of the database.
        type: str
        required: true
      region:
        description: Region of the database.
        type: str
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawler
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Keep a database for the tables that a crawler finds
  datacatalog.aws.glue_database:
    name: genai_demo_catalog
    description: Auto-discovered schema catalog for GenAI Demo application across 13 bounded contexts
    parameters:
      classification: postgresql
      created_by: aws-glue-crawler
      bounded_contexts: 13
    tags:
      Project: GenAI-Demo
      ManagedBy: Ansible

- name: Leave access to the tables of a database to Lake Formation alone
  datacatalog.aws.glue_database:
    name: genai_demo_catalog
    create_table_default_permissions: []

- name: Allow only the parameters named here
  datacatalog.aws.glue_database:
    name: genai_demo_catalog
    parameters:
      classification: postgresql
    purge_parameters: true

- name: Link to a database of another account
  datacatalog.aws.glue_database:
    name: shared_catalog
    target_database:
      catalog_id: "111122223333"
      database_name: genai_demo_catalog

- name: Delete a database and the definitions of its tables
  datacatalog.aws.glue_database:
    name: genai_demo_catalog
    state: absent
"""

RETURN = r"""
database:
  description: The database as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the database.
      returned: when the database is present
      type: str
      sample: genai_demo_catalog
    arn:
      description: ARN of the database.
      returned: when the account is known, that is when the database exists or O(tags) is set
      type: str
      sample: arn:aws:glue:ap-northeast-1:123456789012:database/genai_demo_catalog
    catalog_id:
      description: ID of the Data Catalog.
      returned: when the database exists
      type: str
      sample: "123456789012"
    create_table_default_permissions:
      description: Lake Formation permissions that new tables get.
      returned: when AWS returns them
      type: list
      elements: dict
      contains:
        principal:
          description: Who has them.
          returned: always
          type: str
          sample: IAM_ALLOWED_PRINCIPALS
        permissions:
          description: What they are.
          returned: always
          type: list
          elements: str
          sample: [ALL]
    create_time:
      description: When the database was made.
      returned: when the database exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    description:
      description: What the database is for.
      returned: when it has one
      type: str
      sample: Auto-discovered schema catalog
    location_uri:
      description: Where the tables' data is by default.
      returned: when it has one
      type: str
      sample: s3://bucket/prefix
    parameters:
      description: Parameters, with the keys as they are.
      returned: when the database is present
      type: dict
      sample: {"classification": "postgresql"}
    tags:
      description: Tags of the database.
      returned: when O(tags) is set
      type: dict
      sample: {"Project": "GenAI-Demo"}
    target_database:
      description: The database that this one links to.
      returned: when it is a resource link
      type: dict
      sample: {"catalog_id": "111122223333", "database_name": "genai_demo_catalog"}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import settled
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import TagPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.database import check_database
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.database import compare_databases
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.database import merged_input
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.overtaken import made
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import apply_tag_plan
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import plan_resource_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import with_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import DATABASE_FACTS
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import database_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import without

PERMISSIONS = [
    "ALL",
    "SELECT",
    "ALTER",
    "DROP",
    "DELETE",
    "INSERT",
    "CREATE_DATABASE",
    "CREATE_TABLE",
    "DATA_LOCATION_ACCESS",
]
ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "description": {"type": "str"},
    "location_uri": {"type": "str"},
    "parameters": {"type": "dict"},
    "purge_parameters": {"type": "bool", "default": False},
    "create_table_default_permissions": {
        "type": "list",
        "elements": "dict",
        "options": {
            "principal": {"type": "str", "required": True},
            "permissions": {"type": "list", "elements": "str", "required": True, "choices": PERMISSIONS},
        },
    },
    "target_database": {
        "type": "dict",
        "options": {
            "catalog_id": {"type": "str", "required": True},
            "database_name": {"type": "str", "required": True},
            "region": {"type": "str"},
        },
    },
    "catalog_id": {"type": "str"},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


def write(client: Any, params: dict, exists: bool, wanted: dict, plan: TagPlan | None, fields: list[str]) -> dict:
    """Create the database, or update what differs. Returns it as it then is."""
    name, catalog_id = params["name"], params["catalog_id"]
    tags = plan.add if plan else {}
    if exists or not made(lambda: api.create_database(client, name, catalog_id, wanted, tags)):
        if set(fields) - {"tags"}:
            api.update_database(client, name, catalog_id, wanted)
        apply_tag_plan(client, plan)
    return api.get_database(client, name, catalog_id) or {**wanted, "Name": name}


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    check_database(params)
    found = api.get_database(client, params["name"], params["catalog_id"])
    current = without(found, (*DATABASE_FACTS, "Name")) if found else None
    wanted = merged_input(params, current or {})
    comparison = compare_databases(current, wanted, params["name"])
    plan = plan_resource_tags(module, client, "database", found, comparison)
    planned = {**(found or {}), **wanted, "Name": params["name"]}
    result = settled(
        module,
        comparison,
        found,
        planned,
        lambda: write(client, params, found is not None, wanted, plan, comparison.fields),
    )
    return outcome(comparison, {"database": database_result(with_tags(result, plan))})


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    name, catalog_id = module.params["name"], module.params["catalog_id"]
    found = api.get_database(client, name, catalog_id)
    if found and not module.check_mode:
        api.delete_database(client, name, catalog_id)
    before = database_result(without(found, DATABASE_FACTS)) if found else {}
    return {"changed": bool(found), "database": {}, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = DiscreetAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    conclude(module, "glue", ensure_present if module.params["state"] == "present" else ensure_absent, advise)


if __name__ == "__main__":
    main()
