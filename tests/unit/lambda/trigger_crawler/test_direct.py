# SPDX-License-Identifier: GPL-3.0-or-later
"""The direct path: each row of the table in the docstring of direct.py, and what is written into the catalog."""

from __future__ import annotations

from typing import Any

import pytest
from catalog_refresh.config import Config
from catalog_refresh.direct import ASKED_AT_ONCE
from catalog_refresh.direct import TRIES
from catalog_refresh.direct import DirectPath
from catalog_refresh.events import Change
from catalog_refresh.failures import Permanent
from catalog_refresh.filters import Filters
from catalog_refresh.shapes import Wanted
from catalog_refresh.tables import CatalogTables

from .test_config import DIRECT
from .test_config import GOOD
from .world import World
from .world import ddl

FILTERS = Filters(("public",), ("tmp_*",))


def shape(name: str = "orders", kind: str = "table", **columns: str) -> dict[str, Any]:
    kinds = columns or {"id": "int4"}
    return {
        "database": "genai_demo",
        "schema": "public",
        "name": name,
        "kind": kind,
        "comment": None,
        "columns": [
            {
                "name": column,
                "type": {
                    "name": type_name,
                    "kind": "base",
                    "raw": type_name,
                    "precision": None,
                    "scale": None,
                    "array": False,
                    "domain": None,
                },
                "position": position,
                "nullable": True,
                "comment": None,
            }
            for position, (column, type_name) in enumerate(kinds.items(), 1)
        ],
    }


class Database:
    def __init__(self, *statuses: str | None, newest: int = 1) -> None:
        self.statuses = list(statuses) or ["committed"]
        self.newest = newest
        self.asked = 0

    def transaction_status(self, transaction: str) -> str | None:
        self.asked += 1
        return self.statuses[min(self.asked, len(self.statuses)) - 1]

    def newest_changes(self, tables: Any) -> dict[tuple[str, str], int]:
        return dict.fromkeys(tables, self.newest)


class Tables:
    def __init__(self) -> None:
        self.applied: list[Wanted] = []

    def apply(self, table: Wanted) -> str:
        self.applied.append(table)
        return "created" if table.shape else "deprecated"


class Later:
    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], int]] = []

    def send(self, body: Any, delay_seconds: int) -> None:
        self.sent.append((body, delay_seconds))


def take(database: Database, event: dict[str, Any]) -> tuple[Any, Tables, Later]:
    tables, later = Tables(), Later()
    path = DirectPath(FILTERS, database, tables, later)
    return path(Change("ddl", event), World().log), tables, later


@pytest.mark.parametrize(
    ("database", "event", "decision"),
    [
        (Database(), ddl(truncated=True, tables=None), None),
        (Database(), ddl(), None),
        (Database("in progress"), ddl(tables=[shape()]), "later"),
        (Database("in progress"), ddl(tables=[shape()], tried=TRIES), None),
        (Database("aborted"), ddl(tables=[shape()]), "rolled back"),
        (Database(None), ddl(tables=[shape()]), None),
        (Database(newest=2), ddl(tables=[shape()]), "written"),
        (Database(), ddl(tables=[shape()]), "written"),
        (Database("in progress", "committed"), ddl(tables=[shape()]), "written"),
    ],
)
def test_the_table_is_what_the_code_does(database: Database, event: dict[str, Any], decision: str | None) -> None:
    result, tables, later = take(database, event)
    assert (result and result["decision"]) == decision
    assert bool(tables.applied) == (decision == "written" and database.newest == 1)
    assert bool(later.sent) == (decision == "later")
    assert database.asked <= ASKED_AT_ONCE


def test_a_change_that_is_overtaken_is_left_to_the_newer_event() -> None:
    result, _tables, _later = take(Database(newest=2), ddl(tables=[shape()]))
    assert result["tables"] == {"public.orders": "overtaken"}


@pytest.mark.parametrize("kind", ["partition", "materialized_view", "foreign_table"])
def test_a_kind_that_aws_says_nothing_of_is_left_to_a_crawl(kind: str) -> None:
    assert take(Database(), ddl(tables=[shape(kind=kind)]))[0] is None


def test_a_command_that_names_no_table_is_left_to_a_crawl() -> None:
    change = {"id": 1, "command_tag": "ALTER TYPE", "object_type": "type", "schema": "public", "name": "mood"}
    assert take(Database(), ddl(1, change, tables=[]))[0] is None


def test_a_rename_takes_the_old_name_away_and_brings_the_new_one() -> None:
    old = {"id": 1, "command_tag": "ALTER TABLE", "object_type": "table", "schema": "public", "name": "old"}
    gone = old | {"dropped": True}
    new = old | {"id": 2, "name": "new", "dropped": False}
    tables = take(Database(), ddl(1, gone, new, tables=[shape("new")]))[1]
    assert [(table.name, table.shape is None) for table in tables.applied] == [("old", True), ("new", False)]


