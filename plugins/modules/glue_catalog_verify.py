#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_verify
version_added: 0.1.0
short_description: Compare an AWS Glue Data Catalog with the PostgreSQL database that it describes
description:
  - Reads the tables of a PostgreSQL database and those of a Data Catalog database, and says what differs.
    It asks PostgreSQL itself, in another way than the crawl does.
  - Every table and view of the schemas must be in the catalog, save what an exclusion matches, with the same columns in
    the same order. Types are not compared, since AWS does not document which ones a crawler chooses.
  - Partitions, materialized views and foreign tables are neither missing nor extra. AWS does not document whether a
    crawler lists them; RV(undocumented) says which of them it did list.
  - A table of the catalog that the crawler has marked as deprecated counts as absent. It is therefore missing when the
    database still has the table, and no difference when the table is gone or excluded; RV(deprecated) lists them all.
  - Tables of the catalog that come from other sources are left out, that is those whose name does not begin with the
    prefix and the name of the database, and whose location is not in that database either.
  - This module changes nothing.
options:
  glue_database:
    description: Name of the Data Catalog's database.
    type: str
    required: true
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
  source_database:
    description: Name of the PostgreSQL database.
    type: str
    required: true
  schemas:
    description: Schemas that the crawler covers.
    type: list
    elements: str
    default: [public]
  exclusions:
    description:
      - Exclusions of the crawler, as they are written for an include path such as C(genai_demo/public/%), that is globs
        for the table's name alone.
    type: list
    elements: str
    default: []
  table_prefix:
    description: Prefix that the crawler gives the tables' names.
    type: str
    default: ""
  bounded_contexts:
    description:
      - Tables of each bounded context, without their schema. A table that belongs to none is reported, not refused.
    type: dict
    default: {}
  fail_on_difference:
    description: Whether a difference fails the task. Without it RV(ok) tells.
    type: bool
    default: true
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawler_run
  - module: datacatalog.aws.postgresql_crawler_user
notes:
  - The login user sees the columns of those tables only that it may use. Log in as their owner, as the master user, or
    as the crawler's user.
  - The caller needs C(glue:GetTables) on the catalog, the database and its tables.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
  - datacatalog.aws._postgresql
"""

EXAMPLES = r"""
- name: Fail unless the catalog shows the database as it is
  datacatalog.aws.glue_catalog_verify:
    glue_database: genai_demo_catalog
    source_database: genai_demo
    exclusions: [flyway_schema_history, tmp_*, temp_*]
    bounded_contexts:
      order_processing: [orders, order_items, order_status_history]
      product_catalog: [products, categories, product_variants]

- name: Look at the differences of a cluster in private subnets
  datacatalog.aws.glue_catalog_verify:
    glue_database: genai_demo_catalog
    source_database: genai_demo
    fail_on_difference: false
    connection:
      method: data_api
      cluster_arn: arn:aws:rds:ap-northeast-1:123456789012:cluster:genai-demo
      login_secret_id: aurora-master-production
  register: verified
"""

RETURN = r"""
ok:
  description: Whether the catalog shows the database as it is.
  returned: always
  type: bool
  sample: true
summary:
  description: The differences in words, each with what to do about it. Empty when there is none.
  returned: always
  type: str
  sample: ""
contexts:
  description: For each bounded context, how many tables it names, how many are in the catalog, and which are not.
  returned: always
  type: dict
  sample: {"order_processing": {"expected": 3, "found": 2, "missing": ["order_items"]}}
missing:
  description: Tables and views of the database that are not in the catalog, or only as deprecated ones.
  returned: always
  type: list
  elements: str
  sample: [public.order_items]
extra:
  description: Tables of the catalog that the database does not have, or that an exclusion matches.
  returned: always
  type: list
  elements: str
  sample: [genai_demo_public_tmp_import]
excluded:
  description: Tables of the database that an exclusion matches.
  returned: always
  type: list
  elements: str
  sample: [public.flyway_schema_history]
unassigned:
  description: Tables and views that no bounded context names.
  returned: always
  type: list
  elements: str
  sample: [public.open_shipments]
absent_in_database:
  description: Tables that a bounded context names and the database does not have.
  returned: always
  type: list
  elements: str
  sample: []
deprecated:
  description: Tables of the catalog that the crawler has marked as deprecated.
  returned: always
  type: list
  elements: str
  sample: [genai_demo_public_old_orders]
