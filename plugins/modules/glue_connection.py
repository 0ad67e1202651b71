#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_connection
version_added: 0.1.0
short_description: Manage an AWS Glue connection
description:
  - Creates, updates and deletes a connection of AWS Glue, with its tags.
  - Takes every option of M(community.aws.glue_connection) and returns what it returns, and more.
    The password is the exception, it is never returned.
  - An update reads the connection first and sends it back whole, since AWS replaces the whole of it.
    What this task does not mention stays.
options:
  name:
    description: Name of the connection, from 1 to 255 characters.
    type: str
    required: true
  state:
    description: Whether the connection is there.
    type: str
    choices: [present, absent]
    default: present
  connection_type:
    description:
      - The type of the connection, any that AWS knows, such as V(JDBC), V(NETWORK), V(MONGODB) or V(KAFKA).
      - Crawlers of databases use V(JDBC), which is what a new connection gets when this is not set.
    type: str
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
  force_update:
    description: Send the connection even when nothing is seen to differ. The task then always reports a change.
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawler
  - module: datacatalog.aws.glue_catalog_encryption
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
  - datacatalog.aws._glue_connection
"""

EXAMPLES = r"""
- name: Connect to an Aurora PostgreSQL database with a secret, over TLS only
  datacatalog.aws.glue_connection:
    name: genai-demo-aurora-connection
    description: JDBC connection to GenAI Demo Aurora PostgreSQL
    connection_properties:
      JDBC_CONNECTION_URL: jdbc:postgresql://genai-demo.cluster-ro-abc.ap-northeast-1.rds.amazonaws.com:5432/genai_demo
      SECRET_ID: aurora-credentials-production
      JDBC_ENFORCE_SSL: true
    subnet_id: subnet-0123456789abcdef0
    security_groups:
      - sg-0123456789abcdef0
    tags:
      Project: GenAI-Demo

- name: Send a rotated password where passwords are encrypted in the catalog
  datacatalog.aws.glue_connection:
    name: legacy-connection
    connection_properties:
      JDBC_CONNECTION_URL: jdbc:mysql://mydb:3306/databasename
      USERNAME: my-username
      PASSWORD: "{{ legacy_password }}"
    force_update: true

- name: Give jobs a way into a subnet
  datacatalog.aws.glue_connection:
    name: my-network-connection
    connection_type: NETWORK
    connection_properties: {}
    subnet_id: subnet-0123456789abcdef0
    security_groups:
      - glue

- name: Delete a connection
  datacatalog.aws.glue_connection:
    name: genai-demo-aurora-connection
    state: absent
"""

RETURN = r"""
connection:
  description:
    - The connection as it is, or in check mode as it would be. Empty when it is absent. It never holds a password.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the connection.
      returned: when the connection is present
      type: str
      sample: genai-demo-aurora-connection
    arn:
      description: ARN of the connection.
      returned: when O(tags) is set
      type: str
      sample: arn:aws:glue:ap-northeast-1:123456789012:connection/genai-demo-aurora-connection
    connection_type:
      description: The type of the connection.
      returned: when the connection is present
      type: str
      sample: JDBC
    connection_properties:
      description: Properties, with the keys of the AWS API, without the password.
      returned: when the connection is present
      type: dict
      sample: {"JDBC_CONNECTION_URL": "jdbc:postgresql://host:5432/genai_demo", "SECRET_ID": "aurora-credentials-dev"}
    description:
      description: What the connection is for.
      returned: when it has one
      type: str
      sample: JDBC connection to GenAI Demo Aurora PostgreSQL
    match_criteria:
      description: Strings that select this connection.
      returned: when it has any
      type: list
      elements: str
      sample: []
    physical_connection_requirements:
      description: Where the connection is made from.
      returned: when it has them
      type: dict
      sample:
        availability_zone: ap-northeast-1a
        security_group_id_list: [sg-0123456789abcdef0]
        subnet_id: subnet-0123456789abcdef0
    status:
      description: Whether the connection is ready.
      returned: when AWS returns it
      type: str
      sample: READY
    athena_properties:
      description: Properties for Athena.
      returned: when it has them
      type: dict
      sample: {}
    authentication_configuration:
      description: How the connection authenticates, without credentials.
      returned: when it has one
      type: dict
      sample: {"authentication_type": "BASIC"}
    compatible_compute_environments:
      description: Where the connection can be used.
      returned: when AWS returns it
      type: list
      elements: str
      sample: [SPARK]
    connection_schema_version:
      description: Version of the shape of the connection.
      returned: when AWS returns it
      type: int
      sample: 1
    creation_time:
      description: When the connection was made.
      returned: when the connection exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    last_connection_validation_time:
      description: When AWS last tried the connection.
      returned: when AWS returns it
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    last_updated_by:
      description: Who changed the connection.
      returned: when AWS returns it
      type: str
      sample: arn:aws:iam::123456789012:user/someone
    last_updated_time:
      description: When the connection was changed.
      returned: when the connection exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    python_properties:
      description: Properties for Python shell jobs.
      returned: when it has them
      type: dict
      sample: {}
    spark_properties:
      description: Properties for Spark.
      returned: when it has them
      type: dict
      sample: {}
    status_reason:
      description: Why the connection is not ready.
      returned: when AWS returns it
      type: str
      sample: The secret was not found
    tags:
      description: Tags of the connection.
      returned: when O(tags) is set
      type: dict
      sample: {"Project": "GenAI-Demo"}
