# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds databases and tables, or refuses as AWS does when a parent or the thing itself is missing."""

from __future__ import annotations

from typing import Any

from local_aws.glue.dispatch import Request
from local_aws.glue.errors import not_found
from local_aws.glue.names import database_key
from local_aws.glue.names import table_key
from local_aws.glue.store import Scope

DATABASE = "database"
TABLE = "table"

type Entry = dict[str, Any]


def require_database(scope: Scope, name: str) -> None:
    if not scope.exists(DATABASE, database_key(name)):
        raise not_found(f"Database {name} not found.")


def get_database(scope: Scope, name: str) -> Entry:
    found = scope.get(DATABASE, database_key(name))
    if found is None:
        raise not_found(f"Database {name} not found.")
    return found


def require_table(scope: Scope, database: str, name: str) -> None:
    require_database(scope, database)
    if not scope.exists(TABLE, table_key(database, name)):
        raise not_found(f"Table {name} not found.")


def get_table(scope: Scope, database: str, name: str) -> Entry:
    require_database(scope, database)
    found = scope.get(TABLE, table_key(database, name))
    if found is None:
        raise not_found(f"Table {name} not found.")
    return found


def table_of_request(request: Request) -> Entry:
    """The table that DatabaseName and TableName of a request name."""
    return get_table(request.scope, request.params["DatabaseName"], request.params["TableName"])


def key_of(table: Entry) -> str:
    """The key of a table as it is kept, which is also the prefix of what belongs to it."""
    return table_key(table["DatabaseName"], table["Name"])
