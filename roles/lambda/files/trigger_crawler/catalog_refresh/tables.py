# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a table into the catalog as a crawl would, and nothing that somebody else wrote goes."""

from __future__ import annotations

import time
from typing import Any

from _jdbc.model import SourceTable
from _jdbc.names import catalog_table_name
from _jdbc.table_input import table_input

from .config import Config
from .config import DirectConfig
from .failures import code_of
from .failures import permanent
from .shapes import Wanted

# What GetTable tells and UpdateTable does not take.
_READ_ONLY = frozenset(
    {
        "DatabaseName",
        "CreateTime",
        "UpdateTime",
        "CreatedBy",
        "IsRegisteredWithLakeFormation",
        "CatalogId",
        "VersionId",
        "FederatedTable",
        "IsMultiDialectView",
        "IsMaterializedView",
        "Status",
    }
)
# These say that the table had gone.
_OF_THE_CRAWLER = ("DEPRECATED_BY_CRAWLER",)
_TRIES = 4
_OVERTAKEN = ("ConcurrentModificationException", "VersionMismatchException", "AlreadyExistsException")

CREATED, UPDATED, UNCHANGED, DEPRECATED, DELETED, KEPT = (
    "created",
    "updated",
    "unchanged",
    "deprecated",
    "deleted",
    "kept",
)


def merged(current: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The table input that leaves what others wrote: parameters, descriptions, comments and parameters of columns."""
    new = {key: value for key, value in current.items() if key not in _READ_ONLY}
    storage, old_storage = dict(wanted["StorageDescriptor"]), current.get("StorageDescriptor", {})
    old_columns = {column["Name"]: column for column in old_storage.get("Columns", [])}
    columns = [_column(old_columns.get(column["Name"], {}), column) for column in storage["Columns"]]
    storage["Columns"] = columns
    storage["Parameters"] = _parameters(old_storage, storage)
    return new | wanted | {"StorageDescriptor": old_storage | storage, "Parameters": _parameters(current, wanted)}


def _column(old: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    column = old | wanted
    if old.get("Parameters") or wanted.get("Parameters"):
        column["Parameters"] = old.get("Parameters", {}) | wanted.get("Parameters", {})
    return column


def _parameters(old: dict[str, Any], wanted: dict[str, Any]) -> dict[str, str]:
    kept = {key: value for key, value in old.get("Parameters", {}).items() if key not in _OF_THE_CRAWLER}
    return kept | wanted.get("Parameters", {})


def deprecated(current: dict[str, Any], now_ms: int) -> dict[str, Any]:
    mark = {_OF_THE_CRAWLER[0]: str(now_ms)}
    new = {key: value for key, value in current.items() if key not in _READ_ONLY}
    storage = current.get("StorageDescriptor", {})
    new["StorageDescriptor"] = storage | {"Parameters": storage.get("Parameters", {}) | mark}
    new["Parameters"] = current.get("Parameters", {}) | mark
    return new


class CatalogTables:
    def __init__(self, client: Any, config: Config, direct: DirectConfig) -> None:
        self.client = client
        self.config = config
        self.direct = direct

    def apply(self, table: Wanted) -> str:
        """Read, merge, write; again when somebody wrote in between."""
        name = catalog_table_name(self.direct.table_prefix, self.config.source_database, table.schema, table.name)
        for left in reversed(range(_TRIES)):
            try:
                return self._put(name, table.shape) if table.shape else self._remove(name)
            except Exception as error:
                if not left or code_of(error) not in _OVERTAKEN:
                    raise permanent(f"Writing the table {name}", error) or error from error
        return UNCHANGED

    def _put(self, name: str, shape: SourceTable) -> str:
        wanted = table_input(
            shape,
            connection_name=self.direct.connection_name,
            crawler_name=self.config.crawler_name,
            table_prefix=self.direct.table_prefix,
            exclusions=self.config.exclusions,
            additional_metadata=self.direct.additional_metadata,
        )
        current = self._read(name)
        if current is None:
            self.client.create_table(DatabaseName=self.direct.glue_database, TableInput=wanted)
            return CREATED
        new = merged(current, wanted)
        if new == {key: value for key, value in current.items() if key not in _READ_ONLY}:
            return UNCHANGED
        self._write(current, new)
        return UPDATED

    def _remove(self, name: str) -> str:
        current = self._read(name)
        if current is None or self.direct.delete_behavior == "LOG":
            return KEPT if current else UNCHANGED
        if self.direct.delete_behavior == "DELETE_FROM_DATABASE":
            self.client.delete_table(DatabaseName=self.direct.glue_database, Name=name)
            return DELETED
        if _OF_THE_CRAWLER[0] in current.get("Parameters", {}):
            return UNCHANGED
        self._write(current, deprecated(current, time.time_ns() // 1_000_000))
        return DEPRECATED

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            return self.client.get_table(DatabaseName=self.direct.glue_database, Name=name)["Table"]
        except Exception as error:
            if code_of(error) == "EntityNotFoundException":
                return None
            raise

    def _write(self, current: dict[str, Any], new: dict[str, Any]) -> None:
        lock = {"VersionId": current["VersionId"]} if current.get("VersionId") else {}
        self.client.update_table(DatabaseName=self.direct.glue_database, TableInput=new, **lock)
