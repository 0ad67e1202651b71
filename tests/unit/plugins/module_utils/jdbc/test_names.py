# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceColumn
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceTable
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceType
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.names import catalog_table_name
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.names import find_collisions
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.names import find_column_collisions
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.names import find_overlong


def test_a_name_is_prefix_database_schema_and_table_in_lower_case() -> None:
    assert catalog_table_name("", "genai_demo", "public", "orders") == "genai_demo_public_orders"
    assert catalog_table_name("Prod_", "GenAI", "Sales", "OrderLines") == "prod_genai_sales_orderlines"


def test_characters_are_kept() -> None:
    assert catalog_table_name("", "db", "public", "order-lines v2") == "db_public_order-lines v2"


def test_tables_that_would_share_a_name_are_reported_together() -> None:
    tables = [
        SourceTable("db", "public", "Orders"),
        SourceTable("db", "public", "orders"),
        SourceTable("db", "public", "items"),
        SourceTable("db", "a_b", "c"),
        SourceTable("db", "a", "b_c"),
    ]
    assert find_collisions(tables) == {"db_a_b_c": [tables[3], tables[4]], "db_public_orders": [tables[0], tables[1]]}


def test_names_too_long_for_the_catalog_are_reported() -> None:
    tables = [SourceTable("d" * 63, "s" * 63, "t" * 63), SourceTable("db", "public", "orders")]
    assert find_overlong(tables) == []
    assert [len(name) for name in find_overlong(tables, "p" * 128)] == [128 + 3 * 63 + 2]


def test_columns_that_differ_by_case_alone_are_reported() -> None:
    columns = tuple(SourceColumn(name, SourceType("int4"), at) for at, name in enumerate(("Id", "id", "name"), start=1))
    assert find_column_collisions(SourceTable("db", "public", "orders", columns=columns)) == ["Id", "id"]
