# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a catalog against its database, on the embedded Glue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.introspection import read_tables
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.query import psycopg_query
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import table_input
from ansible_collections.datacatalog.aws.plugins.modules import glue_catalog_verify

from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop

CONTEXTS = {"orders": ["orders"], "sales": ["leads"]}
EXCLUSIONS = ["tmp_*"]


class Catalog:
    """A catalog database, filled as a crawl of the shop would fill it."""

    def __init__(self, shop: Shop) -> None:
        self.name = f"{shop.name}_catalog"
        self.glue = shop.cluster.client("glue")
        self.glue.create_database(DatabaseInput={"Name": self.name})
        self.tables: dict[str, dict[str, Any]] = {}
        with shop.admin() as connection:
            for table in read_tables(psycopg_query(connection), schemas=["public", "sales"]):
                written = table_input(table, connection_name="c", crawler_name="cr", exclusions=EXCLUSIONS)
                self.tables[table.name] = written
                if not table.name.startswith("tmp_"):
                    self.glue.create_table(DatabaseName=self.name, TableInput=written)

    def delete(self, name: str) -> None:
        self.glue.delete_table(DatabaseName=self.name, Name=self.tables[name]["Name"])

    def update(self, name: str, **changes: Any) -> None:
        self.glue.update_table(DatabaseName=self.name, TableInput={**self.tables[name], **changes})

    def deprecate(self, name: str) -> None:
        parameters = {**self.tables[name]["Parameters"], "DEPRECATED_BY_CRAWLER": "1767225600000"}
        self.update(name, Parameters=parameters)

    def drop(self) -> None:
        self.glue.delete_database(Name=self.name)


@pytest.fixture
def catalog(shop: Shop) -> Iterator[Catalog]:
    filled = Catalog(shop)
    yield filled
    filled.drop()


def bind(run: Run, shop: Shop, catalog: Catalog, connection: dict[str, Any]) -> Run:
    return partial(
        run,
        glue_catalog_verify,
        glue_database=catalog.name,
        source_database=shop.name,
        schemas=["public", "sales"],
        exclusions=EXCLUSIONS,
        bounded_contexts=CONTEXTS,
        connection=connection,
    )


@pytest.fixture
def verify(run: Run, shop: Shop, catalog: Catalog) -> Run:
    return bind(run, shop, catalog, shop.cluster.connection("direct"))


def test_a_catalog_that_is_right(run: Run, shop: Shop, catalog: Catalog, connection: dict[str, Any]) -> None:
    for check in (False, True):
        result = bind(run, shop, catalog, connection)(check=check)
        assert not result.get("failed"), result["msg"]
        assert not result["changed"]
        assert result["ok"]
        assert result["contexts"] == {
            "orders": {"expected": 1, "found": 1, "missing": []},
            "sales": {"expected": 1, "found": 1, "missing": []},
        }
        assert result["excluded"] == ["public.tmp_import"]
        assert result["unassigned"] == ["public.big_orders"]
        assert result["undocumented"] == [
            {"table": "public.daily", "kind": "materialized view", "in_catalog": True},
            {"table": "sales.leads_1", "kind": "partition", "in_catalog": True},
        ]


def test_a_missing_table_fails_and_is_named(verify: Run, shop: Shop, catalog: Catalog) -> None:
    catalog.delete("orders")
    result = verify()
    assert result["failed"]
    assert "1 not in the catalog: public.orders. Run the crawler" in result["msg"]
    assert result["contexts"]["orders"] == {"expected": 1, "found": 0, "missing": ["orders"]}
    told = verify(fail_on_difference=False)
    assert not told.get("failed")
    assert not told["ok"]
    assert told["missing"] == ["public.orders"]
    assert told["summary"] == result["msg"]


def test_a_dropped_table_is_extra_until_it_is_deprecated(verify: Run, shop: Shop, catalog: Catalog) -> None:
    shop.sql("DROP VIEW public.big_orders")
    result = verify()
    assert result["extra"] == [f"{shop.name}_public_big_orders"]
    assert f"1 only in the catalog: {shop.name}_public_big_orders" in result["msg"]
    catalog.deprecate("big_orders")
    result = verify()
    assert result["ok"]
    assert result["deprecated"] == [f"{shop.name}_public_big_orders"]


def test_a_deprecated_table_that_is_still_there_is_missing(verify: Run, catalog: Catalog) -> None:
    catalog.deprecate("orders")
    assert verify()["missing"] == ["public.orders"]


def test_an_excluded_table_in_the_catalog_is_extra(verify: Run, shop: Shop, catalog: Catalog) -> None:
    catalog.glue.create_table(DatabaseName=catalog.name, TableInput=catalog.tables["tmp_import"])
    assert verify()["extra"] == [f"{shop.name}_public_tmp_import"]


def test_partitions_and_materialized_views_may_be_left_out(verify: Run, catalog: Catalog) -> None:
    catalog.delete("daily")
    catalog.delete("leads_1")
    result = verify()
    assert result["ok"]
    assert [entry["in_catalog"] for entry in result["undocumented"]] == [False, False]


def test_other_columns_are_found(verify: Run, shop: Shop, catalog: Catalog) -> None:
    shop.sql("ALTER TABLE public.orders ADD COLUMN note text")
    result = verify()
    assert result["column_differences"] == [
        {
            "table": "public.orders",
            "missing": ["note"],
            "extra": [],
            "order_differs": False,
            "expected": 3,
            "found": 2,
        }
    ]
    assert "1 with other columns: public.orders (missing note)" in result["msg"]


def test_other_catalog_tables_are_left_out(verify: Run, catalog: Catalog) -> None:
    catalog.glue.create_table(
        DatabaseName=catalog.name,
        TableInput={"Name": "clicks", "StorageDescriptor": {"Location": "s3://bucket/clicks/"}},
    )
    assert verify()["ok"]


def test_a_table_that_only_a_bounded_context_knows(verify: Run) -> None:
    result = verify(bounded_contexts={**CONTEXTS, "billing": ["invoices"]})
    assert result["absent_in_database"] == ["invoices"]
    assert "1 in a bounded context and not in the database: invoices" in result["msg"]


def test_names_that_collide_are_reported(verify: Run, shop: Shop) -> None:
    shop.sql('CREATE TABLE public."Orders" (order_id bigint, total numeric)')
    result = verify()
    assert result["collisions"] == [
        {"name": f"{shop.name}_public_orders", "tables": ["public.Orders", "public.orders"]}
    ]


def test_columns_that_the_login_user_cannot_see_are_not_compared(run: Run, shop: Shop, catalog: Catalog) -> None:
    shop.sql(f"CREATE ROLE {shop.user} LOGIN PASSWORD 'for-verify'")
    shop.cluster.put_secret(shop.secret_id, username=shop.user, password="for-verify")
    result = bind(run, shop, catalog, {"login_secret_id": shop.secret_id})()
    assert result["ok"]
    assert "cannot see the columns of public.big_orders, public.orders, sales.leads" in result["warnings"]


def test_a_catalog_that_is_not_there(verify: Run) -> None:
    result = verify(glue_database="nowhere")
    assert result["failed"]
    assert "the catalog has no database 'nowhere'" in result["msg"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"exclusions": ["tmp_%"]}, "write 'tmp_*'"),
        ({"bounded_contexts": {"orders": "orders"}}, "'orders' must be a list"),
    ],
)
def test_options_that_mean_nothing_are_refused(verify: Run, options: dict[str, Any], says: str) -> None:
    assert says in verify(**options)["msg"]
