# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One thing of the catalog as a line of JSON. Pure.

A record is what AWS returned, less what changes by itself. What a restore sends of it is decided when it is sent, by
the input shapes of the botocore that sends it.
"""

from __future__ import annotations

import base64
import datetime
import json
from dataclasses import dataclass
from dataclasses import field
from typing import Any

# In the order in which they are restored: nothing comes before what it needs.
KINDS = (
    "encryption_settings",
    "security_configuration",
    "classifier",
    "connection",
    "database",
    "function",
    "table",
    "partition",
    "crawler",
    "policy_statement",
    "lake_formation_grant",
)
OF_DATABASES = ("database", "function", "table", "partition")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Record:
    kind: str
    key: Key
    data: dict[str, Any]
    # What AWS keeps beside it and tells by other calls: tags, partition indexes, column statistics, older versions.
    beside: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return title(self.kind, self.key)


def title(kind: str, key: Key) -> str:
    """How a plan and an error name it: databases and what they hold by dots."""
    return f"{kind} {show(key)}"


def show(key: Key) -> str:
    return ".".join(key)


def plain(value: Any) -> str:
    """What JSON has no form for: times in UTC, bytes in base 64."""
    if isinstance(value, datetime.datetime):
        return iso(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot be kept in a snapshot")


def iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()


def encode(value: Any) -> bytes:
    """The same value has the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=plain).encode("ascii")


def to_line(record: Record) -> bytes:
    entry = {"kind": record.kind, "key": record.key, "data": record.data}
    if record.beside:
        entry["beside"] = record.beside
    return encode(entry) + b"\n"


def from_line(line: bytes) -> Record:
    entry = json.loads(line)
    return Record(entry["kind"], tuple(entry["key"]), entry["data"], entry.get("beside", {}))
