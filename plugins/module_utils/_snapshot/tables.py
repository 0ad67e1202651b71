# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads tables and partitions page by page, with what AWS tells of them by other calls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from .ahead import in_order
from .records import Key
from .records import Record
from .source import Source

_MOST_COLUMNS = 100


def read_tables(source: Source, database: str) -> Iterator[list[Record]]:
    pages = partial(source.glue.pages, "GetTables", "TableList", DatabaseName=database)
    # The next page comes while what is beside the tables of this one is asked for.
    for page in in_order([pages], depth=1) if source.extent.asks_beside else pages():
        chosen = [item for item in page if source.selection.table(database, item["Name"])]
        beside = _beside(source, database, [i for i in chosen if not source.passed("table", (database, i["Name"]))])
        yield [Record("table", (database, item["Name"]), item, beside.get(item["Name"], {})) for item in chosen]


def read_partitions(source: Source, key: Key) -> Iterator[list[Record]]:
    database, name = key
    records = [
        Record("partition", (database, name, *item["Values"]), item)
        for page in source.glue.pages("GetPartitions", "Partitions", DatabaseName=database, TableName=name)
        for item in page
    ]
    # AWS lists partitions in an order of its own.
    records.sort(key=lambda record: record.key)
    records = [record for record in records if not source.passed("partition", record.key)]
    if records and source.extent.column_statistics:
        table = source.glue.call("GetTable", DatabaseName=database, Name=name)["Table"]
        statistics = source.glue.each(lambda record: partition_statistics(source, table, record.key), records)
        for record, found in zip(records, statistics, strict=True):
            if found:
                record.beside["statistics"] = found
    yield records


def _beside(source: Source, database: str, tables: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Only what is there, and for most tables that is nothing."""
    beside: dict[str, dict[str, Any]] = {}

    def keep(part: str, asked: list[dict[str, Any]], answers: list[Any]) -> None:
        for item, answer in zip(asked, answers, strict=True):
            if answer:
                beside.setdefault(item["Name"], {})[part] = answer

    own = [item for item in tables if not item.get("TargetTable")]
    counted = [item for item in own if _columns(item) and source.extent.column_statistics]
    keep("statistics", counted, source.glue.each(lambda item: table_statistics(source, database, item), counted))
    indexed = [item for item in own if item.get("PartitionKeys")]
    keep("indexes", indexed, source.glue.each(lambda item: read_indexes(source, database, item["Name"]), indexed))
    if source.extent.table_versions:
        keep("versions", own, source.glue.each(lambda item: _versions(source, database, item), own))
    return beside


def table_statistics(source: Source, database: str, table: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {"DatabaseName": database, "TableName": table["Name"]}
    return _statistics(source, _columns(table), "GetColumnStatisticsForTable", **asked)


def partition_statistics(source: Source, table: dict[str, Any], key: Key) -> list[dict[str, Any]]:
    asked = {"DatabaseName": key[0], "TableName": key[1], "PartitionValues": list(key[2:])}
    return _statistics(source, _columns(table), "GetColumnStatisticsForPartition", **asked)


def _statistics(source: Source, columns: list[str], operation: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for first in range(0, len(columns), _MOST_COLUMNS):
        answer = source.glue.found(operation, **asked, ColumnNames=columns[first : first + _MOST_COLUMNS])
        found += (answer or {}).get("ColumnStatisticsList", [])
    return sorted(found, key=lambda item: item["ColumnName"])


def read_indexes(source: Source, database: str, table: str) -> list[dict[str, Any]]:
    """Name and keys; whether AWS has filled one yet is not of the catalog."""
    found = source.glue.all(
        "GetPartitionIndexes", "PartitionIndexDescriptorList", DatabaseName=database, TableName=table
    )
    kept = [
        {"IndexName": item["IndexName"], "Keys": [key["Name"] for key in item["Keys"]]}
        for item in found
        if item.get("IndexStatus") != "DELETING"
    ]
    return sorted(kept, key=lambda item: item["IndexName"])


def _versions(source: Source, database: str, table: dict[str, Any]) -> list[dict[str, Any]]:
    """Those before the present one, the newest first, as AWS lists them."""
    found: list[dict[str, Any]] = []
    most = source.extent.table_versions
    for page in source.glue.pages("GetTableVersions", "TableVersions", DatabaseName=database, TableName=table["Name"]):
        found += [item["Table"] for item in page if item["VersionId"] != table.get("VersionId")]
        if len(found) >= most:
            break
    return found[:most]


def _columns(table: dict[str, Any]) -> list[str]:
    return [column["Name"] for column in table.get("StorageDescriptor", {}).get("Columns", [])]