undocumented:
  description: Partitions, materialized views and foreign tables, and whether the catalog has them.
  returned: always
  type: list
  elements: dict
  contains:
    table:
      description: Schema and name of the table.
      returned: always
      type: str
      sample: public.daily_sales
    kind:
      description: V(partition), V(materialized view) or V(foreign table).
      returned: always
      type: str
      sample: materialized view
    in_catalog:
      description: Whether the catalog has it.
      returned: always
      type: bool
      sample: true
collisions:
  description: Names in the catalog that more than one table of the database would get.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name in the catalog.
      returned: always
      type: str
      sample: genai_demo_public_orders
    tables:
      description: The tables of the database.
      returned: always
      type: list
      elements: str
      sample: [public.Orders, public.orders]
column_differences:
  description: Tables whose columns differ by name, number or order. Names are compared in lower case.
  returned: always
  type: list
  elements: dict
  contains:
    table:
      description: Schema and name of the table.
      returned: always
      type: str
      sample: public.orders
    missing:
      description: Columns that only the database has.
      returned: always
      type: list
      elements: str
      sample: [discount_rate]
    extra:
      description: Columns that only the catalog has.
      returned: always
      type: list
      elements: str
      sample: []
    order_differs:
      description: Whether the columns are the same in another order.
      returned: always
      type: bool
      sample: false
    expected:
      description: Number of columns in the database.
      returned: always
      type: int
      sample: 13
    found:
      description: Number of columns in the catalog.
      returned: always
      type: int
      sample: 12
"""

from functools import cache
from typing import Any

from ansible.module_utils.common.warnings import warn

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_code
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusion_lint import lint_exclusions
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import Scope
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import compare
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import describe
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_source import Relation
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_source import read_relations
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_tables import get_tables
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.connection import Connector
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.options import CONNECTION_SPEC

ARGUMENT_SPEC: dict[str, Any] = {
    "glue_database": {"type": "str", "required": True},
    "catalog_id": {"type": "str"},
    "source_database": {"type": "str", "required": True},
    "schemas": {"type": "list", "elements": "str", "default": ["public"]},
    "exclusions": {"type": "list", "elements": "str", "default": []},
    "table_prefix": {"type": "str", "default": ""},
    "bounded_contexts": {"type": "dict", "default": {}},
    "fail_on_difference": {"type": "bool", "default": True},
    "connection": CONNECTION_SPEC,
}


def check_options(params: dict[str, Any]) -> None:
    """Options that would make the comparison meaningless."""
    for schema in params["schemas"]:
        errors = lint_exclusions(params["exclusions"], f"{params['source_database']}/{schema}/%").errors
        if errors:
            raise DatabaseError(" ".join(errors))
    for context, tables in params["bounded_contexts"].items():
        if not isinstance(tables, list) or not all(isinstance(table, str) for table in tables):
            raise DatabaseError(f"bounded_contexts: '{context}' must be a list of tables' names.")


def warn_of_hidden_columns(module: AnsibleAWSModule, relations: list[Relation], excluded: list[str]) -> None:
    unseen = [str(relation) for relation in relations if relation.columns is None and relation.undocumented is None]
    hidden = [name for name in unseen if name not in excluded]
    if hidden:
        warn(f"The login user cannot see the columns of {', '.join(hidden)}; they were not compared.")


def verify(module: AnsibleAWSModule, connector: Connector) -> dict[str, Any]:
    params = module.params
    check_options(params)
    with connector.connect() as database:
        relations = read_relations(database, params["schemas"])
    scope = Scope(
        source_database=params["source_database"],
        exclusions=tuple(params["exclusions"]),
        table_prefix=params["table_prefix"],
        bounded_contexts=params["bounded_contexts"],
    )
    tables = get_tables(module.client("glue"), params["glue_database"], params["catalog_id"])
    result = compare(relations, tables, scope)
    warn_of_hidden_columns(module, relations, result["excluded"])
    return {**result, "summary": describe(result, params["glue_database"], params["source_database"])}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    params = module.params
    keep_secret = module._module.no_log_values.add
    connector = Connector(params["connection"], params["source_database"], cache(module.client), keep_secret)
    try:
        result = verify(module, connector)
    except AnsibleAWSError as error:
        mend = ""
        if error_code(error) == "EntityNotFoundException":
            mend = f" Build it first: the catalog has no database '{params['glue_database']}'."
        module.fail_json(msg=f"{error}{mend}")
    if params["fail_on_difference"] and not result["ok"]:
        module.fail_json(msg=result["summary"], **result)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
