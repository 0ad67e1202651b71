#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_ddl_trigger
version_added: 0.1.0
short_description: Manage event triggers of PostgreSQL that tell a Lambda function of schema changes
description:
  - Lets an Aurora PostgreSQL database call a Lambda function when a transaction that created, altered or dropped
    tables or views commits. RDS itself sends no event for that.
  - The event triggers write one row for each table or view whose name or columns changed into a table C(changes).
    At the commit a deferred trigger calls the function once, asynchronously, with all changes of the transaction; a
    transaction that is rolled back sends nothing.
  - Commands that leave name and columns as they are, such as C(ALTER TABLE ... OWNER TO), C(GRANT) and C(TRUNCATE), and
    temporary tables are ignored. Partitions are told of along with their table.
  - The user's command never fails because of this. Every error is kept in a table C(failures), a call takes no longer
    than the timeouts allow, and after a failed call none is made for O(breaker_seconds). What was not sent goes along
    with the next call.
  - All of it stands in a schema of its own, and in two event triggers that are called like the schema.
  - The login user must be a member of C(rds_superuser). The cluster needs a role for the feature C(Lambda)
    (see M(datacatalog.aws.rds_cluster_role)), and its network a way to Lambda.
  - PostgreSQL fires no event triggers on the readers, nor where C(session_replication_role) is C(replica).
options:
  database:
    description: Name of the database to watch. Event triggers belong to one database.
    type: str
    required: true
  state:
    description:
      - V(paused) switches the event triggers off and leaves everything in place, for a migration. Going back to
        V(present) then tells the function once of all that has changed meanwhile.
      - V(absent) removes event triggers and schema with everything in it, which is needed before an upgrade to a new
        major version. The extension C(aws_lambda) stays.
    type: str
    choices: [present, paused, absent]
    default: present
  function_arn:
    description:
      - ARN of the function to call, with a version or an alias or without.
      - Required unless O(state=absent).
    type: str
  schema:
    description: Name of the schema for tables and functions. It must not exist, or be of this module's making.
    type: str
    default: datacatalog_ddl
  schemas:
    description: The schemas to watch. V(*) is every schema but PostgreSQL's own.
    type: list
    elements: str
    default: [public]
  exclusions:
    description:
      - Names of tables and views that are not watched, as globs in the language of a crawler's exclusions.
    type: list
    elements: str
    default: []
  comments:
    description:
      - Whether a changed comment is a change of the table. Only sensible when comments are crawled.
    type: bool
    default: false
  shapes:
    description:
      - Whether the payload holds the columns of the changed tables with their types, so that the function can write
        them into the catalog without a crawl.
      - Everybody who may connect can then read the columns C(id), C(schema_name), C(name) and C(transaction) of
        C(changes).
    type: bool
    default: false
  transactions_readable:
    description:
      - Whether everybody who may connect can read which transactions changed something, namely the columns C(id),
        C(transaction) and C(sent_at) of C(changes). The function asks for them as the crawler's user, so that no lost
        call and no late commit is passed over.
    type: bool
    default: false
  connect_timeout_ms:
    description: How long a connection to Lambda may take, in milliseconds.
    type: int
    default: 500
  request_timeout_ms:
    description: How long a call may take, in milliseconds. A commit is delayed by no more than that.
    type: int
    default: 1000
  breaker_seconds:
    description: How long nothing is sent after a call that failed. V(0) tries every time.
    type: int
    default: 60
  call_interval_ms:
    description:
      - How long no other call is made after one, in milliseconds. What changes meanwhile stays unsent, and goes along
        with the next call.
      - Only for a function that asks the database itself for what it was not told; see O(transactions_readable).
    type: int
    default: 0
  retention_days:
    description: How many days changes and failures are kept.
    type: int
    default: 90
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.rds_cluster_role
  - module: datacatalog.aws.postgresql_crawler_user
notes:
  - Every command that changes something runs in a subtransaction of its own. A migration with thousands of commands in
    one transaction is better done while the triggers are paused.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
  - datacatalog.aws._postgresql
"""

EXAMPLES = r"""
- name: Tell a function of every schema change, through the RDS Data API
  datacatalog.aws.postgresql_ddl_trigger:
    database: genai_demo
    function_arn: arn:aws:lambda:ap-northeast-1:123456789012:function:DataCatalogStack-TriggerCrawlerFunction
    exclusions: [flyway_schema_history, "tmp_*", "temp_*"]
    connection:
      method: data_api
      cluster_arn: arn:aws:rds:ap-northeast-1:123456789012:cluster:genai-demo
      login_secret_id: aurora-master-production

- name: Keep quiet during a migration
  datacatalog.aws.postgresql_ddl_trigger:
    database: genai_demo
    function_arn: arn:aws:lambda:ap-northeast-1:123456789012:function:DataCatalogStack-TriggerCrawlerFunction
    state: paused

- name: Leave no trace before an upgrade to a new major version
  datacatalog.aws.postgresql_ddl_trigger:
    database: genai_demo
    state: absent
"""

RETURN = r"""
ddl_trigger:
  description: The watch as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    state:
      description: Whether changes are told.
      returned: when it is there
      type: str
      sample: present
    schema:
      description: The schema that holds its tables.
      returned: when it is there
      type: str
      sample: datacatalog_ddl
    event_triggers:
      description: Names of the event triggers.
      returned: when it is there
      type: list
      elements: str
      sample: [datacatalog_ddl_command, datacatalog_ddl_drop]
    settings:
      description: What the triggers keep to, by the names of the options.
      returned: when it is there
      type: dict
      sample: {"schemas": ["public"], "comments": false}
    status:
      description: How many relations are C(watched), how many C(changes) are recorded and how many of them C(unsent),
        how many C(failures) there were, C(last_sent_at) and C(last_error). Empty when nothing is there yet.
      returned: when it is there
      type: dict
      sample: {"watched": 44, "changes": 3, "unsent": 0, "failures": 0, "last_sent_at": null, "last_error": null}
"""

from functools import cache
from typing import Any

from ansible.module_utils.common.warnings import warn

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.connection import Connector
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.ddl_trigger.manager import DdlTrigger
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.options import CONNECTION_SPEC

ARGUMENT_SPEC: dict[str, Any] = {
    "database": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "paused", "absent"], "default": "present"},
    "function_arn": {"type": "str"},
    "schema": {"type": "str", "default": "datacatalog_ddl"},
    "schemas": {"type": "list", "elements": "str", "default": ["public"]},
    "exclusions": {"type": "list", "elements": "str", "default": []},
    "comments": {"type": "bool", "default": False},
    "shapes": {"type": "bool", "default": False},
    "transactions_readable": {"type": "bool", "default": False},
    "connect_timeout_ms": {"type": "int", "default": 500},
    "request_timeout_ms": {"type": "int", "default": 1000},
    "breaker_seconds": {"type": "int", "default": 60},
    "call_interval_ms": {"type": "int", "default": 0},
    "retention_days": {"type": "int", "default": 90},
    "connection": CONNECTION_SPEC,
}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        supports_check_mode=True,
        required_if=[("state", "present", ("function_arn",)), ("state", "paused", ("function_arn",))],
    )
    params = module.params
    keep_secret = module._module.no_log_values.add
    connector = Connector(params["connection"], params["database"], cache(module.client), keep_secret)
    try:
        trigger = DdlTrigger(connector, params, module.check_mode)
        result = trigger.ensure()
    except (DatabaseError, ValueError) as error:
        module.fail_json(msg=str(error))
    for warning in trigger.warnings:
        warn(warning)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
