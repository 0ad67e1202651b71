#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_connection_info
version_added: 0.1.0
short_description: Read AWS Glue connections
description:
  - Returns one connection, or all of them, or those that match. Passwords are never read.
options:
  name:
    description: Name of the connection. Without it all are returned.
    type: str
  connection_type:
    description: Return only connections of this type, such as V(JDBC).
    type: str
  match_criteria:
    description: Return only connections that have all of these match criteria.
    type: list
    elements: str
  include_tags:
    description: Read the tags as well, which takes one more call for each connection.
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
- name: Read one connection
  datacatalog.aws.glue_connection_info:
    name: genai-demo-aurora-connection

- name: Read all connections to databases
  datacatalog.aws.glue_connection_info:
    connection_type: JDBC
"""

RETURN = r"""
connections:
  description: The connections. Empty when there is none with that name, or none that matches.
  returned: always
  type: list
  elements: dict
  sample:
    - name: genai-demo-aurora-connection
      connection_type: JDBC
      connection_properties:
        JDBC_CONNECTION_URL: jdbc:postgresql://host:5432/genai_demo
        SECRET_ID: aurora-credentials-dev
        JDBC_ENFORCE_SSL: "true"
      physical_connection_requirements:
        availability_zone: ap-northeast-1a
        security_group_id_list: [sg-0123456789abcdef0]
        subnet_id: subnet-0123456789abcdef0
      status: READY
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import without_password
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import read_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import connection_result

ARGUMENT_SPEC = {
    "name": {"type": "str"},
    "connection_type": {"type": "str"},
    "match_criteria": {"type": "list", "elements": "str"},
    "include_tags": {"type": "bool", "default": False},
    "catalog_id": {"type": "str"},
}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    if params["name"]:
        found = api.get_connection(client, params["name"], params["catalog_id"])
        connections = [found] if found else []
    else:
        wanted = {"ConnectionType": params["connection_type"], "MatchCriteria": params["match_criteria"]}
        given = {key: value for key, value in wanted.items() if value}
        filters = {"Filter": given} if given else {}
        connections = api.get_connections(client, params["catalog_id"], **filters)
    tagged = read_tags(module, client, "connection", [without_password(item) for item in connections])
    return {"connections": [connection_result(item)["connection"] for item in tagged]}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
