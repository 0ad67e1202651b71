# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import Scope
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import compare
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_check import describe
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_source import Relation
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.catalog_tables import CatalogTable

SCOPE = Scope("db", exclusions=("tmp_*",), bounded_contexts={"orders": ["orders", "items"]})


def relation(name: str, *columns: str, **more: Any) -> Relation:
    return Relation("public", name, columns or ("id",), **more)


def table(name: str, *columns: str, **more: Any) -> CatalogTable:
    return CatalogTable(f"db_public_{name}", f"db.public.{name}", columns or ("id",), **more)


def test_equal_sides_are_fine() -> None:
    result = compare([relation("orders"), relation("items")], [table("orders"), table("items")], SCOPE)
    assert result["ok"]
    assert describe(result, "catalog", "db") == ""


def test_every_difference_is_in_the_text_with_its_mend() -> None:
    relations = [relation("orders", "id", "Note"), relation("Users"), relation("users"), relation("lost")]
    tables = [table("orders", "id", "memo"), table("users"), table("gone")]
    text = describe(compare(relations, tables, SCOPE), "catalog", "db")
    assert text.startswith(
        "Catalog 'catalog' and database 'db' differ. 1 not in the catalog: public.lost. Run the crawler"
    )
    assert "1 only in the catalog: db_public_gone. Run the crawler" in text
    assert "1 in a bounded context and not in the database: items." in text
    assert "1 the same name for several tables: db_public_users (public.Users, public.users)." in text
    assert "1 with other columns: public.orders (missing note; extra memo)." in text


def test_order_of_columns_counts_and_case_does_not() -> None:
    relations = [relation("orders", "Id", "total"), relation("items", "a", "b")]
    result = compare(relations, [table("orders", "id", "total"), table("items", "b", "a")], SCOPE)
    assert [entry["table"] for entry in result["column_differences"]] == ["public.items"]
    assert result["column_differences"][0]["order_differs"]
    assert "public.items (other order)" in describe(result, "catalog", "db")


def test_a_prefix_is_part_of_the_name() -> None:
    scope = Scope("db", table_prefix="Prod_")
    found = CatalogTable("prod_db_public_orders", "db.public.orders", ("id",))
    assert compare([relation("orders")], [found], scope)["ok"]


def test_tables_of_other_sources_are_not_extra() -> None:
    other = CatalogTable("clicks", "s3://bucket/clicks/", ())
    assert compare([], [other], Scope("db"))["ok"]
    assert compare([], [CatalogTable("renamed", "db.public.orders", ())], Scope("db"))["extra"] == ["renamed"]


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_missing_and_extra_are_the_two_differences(source: list[str], catalog: list[str]) -> None:
    result = compare([relation(name) for name in source], [table(name) for name in catalog], Scope("db"))
    assert {name.removeprefix("public.") for name in result["missing"]} == set(source) - set(catalog)
    assert {name.removeprefix("db_public_") for name in result["extra"]} == set(catalog) - set(source)
    assert result["ok"] is (set(source) == set(catalog))
