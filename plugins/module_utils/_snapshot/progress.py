# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a backup came that ran out of time, so that another run goes on where it stopped, to the same bytes.

It stands beside the parts until the manifest is written. A snapshot that has only this does not exist.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from dataclasses import dataclass

from .errors import SnapshotError
from .manifest import Part
from .records import Key
from .records import encode
from .storage import Storage

FILE = "progress.json"


@dataclass(frozen=True)
class Progress:
    parts: list[Part]
    counts: dict[str, int]
    # Kind and key of the last record in them.
    after: tuple[str, Key]


class OutOfTime(SnapshotError):
    """The backup has to stop. Its parts are kept, and the named snapshot can be gone on with."""

    def __init__(self, snapshot: str, parts: int) -> None:
        super().__init__(f"Snapshot {snapshot} ran out of time after {parts} parts. Nothing is lost: resume it.")
        self.snapshot = snapshot
        self.parts = parts


def keep(storage: Storage, snapshot: str, progress: Progress) -> None:
    storage.put(f"{snapshot}/{FILE}", encode(asdict(progress)))


def read_progress(storage: Storage, snapshot: str) -> Progress:
    content = storage.get(f"{snapshot}/{FILE}")
    if content is None:
        raise SnapshotError(f"{storage.location}{snapshot}/ has no {FILE}: there is no backup to go on with.")
    entry = json.loads(content)
    kind, key = entry["after"]
    return Progress([Part(**part) for part in entry["parts"]], entry["counts"], (kind, tuple(key)))