password_compared:
  description: Whether the password could be compared with the one of AWS.
  returned: when O(connection_properties) has C(PASSWORD)
  type: bool
  sample: true
raw_connection_properties:
  description: The same as RV(connection.connection_properties), where M(community.aws.glue_connection) has it.
    The other keys of RV(connection) are at the top level as well.
  returned: when the connection is present
  type: dict
  sample: {"JDBC_CONNECTION_URL": "jdbc:postgresql://host:5432/genai_demo"}
"""

from typing import Any

from ansible.module_utils.common.warnings import warn

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import settled
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import TagPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import password_differs
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import DEFAULT_TYPE
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import PLACEMENT
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import check_connection
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import check_jdbc
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import compare_connections
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import merged_connection
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import plain_fallback_warning
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import without_password
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection_spec import CONNECTION_SPEC
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.overtaken import made
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.placement import wanted_placement
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import apply_tag_plan
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import plan_resource_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import with_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import CONNECTION_FACTS
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import connection_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import without


def known_names(client: Any) -> tuple[list[str], list[str]]:
    """The connection types and properties that this version of boto3 knows."""
    model = client.meta.service_model
    return tuple(list(model.shape_for(shape).enum) for shape in ("ConnectionType", "ConnectionPropertyKey"))


def find(client: Any, params: dict) -> dict | None:
    """The connection. Its password is only read when the task has one to compare it with."""
    hide = "PASSWORD" not in (params["connection_properties"] or {})
    return api.get_connection(client, params["name"], params["catalog_id"], hide_password=hide)


def write(client: Any, params: dict, exists: bool, wanted: dict, plan: TagPlan | None, update: bool) -> dict:
    """Create the connection, or update what differs. Returns it as it then is."""
    name, catalog_id = params["name"], params["catalog_id"]
    tags = plan.add if plan else {}
    if exists or not made(lambda: api.create_connection(client, name, catalog_id, wanted, tags)):
        if update or not exists:
            api.update_connection(client, name, catalog_id, _with_password(client, params, wanted))
        apply_tag_plan(client, plan)
    return api.get_connection(client, name, catalog_id) or {**wanted, "Name": name}


def _with_password(client: Any, params: dict, wanted: dict) -> dict:
    """AWS replaces the whole connection, so a password that the task does not mention has to be sent back."""
    if params["connection_properties"] is not None:
        return wanted
    clear = api.get_connection(client, params["name"], params["catalog_id"], hide_password=False) or {}
    return {**wanted, "ConnectionProperties": clear.get("ConnectionProperties") or {}}


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    for warning in check_connection(params, *known_names(client)):
        warn(warning)
    found = find(client, params)
    current = without(found, (*CONNECTION_FACTS, "Name")) if found else None
    if found is None and params["connection_properties"] is None and params["connection_type"] != "NETWORK":
        raise InvalidOption("To create a connection, connection_properties must be set.")
    if (params["connection_type"] or (current or {}).get("ConnectionType") or DEFAULT_TYPE) == "JDBC":
        check_jdbc(params)
    placement = wanted_placement(module, (current or {}).get(PLACEMENT) or {})
    wanted = merged_connection(params, current or {}, placement)
    comparison = compare_connections(current, wanted, params)
    if params["force_update"] and found and not comparison.changed:
        comparison.record("force_update", before=False, after=True)
    update = comparison.changed
    plan = plan_resource_tags(module, client, "connection", found, comparison)
    if update and params["connection_properties"] is not None:
        warning = plain_fallback_warning(wanted["ConnectionProperties"], wanted["ConnectionType"])
        warn(warning) if warning else None
    planned = {**(found or {}), **wanted, "Name": params["name"]}
    result = settled(
        module, comparison, found, planned, lambda: write(client, params, found is not None, wanted, plan, update)
    )
    shown = connection_result(with_tags(without_password(result), plan))
    if "PASSWORD" in (params["connection_properties"] or {}):
        properties = (current or {}).get("ConnectionProperties") or {}
        shown["password_compared"] = password_differs(properties, wanted["ConnectionProperties"]) is not None
    return outcome(comparison, shown)


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    name, catalog_id = module.params["name"], module.params["catalog_id"]
    found = api.get_connection(client, name, catalog_id)
    if found and not module.check_mode:
        api.delete_connection(client, name, catalog_id)
    before = connection_result(without_password(without(found, CONNECTION_FACTS)))["connection"] if found else {}
    return {"changed": bool(found), "connection": {}, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = DiscreetAWSModule(argument_spec=CONNECTION_SPEC, supports_check_mode=True)
    conclude(module, "glue", ensure_present if module.params["state"] == "present" else ensure_absent, advise)


if __name__ == "__main__":
    main()
