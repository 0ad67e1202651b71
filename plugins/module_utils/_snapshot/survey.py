# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which snapshot a recovery wants, and what its connections are called now."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from .errors import Damaged
from .manifest import Manifest
from .manifest import read_manifest
from .manifest import snapshots
from .parts import read_records
from .records import KINDS
from .storage import Storage

_ADDRESS = re.compile(r"//([^/;?]+)")


def read_all(storage: Storage) -> tuple[list[Manifest], list[str]]:
    """Those that exist, the newest first, and the names of those whose manifest is damaged."""
    found: list[Manifest] = []
    damaged: list[str] = []
    for name in reversed(snapshots(storage)):
        try:
            found.append(read_manifest(storage, name))
        except Damaged:
            damaged.append(name)
    return found, damaged


def complete_by(manifests: Iterable[Manifest], moment: datetime.datetime | None) -> list[Manifest]:
    return [
        manifest
        for manifest in manifests
        if moment is None or datetime.datetime.fromisoformat(manifest.ended_at) <= moment
    ]


def newest_full(manifests: list[Manifest], least_part: float) -> Manifest | None:
    """The newest that holds at least such a part of the tables of the fullest. Given the newest first.

    Where a catalog was emptied by mistake, the backups since then are of an empty catalog.
    """
    fullest = max((tables(manifest) for manifest in manifests), default=0)
    return next((manifest for manifest in manifests if tables(manifest) >= least_part * fullest), None)


def tables(manifest: Manifest) -> int:
    return int(manifest.counts.get("table", 0))


def connections(storage: Storage, manifest: Manifest) -> Iterator[dict[str, Any]]:
    """They come before databases and tables, so that little has to be read."""
    last = KINDS.index("connection")
    for record in read_records(storage, manifest):
        if KINDS.index(record.kind) > last:
            return
        if record.kind == "connection":
            yield record.data


def renamed(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The mapping by which a snapshot's connections become those of the same names that are there now."""
    present = {connection["Name"]: connection for connection in now}
    mapping: dict[str, dict[str, str]] = {}
    for old in before:
        new = present.get(old["Name"])
        if new is None:
            continue
        for part, pairs in _places(old, new).items():
            mapping.setdefault(part, {}).update({was: is_now for was, is_now in pairs if was and is_now})
    changed = {part: {was: now for was, now in names.items() if was != now} for part, names in mapping.items()}
    return {part: names for part, names in changed.items() if names}


def _places(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    was, now = old.get("PhysicalConnectionRequirements") or {}, new.get("PhysicalConnectionRequirements") or {}
    groups = (was.get("SecurityGroupIdList") or [], now.get("SecurityGroupIdList") or [])
    return {
        "subnets": [(was.get("SubnetId", ""), now.get("SubnetId", ""))],
        "security_groups": list(zip(*groups, strict=False)),
        "availability_zones": [(was.get("AvailabilityZone", ""), now.get("AvailabilityZone", ""))],
        "hosts": [(_address(old), _address(new))],
    }


def _address(connection: Mapping[str, Any]) -> str:
    """Host and port of a JDBC URL."""
    url = (connection.get("ConnectionProperties") or {}).get("JDBC_CONNECTION_URL", "")
    found = _ADDRESS.search(url)
    return found[1] if found else ""
