# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in a database, counted and told apart, by both ways to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from ansible_collections.datacatalog.aws.plugins.modules import postgresql_table_info

from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop

TABLES = """
CREATE SCHEMA told;
CREATE TABLE told.few (a int, b text);
INSERT INTO told.few VALUES (1, 'one'), (2, NULL), (2, NULL);
CREATE TABLE told."Odd ""name" (a int);
CREATE TABLE told.parted (a int) PARTITION BY LIST (a);
CREATE TABLE told.part_1 PARTITION OF told.parted FOR VALUES IN (1);
INSERT INTO told.parted VALUES (1);
CREATE VIEW told.seen AS SELECT 1 AS one;
"""


def test_tables_with_their_rows(run: Run, shop: Shop, connection: dict[str, Any]) -> None:
    shop.sql(TABLES)
    read = partial(run, postgresql_table_info, database=shop.name, connection=connection)
    counted = read(schemas=["told"])
    assert not counted["changed"]
    assert counted["rows"] == 4
    assert {table["name"]: table["rows"] for table in counted["tables"]} == {"few": 3, 'Odd "name': 0, "parted": 1}
    assert all("digest" not in table for table in counted["tables"])

    before = read(schemas=["told"], digests=True)["tables"]
    shop.sql("DELETE FROM told.few; INSERT INTO told.few VALUES (2, NULL), (1, 'one'), (2, NULL)")
    assert read(schemas=["told"], digests=True)["tables"] == before
    shop.sql("UPDATE told.few SET b = 'won' WHERE a = 1")
    after = read(schemas=["told"], digests=True)["tables"]
    assert [table["name"] for table, was in zip(after, before, strict=True) if table != was] == ["few"]


def test_a_database_that_is_not_there(run: Run, connection: dict[str, Any]) -> None:
    failed = run(postgresql_table_info, database="nowhere", connection=connection)
    assert failed["failed"]
    assert "nowhere" in failed["msg"]
