# SPDX-License-Identifier: GPL-3.0-or-later
"""What is granted on: one form for each thing, how AWS lists it, and whether the catalog has it. Pure but for that."""

from __future__ import annotations

import json
from typing import Any

from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import database_key
from local_aws.glue.names import fold
from local_aws.glue.names import join_key
from local_aws.glue.names import table_key
from local_aws.glue.store import Scope

ALL_TABLES = "ALL_TABLES"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What can be granted on each kind of resource.
PERMISSIONS: dict[str, frozenset[str]] = {
    "Catalog": _words("""
        ALL ALTER CREATE_CATALOG CREATE_DATABASE CREATE_LF_TAG CREATE_LF_TAG_EXPRESSION DESCRIBE DROP SUPER_USER
        """),
    "Database": _words("ALL ALTER CREATE_TABLE DESCRIBE DROP"),
    "Table": _words("ALL ALTER DELETE DESCRIBE DROP INSERT SELECT"),
    "TableWithColumns": _words("SELECT"),
    "DataLocation": _words("DATA_LOCATION_ACCESS"),
}

type Entry = dict[str, Any]


def read_resource(resource: Entry) -> tuple[str, Entry]:
    """The kind and the one form of a resource: folded names, sorted columns, no catalog."""
    kinds = [kind for kind in PERMISSIONS if kind in resource]
    if len(resource) != 1 or not kinds:
        raise invalid_input("Resource must have either the catalog, table or database field populated.")
    kind = kinds[0]
    given = {name: value for name, value in resource[kind].items() if name != "CatalogId"}
    if kind == "Catalog":
        return kind, {}
    if kind == "DataLocation":
        return kind, given
    if kind == "Database":
        return kind, {"Name": fold(given["Name"])}
    given["DatabaseName"] = fold(given["DatabaseName"])
    if kind == "TableWithColumns":
        return _read_columns(given)
    if ("Name" in given) == ("TableWildcard" in given):
        several = "Table name and table wildcard cannot both be"
        raise invalid_input(f"{several} {'present' if 'Name' in given else 'empty'}.")
    return kind, {"DatabaseName": given["DatabaseName"], "Name": fold(given.get("Name", ALL_TABLES))}


def _read_columns(given: Entry) -> tuple[str, Entry]:
    """All columns of a table are the table."""
    table = {"DatabaseName": given["DatabaseName"], "Name": fold(given["Name"])}
    if given.get("ColumnNames"):
        return "TableWithColumns", {**table, "ColumnNames": sorted(given["ColumnNames"])}
    excluded = (given.get("ColumnWildcard") or {}).get("ExcludedColumnNames")
    if not excluded:
        return "Table", table
    return "TableWithColumns", {**table, "ColumnWildcard": {"ExcludedColumnNames": sorted(excluded)}}


def check_exists(scope: Scope, kind: str, resource: Entry) -> None:
    if kind in {"Catalog", "DataLocation"}:
        return
    database = resource["Name"] if kind == "Database" else resource["DatabaseName"]
    if not scope.exists("database", database_key(database)):
        raise not_found(f"Database {database} not found.")
    if kind == "Database" or is_all_tables(resource):
        return
    if not scope.exists("table", table_key(database, resource["Name"])):
        raise not_found(f"Table {resource['Name']} not found.")


def is_all_tables(resource: Entry) -> bool:
    return resource["Name"] == fold(ALL_TABLES)


def grant_key(kind: str, resource: Entry, principal: str) -> str:
    """The key of a grant begins as what it is about, so that it goes when that goes."""
    if kind in {"Catalog", "DataLocation"}:
        about = ""
    elif kind == "Database":
        about = f"{database_key(resource['Name'])}/"
    elif is_all_tables(resource):
        about = f"{database_key(resource['DatabaseName'])}/"
    else:
        about = table_key(resource["DatabaseName"], resource["Name"])
    return f"{about}/{join_key(kind, json.dumps(resource, sort_keys=True), principal)}"


def list_entries(account: str, kind: str, resource: Entry, permissions: set[str]) -> list[tuple[Entry, set[str]]]:
    """A grant as AWS lists it: what SELECT on a table gives is listed as SELECT on all of its columns."""
    owned = {"CatalogId": account, **resource}
    if kind == "Catalog":
        return [({"Catalog": {"Id": account}}, permissions)]
    if kind != "Table":
        return [({kind: owned}, permissions)]
    if is_all_tables(resource):
        owned["Name"] = ALL_TABLES
        table = {**owned, "TableWildcard": {}}
    else:
        table = owned
    parts = [
        ({"Table": table}, permissions - {"SELECT"}),
        ({"TableWithColumns": {**owned, "ColumnWildcard": {}}}, permissions & {"SELECT"}),
    ]
    return [(shown, part) for shown, part in parts if part]
