# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tables, their statistics, indexes and older versions, and partitions by the hundred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .calls import code_of
from .records import Key
from .records import Record
from .tables import read_indexes
from .writing import Writer
from .writing import failures_of

BATCH = 100
_MOST_STATISTICS = 25
_MOST_DELETED = 25


class TableWriter(Writer):
    def create(self, record: Record) -> None:
        """The older versions first, so that the history has the order that it had."""
        database, name = record.key
        older = list(reversed(record.beside.get("versions") or []))
        table = self.send("CreateTable", "TableInput")
        first, *later = [*older, record.data]
        request: dict[str, Any] = {"DatabaseName": database, "TableInput": table(first)}
        if indexes := record.beside.get("indexes"):
            request["PartitionIndexes"] = indexes
        try:
            self.glue.call("CreateTable", **request)
        except self.glue.refused as error:
            if code_of(error) != "AlreadyExistsException":
                raise
            self.update(record)
            return
        for version in later:
            self.glue.call("UpdateTable", DatabaseName=database, TableInput=table(version))
        self._write_statistics("Table", record, {"DatabaseName": database, "TableName": name})

    def update(self, record: Record) -> None:
        self.until_written(lambda: self._replace(record))
        self._write_indexes(record)
        self._write_statistics("Table", record, {"DatabaseName": record.key[0], "TableName": record.key[1]})

    def _replace(self, record: Record) -> None:
        """AWS refuses the write when the table is no longer of the version that was read."""
        database, name = record.key
        found = self.glue.found("GetTable", DatabaseName=database, Name=name)
        table = self.send("UpdateTable", "TableInput")(record.data)
        if found is None:
            self.glue.call("CreateTable", DatabaseName=database, TableInput=table)
        elif self.comparer.body(Record("table", record.key, found["Table"])) != self.comparer.body(record):
            lock = {"VersionId": found["Table"]["VersionId"]} if found["Table"].get("VersionId") else {}
            self.glue.call("UpdateTable", DatabaseName=database, TableInput=table, **lock)

    def _write_indexes(self, record: Record) -> None:
        database, name = record.key
        asked = {"DatabaseName": database, "TableName": name}
        wanted = record.beside.get("indexes") or []
        if not record.data.get("PartitionKeys") or record.data.get("TargetTable"):
            return
        found = read_indexes(self.target, database, name)
        for index in found:
            if index not in wanted:
                self.glue.call("DeletePartitionIndex", **asked, IndexName=index["IndexName"])
        for index in wanted:
            if index not in found:
                self.glue.call("CreatePartitionIndex", **asked, PartitionIndex=index)

    def _write_statistics(self, of: str, record: Record, asked: dict[str, Any]) -> None:
        operation = f"UpdateColumnStatisticsFor{of}"
        found = self.send(operation, "ColumnStatisticsList")(record.beside.get("statistics") or [])
        for first in range(0, len(found), _MOST_STATISTICS):
            chunk = found[first : first + _MOST_STATISTICS]
            failures_of(self.glue.call(operation, **asked, ColumnStatisticsList=chunk))

    def delete(self, keys: Sequence[Key]) -> None:
        for key in keys:
            try:
                self.glue.call("DeleteTable", DatabaseName=key[0], Name=key[1])
            except self.glue.refused as error:
                if code_of(error) != "EntityNotFoundException":
                    raise


class PartitionWriter(TableWriter):
    """Batches of one table."""

    def create_batch(self, records: Sequence[Record]) -> None:
        """Those that are there already, from a restore that was broken off, are brought to what they should be."""
        database, name = records[0].key[:2]
        partition = self.send("CreatePartition", "PartitionInput")
        answer = self.glue.call(
            "BatchCreatePartition",
            DatabaseName=database,
            TableName=name,
            PartitionInputList=[partition(record.data) for record in records],
        )
        failed = answer.get("Errors", [])
        there = {tuple(item["PartitionValues"]) for item in failed if _is_there(item)}
        failures_of({"Errors": [item for item in failed if not _is_there(item)]})
        if again := [record for record in records if record.key[2:] in there]:
            self.update_batch(again)
        self._statistics_of([record for record in records if record.key[2:] not in there])

    def update_batch(self, records: Sequence[Record]) -> None:
        database, name = records[0].key[:2]
        partition = self.send("CreatePartition", "PartitionInput")
        entries = [
            {"PartitionValueList": list(record.key[2:]), "PartitionInput": partition(record.data)} for record in records
        ]
        answer = self.glue.call("BatchUpdatePartition", DatabaseName=database, TableName=name, Entries=entries)
        failures_of(answer)
        self._statistics_of(records)

    def _statistics_of(self, records: Sequence[Record]) -> None:
        for record in records:
            database, name, *values = record.key
            asked = {"DatabaseName": database, "TableName": name, "PartitionValues": values}
            self._write_statistics("Partition", record, asked)

    def delete(self, keys: Sequence[Key]) -> None:
        tables: dict[tuple[str, str], list[list[str]]] = {}
        for database, name, *values in keys:
            tables.setdefault((database, name), []).append(values)
        for (database, name), found in tables.items():
            for first in range(0, len(found), _MOST_DELETED):
                gone = [{"Values": values} for values in found[first : first + _MOST_DELETED]]
                self.glue.call("BatchDeletePartition", DatabaseName=database, TableName=name, PartitionsToDelete=gone)


def _is_there(failure: dict[str, Any]) -> bool:
    return failure.get("ErrorDetail", {}).get("ErrorCode") == "AlreadyExistsException"
