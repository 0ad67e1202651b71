# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest, written last: a snapshot without it does not exist. And the choice among snapshots."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .errors import Damaged
from .errors import SnapshotError
from .records import encode
from .storage import Storage

FORMAT = 1
TOOL = "datacatalog.aws"
TOOL_VERSION = "0.1.0"
FILE = "manifest.json"


@dataclass(frozen=True)
class Part:
    name: str
    records: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    snapshot: str
    account: str
    region: str
    started_at: str
    ended_at: str
    counts: dict[str, int]
    parts: list[Part]
    extent: dict[str, Any]
    catalog_id: str = ""
    format: int = FORMAT
    tool: dict[str, str] = field(default_factory=lambda: {"name": TOOL, "version": TOOL_VERSION})

    @property
    def content_sha256(self) -> str:
        """The same for two snapshots of the same catalog."""
        return hashlib.sha256("".join(part.sha256 for part in self.parts).encode("ascii")).hexdigest()

    def to_bytes(self) -> bytes:
        entry = {**asdict(self), "content_sha256": self.content_sha256}
        entry["manifest_sha256"] = hashlib.sha256(encode(entry)).hexdigest()
        return json.dumps(entry, indent=2, sort_keys=True).encode("ascii") + b"\n"


def read_manifest(storage: Storage, snapshot: str) -> Manifest:
    content = storage.get(f"{snapshot}/{FILE}")
    if content is None:
        raise SnapshotError(
            f"{storage.location} has no snapshot {snapshot}: {snapshot}/{FILE}, the last thing written, is missing. "
            "Restore another snapshot, or make a new backup."
        )
    try:
        entry = json.loads(content)
        digest = entry.pop("manifest_sha256")
        whole = hashlib.sha256(encode(entry)).hexdigest() == digest
        version = entry["format"]
    except (ValueError, KeyError, AttributeError, TypeError):
        whole, version = False, FORMAT
    if not whole:
        raise Damaged(f"{snapshot}/{FILE} in {storage.location} is damaged. Nothing was changed. Restore another one.")
    if version != FORMAT:
        raise SnapshotError(f"{snapshot} has format {version}, this version of {TOOL} reads format {FORMAT}.")
    entry.pop("content_sha256")
    return Manifest(**{**entry, "parts": [Part(**part) for part in entry["parts"]]})


def snapshot_name(moment: datetime.datetime) -> str:
    """By name they are in the order of their beginnings."""
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%S%fZ")


def moment_of(snapshot: str) -> datetime.datetime:
    return datetime.datetime.strptime(snapshot, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=datetime.UTC)


def snapshots(storage: Storage) -> list[str]:
    """The names of those that exist, the oldest first."""
    found = [name.removesuffix(f"/{FILE}") for name in storage.names(f"/{FILE}")]
    return sorted(name for name in found if "/" not in name)


def moment(text: str | None) -> datetime.datetime | None:
    """As a user writes it."""
    if text is None:
        return None
    try:
        parsed = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise SnapshotError(f"at: {text!r} is not a time as ISO 8601 has it.") from error
    if parsed.tzinfo is None:
        raise SnapshotError(f"at: {text!r} does not say of which time zone it is. Add an offset, +09:00 or Z.")
    return parsed


def choose(storage: Storage, name: str | None = None, at: datetime.datetime | None = None) -> Manifest:
    """The named one; else the newest, or the newest that was complete at the given time."""
    if name:
        return read_manifest(storage, name)
    latest = snapshot_name(at) if at else "9"
    for candidate in reversed(snapshots(storage)):
        if candidate <= latest:
            manifest = read_manifest(storage, candidate)
            if at is None or datetime.datetime.fromisoformat(manifest.ended_at) <= at:
                return manifest
    moment = f" that was complete at {at.isoformat()}" if at else ""
    raise SnapshotError(f"{storage.location} has no snapshot{moment}.")
