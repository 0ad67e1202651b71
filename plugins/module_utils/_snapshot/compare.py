# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two records have to have in common to be the same. Only what a restore could write counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from .records import Record
from .records import encode
from .shapes import Shapes

# The operation that writes a kind, and the member of its input that holds it.
INPUTS: dict[str, tuple[str, str | None]] = {
    "encryption_settings": ("PutDataCatalogEncryptionSettings", "DataCatalogEncryptionSettings"),
    "classifier": ("CreateClassifier", None),
    "connection": ("CreateConnection", "ConnectionInput"),
    "database": ("CreateDatabase", "DatabaseInput"),
    "function": ("CreateUserDefinedFunction", "FunctionInput"),
    "table": ("CreateTable", "TableInput"),
    "partition": ("CreatePartition", "PartitionInput"),
}
PASSWORDS = ("PASSWORD", "ENCRYPTED_PASSWORD")


def schedule_of(crawler: dict[str, Any]) -> dict[str, str]:
    """Its expression, and whether it is paused."""
    schedule = crawler.get("Schedule") or {}
    if not schedule.get("ScheduleExpression"):
        return {}
    return {"expression": schedule["ScheduleExpression"], "state": schedule.get("State") or "SCHEDULED"}


class Comparer:
    def __init__(self, shapes: Shapes) -> None:
        self._bodies: dict[str, Callable[[Record], Any]] = {}
        for kind, (operation, member) in INPUTS.items():
            self._bodies[kind] = _accepted(shapes.to_compare(operation, member))
        self._bodies["connection"] = _connection(shapes.to_compare(*INPUTS["connection"]))
        self._bodies["crawler"] = _crawler(shapes.to_compare("CreateCrawler"))
        encryption = shapes.to_compare("CreateSecurityConfiguration", "EncryptionConfiguration")
        self._bodies["security_configuration"] = lambda record: encryption(record.data["EncryptionConfiguration"])
        self._statistics = shapes.to_compare("UpdateColumnStatisticsForTable", "ColumnStatisticsList")

    def digest(self, record: Record) -> bytes:
        """Of the thing, its tags and its partition indexes."""
        beside = record.beside
        return _hash([self._body(record), beside.get("tags") or {}, beside.get("indexes") or []])

    def body(self, record: Record) -> bytes:
        """Of the thing alone."""
        return _hash(self._body(record))

    def statistics(self, record: Record) -> bytes | None:
        """Apart from the rest: they are asked for only where the snapshot has some."""
        found = record.beside.get("statistics")
        return _hash(self._statistics(found)) if found else None

    def _body(self, record: Record) -> Any:
        body = self._bodies.get(record.kind)
        return body(record) if body else record.data


def _accepted(accepted: Callable[[Any], Any]) -> Callable[[Record], Any]:
    return lambda record: accepted(record.data)


def _connection(accepted: Callable[[Any], Any]) -> Callable[[Record], Any]:
    def body(record: Record) -> Any:
        properties = record.data.get("ConnectionProperties") or {}
        shown = {name: value for name, value in properties.items() if name not in PASSWORDS}
        return accepted({**record.data, "ConnectionProperties": shown})

    return body


def _crawler(accepted: Callable[[Any], Any]) -> Callable[[Record], Any]:
    return lambda record: [accepted({**record.data, "Schedule": None}), schedule_of(record.data)]


def _hash(value: Any) -> bytes:
    return hashlib.blake2b(encode(value), digest_size=16).digest()
