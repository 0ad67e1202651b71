# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup: everything is read once, and kept part by part; the manifest makes it a snapshot."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from .collect import collect
from .errors import OutOfOrder
from .manifest import FILE
from .manifest import Manifest
from .manifest import snapshot_name
from .parts import PART_BYTES
from .parts import PartWriter
from .records import KINDS
from .records import Key
from .records import Record
from .records import from_line
from .records import iso
from .records import to_line
from .source import Source
from .storage import Storage

_IN_MEMORY = 16 * 1024 * 1024


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def back_up(
    source: Source,
    storage: Storage | None,
    clock: Callable[[], datetime.datetime] = now,
    part_bytes: int = PART_BYTES,
) -> Manifest:
    """Make a snapshot, and return its manifest. Without a storage it is read and counted only."""
    started = clock()
    try:
        return _write(source, storage, collect(source), started, clock, part_bytes)
    except OutOfOrder:
        return _write(source, storage, sort(collect(source, any_order=True)), started, clock, part_bytes)


def _write(
    source: Source,
    storage: Storage | None,
    records: Iterator[Record],
    started: datetime.datetime,
    clock: Callable[[], datetime.datetime],
    part_bytes: int,
) -> Manifest:
    name = snapshot_name(started)
    writer = PartWriter(storage, name, part_bytes)
    try:
        for record in records:
            writer.add(record)
        writer.finish()
    finally:
        writer.close()
    manifest = Manifest(
        snapshot=name,
        account=source.account,
        region=source.region,
        started_at=iso(started),
        ended_at=iso(clock()),
        counts=dict(writer.counts),
        parts=writer.parts,
        extent=source.extent.as_dict(),
        catalog_id=source.glue.catalog_id or "",
    )
    if storage is not None:
        storage.put(f"{name}/{FILE}", manifest.to_bytes())
    return manifest


def sort(records: Iterable[Record]) -> Iterator[Record]:
    """By kind and name. Only where each one begins is held in memory."""
    places: list[tuple[int, Key, int]] = []
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        for record in records:
            places.append((KINDS.index(record.kind), record.key, file.tell()))
            file.write(to_line(record))
        for _kind, _key, place in sorted(places):
            file.seek(place)
            yield from_line(file.readline())