def test_the_function_crawls_when_the_direct_path_cannot() -> None:
    world = World()
    path = DirectPath(FILTERS, Database(None), Tables(), Later())
    assert world.refresher(direct=path).handle(ddl(tables=[shape()]), world.log)["decision"] == "start"
    done = DirectPath(FILTERS, Database(), Tables(), Later())
    assert world.refresher(direct=done).handle(ddl(2, tables=[shape()]), world.log)["decision"] == "written"
    assert world.crawls == 1


def test_a_direct_path_that_is_refused_tells_an_operator_and_crawls() -> None:
    world = World()

    def refused(change: Change, log: Any) -> None:
        raise Permanent("HttpEndpointNotEnabledException", "Switch it on.")

    assert world.refresher(direct=refused).handle(ddl(), world.log)["decision"] == "start"
    assert [letter.reason for letter in world.dead] == ["Switch it on."]


# What is written.
class AwsError(Exception):
    def __init__(self, code: str) -> None:
        self.response = {"Error": {"Code": code, "Message": ""}}
        super().__init__(code)


class Glue:
    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        self.overtaken = 0

    def get_table(self, DatabaseName: str, Name: str) -> dict[str, Any]:  # the API's own names
        if Name not in self.tables:
            raise AwsError("EntityNotFoundException")
        return {"Table": self.tables[Name]}

    def create_table(self, DatabaseName: str, TableInput: dict[str, Any]) -> None:
        self.tables[TableInput["Name"]] = TableInput | {"DatabaseName": DatabaseName, "VersionId": "0"}

    def update_table(self, DatabaseName: str, TableInput: dict[str, Any], VersionId: str) -> None:
        current = self.tables[TableInput["Name"]]
        if self.overtaken:
            self.overtaken -= 1
            current["VersionId"] = str(int(current["VersionId"]) + 1)
        if VersionId != current["VersionId"]:
            raise AwsError("VersionMismatchException")
        version = str(int(VersionId) + 1)
        self.tables[TableInput["Name"]] = TableInput | {"DatabaseName": DatabaseName, "VersionId": version}

    def delete_table(self, DatabaseName: str, Name: str) -> None:
        del self.tables[Name]


NAME = "genai_demo_public_orders"


@pytest.fixture
def glue() -> Glue:
    return Glue()


def apply(glue: Glue, delete_behavior: str = "DEPRECATE_IN_DATABASE", **columns: str) -> str:
    config = Config.from_environment(GOOD | DIRECT | {"DELETE_BEHAVIOR": delete_behavior, "ADDITIONAL_METADATA": "[]"})
    assert config.direct
    source = take(Database(), ddl(tables=[shape(**columns)]))[1].applied[0].shape if columns else None
    return CatalogTables(glue, config, config.direct).apply(Wanted("public", "orders", 1, source))


def test_a_table_is_created_updated_and_left_alone(glue: Glue) -> None:
    assert apply(glue, id="int4") == "created"
    assert apply(glue, id="int4") == "unchanged"
    assert apply(glue, id="int8", note="text") == "updated"
    columns = glue.tables[NAME]["StorageDescriptor"]["Columns"]
    assert [(column["Name"], column["Type"]) for column in columns] == [("id", "bigint"), ("note", "string")]


def test_what_somebody_else_wrote_stays(glue: Glue) -> None:
    apply(glue, id="int4", note="text")
    table = glue.tables[NAME]
    table |= {"Description": "Ours", "CreatedBy": "somebody"}
    table["Parameters"]["owner"] = "sales"
    table["StorageDescriptor"]["Columns"][0]["Comment"] = "the number"
    assert apply(glue, id="int8", note="text") == "updated"
    table = glue.tables[NAME]
    assert (table["Description"], table["Parameters"]["owner"]) == ("Ours", "sales")
    assert table["StorageDescriptor"]["Columns"][0] == {"Name": "id", "Type": "bigint", "Comment": "the number"}
    assert "CreatedBy" not in table


def test_somebody_who_writes_in_between_is_not_overwritten(glue: Glue) -> None:
    apply(glue, id="int4")
    glue.overtaken = 2
    assert apply(glue, id="int8") == "updated"
    glue.overtaken = 99
    with pytest.raises(AwsError, match="VersionMismatch"):
        apply(glue, id="int4")


def test_a_dropped_table_goes_the_way_the_crawler_would_take_it(glue: Glue) -> None:
    assert apply(glue) == "unchanged"
    apply(glue, id="int4")
    assert apply(glue, "LOG") == "kept"
    assert apply(glue) == "deprecated"
    assert apply(glue) == "unchanged"
    assert glue.tables[NAME]["Parameters"]["DEPRECATED_BY_CRAWLER"].isdecimal()
    assert apply(glue, id="int4") == "updated"
    assert "DEPRECATED_BY_CRAWLER" not in glue.tables[NAME]["Parameters"], "it is back"
    assert apply(glue, "DELETE_FROM_DATABASE") == "deleted"
