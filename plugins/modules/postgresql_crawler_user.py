#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_crawler_user
version_added: 0.1.0
short_description: Manage the PostgreSQL user of an AWS Glue crawler
description:
  - Creates and maintains a PostgreSQL user who may read the tables of some schemas, those of tomorrow included, and
    nothing else. A crawler has no limit of its own on connections or time, so this user has.
  - The user gets C(CONNECT) on the database, C(USAGE) on the schemas, C(SELECT) on every table, view, materialized view
    and foreign table in them, and default privileges for C(SELECT) from everybody who owns tables there.
    Whatever else the user was given in this database, in schemas that are no longer listed for instance, is taken back.
  - The password comes from AWS Secrets Manager, where the crawler reads it too. It is set only when the user cannot log
    in with it. What PostgreSQL is sent then is the SCRAM-SHA-256 verifier, so no log ever shows the password.
  - The login user needs no superuser's rights. It must have created the user, or hold the C(ADMIN) option on it, and
    act for the owners of the database, the schemas and the tables. All changes to a user are made in one transaction.
  - In check mode the database, the cluster and the secrets need not exist yet. Everything is then predicted as new.
options:
  user:
    description: Name of the PostgreSQL user that the crawler logs in as.
    type: str
    required: true
  alternate_user:
    description:
      - Name of a second user, the equal of O(user) in every privilege and limit, where the secret is rotated and the
        two take turns.
      - Only the user that the secret is for at the moment gets its password. The password of the other is left alone,
        and without one it cannot log in.
    type: str
  state:
    description:
      - Whether the user is there, and the alternate user, when one is named.
      - V(absent) takes back the user's privileges in this database and drops it. It refuses to do so while the user
        owns anything or has privileges in another database.
    type: str
    choices: [present, absent]
    default: present
  password_secret_id:
    description:
      - Name or ARN of the secret in AWS Secrets Manager that holds the user's C(username) and C(password), as JSON.
      - Required when O(state=present).
    type: str
  database:
    description: Name of the database that the crawler reads.
    type: str
    required: true
  schemas:
    description: Schemas that the crawler may read. They must exist.
    type: list
    elements: str
    default: [public]
  connection_limit:
    description: How many connections the user may have at a time. V(-1) is no limit.
    type: int
    default: 2
  statement_timeout:
    description:
      - How long a statement of the user may take in this database, as PostgreSQL writes durations.
        A number without a unit is in milliseconds. V(0) is no limit.
    type: str
    default: 30s
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_connection
  - module: datacatalog.aws.glue_catalog_verify
notes:
  - Whether the driver inside AWS Glue's crawlers logs in with SCRAM-SHA-256 is documented nowhere.
    AWS advises to bring a newer driver where the server demands it.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
  - datacatalog.aws._postgresql
"""

EXAMPLES = r"""
- name: Let the crawler read the schema public, through the RDS Data API
  datacatalog.aws.postgresql_crawler_user:
    user: glue_crawler
    password_secret_id: aurora-credentials-production
    database: genai_demo
    connection:
      method: data_api
      cluster_arn: arn:aws:rds:ap-northeast-1:123456789012:cluster:genai-demo
      login_secret_id: aurora-master-production

- name: Let the crawler read two schemas of a server that answers here
  datacatalog.aws.postgresql_crawler_user:
    user: glue_crawler
    password_secret_id: aurora-credentials-staging
    database: genai_demo
    schemas: [public, sales]
    connection_limit: 3
    statement_timeout: 1min
    connection:
      host: genai-demo.cluster-abc.ap-northeast-1.rds.amazonaws.com
      ssl_mode: verify-full
      ssl_root_cert: global-bundle.pem
      login_secret_id: aurora-master-staging

- name: Take the crawler's user away
  datacatalog.aws.postgresql_crawler_user:
    user: glue_crawler
    database: genai_demo
    state: absent
"""

RETURN = r"""
user:
  description: The user as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the user.
      returned: when the user is present
      type: str
      sample: glue_crawler
    database:
      description: The database that it may read.
      returned: when the user is present
      type: str
      sample: genai_demo
    schemas:
      description: The schemas that it may read.
      returned: when the user is present
      type: list
      elements: str
      sample: [public]
    connection_limit:
      description: How many connections it may have.
      returned: when the user is present
      type: int
      sample: 2
    statement_timeout:
      description: How long its statements may take.
      returned: when the user is present
      type: str
      sample: 30s
alternate_user:
  description: The alternate user, with the same keys as RV(user).
  returned: when O(alternate_user) is given
  type: dict
  sample:
    name: glue_crawler_clone
    database: genai_demo
    schemas: [public]
    connection_limit: 2
    statement_timeout: 30s
password_set:
  description: Whether the password was set, or in check mode would be.
  returned: always
  type: bool
  sample: false
statements:
  description: What PostgreSQL was told to do, or in check mode would be, without the password's verifier.
  returned: always
  type: list
  elements: str
  sample: ['GRANT USAGE ON SCHEMA "public" TO "glue_crawler"']
"""

from functools import cache
from typing import Any

from ansible.module_utils.common.warnings import warn

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.connection import Connector
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_users import ensure_users
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.options import CONNECTION_SPEC

ARGUMENT_SPEC: dict[str, Any] = {
    "user": {"type": "str", "required": True},
    "alternate_user": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "password_secret_id": {"type": "str", "no_log": False},
    "database": {"type": "str", "required": True},
    "schemas": {"type": "list", "elements": "str", "default": ["public"]},
    "connection_limit": {"type": "int", "default": 2},
    "statement_timeout": {"type": "str", "default": "30s"},
    "connection": CONNECTION_SPEC,
}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        supports_check_mode=True,
        required_if=[("state", "present", ("password_secret_id",))],
    )
    params = module.params
    connector = Connector(params["connection"], params["database"], cache(module.client), keep_secret(module))
    try:
        result, warnings = ensure_users(connector, params, module.check_mode)
    except DatabaseError as error:
        module.fail_json(msg=str(error))
    for warning in warnings:
        warn(warning)
    module.exit_json(**result)


def keep_secret(module: AnsibleAWSModule) -> Any:
    """Ansible replaces these values wherever they turn up in what the module returns."""
    return module._module.no_log_values.add


if __name__ == "__main__":
    main()
