#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: postgresql_table_info
version_added: 0.1.0
short_description: Count the rows of the tables of a PostgreSQL database
description:
  - Returns the tables and materialized views of some schemas with the number of their rows and, on request, a digest of
    what is in them, by which the contents before and after a recovery are compared.
  - Every row is read, for the digest in full. On a large database that takes its time.
  - Tables are read one after the other. What is written meanwhile may be in one and not in the other.
options:
  database:
    description: Name of the database.
    type: str
    required: true
  schemas:
    description: The schemas to look at.
    type: list
    elements: str
    default: [public]
  digests:
    description: Whether to make a digest of each table as well.
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._postgresql
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Look at what is in the database
  datacatalog.aws.postgresql_table_info:
    database: genai_demo
    digests: true
    connection:
      login_secret_id: aurora-master-production
  register: contents

- name: Say how much it is
  ansible.builtin.debug:
    msg: "{{ contents.tables | length }} tables, {{ contents.rows }} rows"
"""

RETURN = r"""
rows:
  description: Rows of all tables together.
  returned: always
  type: int
  sample: 9200
tables:
  description: The tables, by schema and name.
  returned: always
  type: list
  elements: dict
  contains:
    schema:
      description: Schema of the table.
      returned: always
      type: str
      sample: public
    name:
      description: Name of the table.
      returned: always
      type: str
      sample: customers
    rows:
      description: How many rows it has.
      returned: always
      type: int
      sample: 200
    digest:
      description: A number that is the same for the same rows, in whatever order they are.
      returned: with O(digests=true)
      type: str
      sample: "57646075230342348800"
"""

from functools import cache
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.connection import Connector
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.contents import read_contents
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.options import CONNECTION_SPEC

ARGUMENT_SPEC: dict[str, Any] = {
    "database": {"type": "str", "required": True},
    "schemas": {"type": "list", "elements": "str", "default": ["public"]},
    "digests": {"type": "bool", "default": False},
    "connection": CONNECTION_SPEC,
}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    params = module.params
    keep_secret = module._module.no_log_values.add
    connector = Connector(params["connection"], params["database"], cache(module.client), keep_secret)
    try:
        with connector.connect() as database:
            tables = read_contents(database, params["schemas"], params["digests"])
    except DatabaseError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, rows=sum(table["rows"] for table in tables), tables=tables)


if __name__ == "__main__":
    main()
