# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which snapshots are old enough to go. The newest never is."""

from __future__ import annotations

import datetime

from .errors import SnapshotError
from .manifest import FILE
from .manifest import Manifest
from .manifest import moment_of
from .manifest import read_manifest
from .manifest import snapshot_name
from .manifest import snapshots
from .storage import Storage


def expired(storage: Storage, days: int, now: datetime.datetime) -> list[str]:
    """Those that were begun before then, without the newest good one. What a broken backup left goes as well."""
    limit = snapshot_name(now - datetime.timedelta(days=days))
    begun = {name.split("/", 1)[0] for name in storage.names("") if name.count("/") == 1}
    old = sorted(name for name in begun if _is_name(name) and name < limit)
    good = newest_good(storage) if old else None
    return [name for name in old if good is None or name != good.snapshot]


def newest_good(storage: Storage) -> Manifest | None:
    """Its manifest is undamaged, and every part of it is there."""
    files = set(storage.names(""))
    for name in reversed(snapshots(storage)):
        try:
            manifest = read_manifest(storage, name)
        except SnapshotError:
            continue
        if all(f"{name}/{part.name}" in files for part in manifest.parts):
            return manifest
    return None


def delete(storage: Storage, names: list[str]) -> None:
    """The manifest first: what is half deleted does not exist."""
    files = storage.names("")
    for name in names:
        mine = [file for file in files if file.startswith(f"{name}/")]
        for file in sorted(mine, key=lambda file: not file.endswith(f"/{FILE}")):
            storage.delete(file)


def _is_name(text: str) -> bool:
    """Whatever else lies there is somebody else's."""
    try:
        moment_of(text)
    except ValueError:
        return False
    return True
