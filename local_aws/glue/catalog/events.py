# SPDX-License-Identifier: GPL-3.0-or-later
"""The events that the catalog puts on the default bus when something in it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from local_aws.glue.dispatch import Request
from local_aws.glue.names import arn
from local_aws.glue.names import fold

OF_DATABASE = "Glue Data Catalog Database State Change"
OF_TABLE = "Glue Data Catalog Table State Change"


def database_changed(request: Request, database: str, tables: Sequence[str] = ()) -> None:
    """A database came or went, or tables in it did."""
    names = [fold(table) for table in tables]
    detail: dict[str, Any] = {"databaseName": fold(database), "typeOfChange": request.action, "changedTables": names}
    paths = [f"{fold(database)}/{name}" for name in names]
    resources = [arn(request.region, request.account, "table", path) for path in paths]
    own = arn(request.region, request.account, "database", fold(database))
    request.context.put_event("aws.glue", OF_DATABASE, detail, resources or [own])


def table_changed(request: Request, database: str, table: str, partitions: Sequence[Sequence[str]] = ()) -> None:
    """A table was updated, or partitions of it came, changed or went."""
    detail = {
        "databaseName": fold(database),
        "tableName": fold(table),
        "typeOfChange": request.action,
        "changedPartitions": [f"[{', '.join(values)}]" for values in partitions],
    }
    resource = arn(request.region, request.account, "table", f"{fold(database)}/{fold(table)}")
    request.context.put_event("aws.glue", OF_TABLE, detail, [resource])
