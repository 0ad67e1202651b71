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
from dataclasses import dataclass
from dataclasses import replace
from typing import NoReturn

from .collect import collect
from .errors import OutOfOrder
from .errors import SnapshotError
from .manifest import FILE
from .manifest import Manifest
from .manifest import moment_of
from .manifest import snapshot_name
from .parts import PART_BYTES
from .parts import PartWriter
from .progress import FILE as PROGRESS_FILE
from .progress import OutOfTime
from .progress import Progress
from .progress import keep
from .progress import read_progress
from .records import KINDS
from .records import Key
from .records import Record
from .records import from_line
from .records import iso
from .records import to_line
from .source import Source
from .storage import Held
from .storage import Storage

_IN_MEMORY = 16 * 1024 * 1024


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True)
class Terms:
    """How a backup is made."""

    part_bytes: int = PART_BYTES
    # The newest snapshot: one of the same content is not written a second time.
    unless: Manifest | None = None
    # Whether there is time to go on. Asked after each record.
    in_time: Callable[[], bool] = lambda: True


def back_up(
    source: Source,
    storage: Storage | None,
    clock: Callable[[], datetime.datetime] = now,
    part_bytes: int = PART_BYTES,
    unless: Manifest | None = None,
    in_time: Callable[[], bool] = lambda: True,
    resume: str | None = None,
) -> Manifest:
    """Make a snapshot, and return its manifest. Without a storage it is read and counted only.

    With unless, nothing is written when the catalog is what that snapshot holds, and its manifest is returned. When
    there is no time left, OutOfTime names what to resume.
    """
    terms = Terms(part_bytes, unless if unless and unless.extent == source.extent.as_dict() else None, in_time)
    if resume and storage is not None:
        return _go_on(source, storage, resume, clock, terms)
    started = clock()
    try:
        return _write(source, storage, collect(source), started, clock, terms)
    except OutOfOrder:
        return _write(source, storage, sort(collect(source, any_order=True)), started, clock, terms)


def _go_on(
    source: Source, storage: Storage, snapshot: str, clock: Callable[[], datetime.datetime], terms: Terms
) -> Manifest:
    progress = read_progress(storage, snapshot)
    rest = replace(source, after=progress.after)
    return _write(rest, storage, collect(rest), moment_of(snapshot), clock, terms, progress)


def _write(
    source: Source,
    storage: Storage | None,
    records: Iterator[Record],
    started: datetime.datetime,
    clock: Callable[[], datetime.datetime],
    terms: Terms,
    progress: Progress | None = None,
) -> Manifest:
    name = snapshot_name(started)
    held = Held(storage) if storage and terms.unless and not progress else None
    writer = PartWriter(held or storage, name, terms.part_bytes, progress)
    try:
        for record in records:
            writer.add(record)
            if not terms.in_time():
                _stop(writer, storage, held, name, progress)
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
    if terms.unless and not progress and manifest.content_sha256 == terms.unless.content_sha256:
        return terms.unless
    if held:
        held.release()
    if storage is not None:
        storage.put(f"{name}/{FILE}", manifest.to_bytes())
        if progress:
            storage.delete(f"{name}/{PROGRESS_FILE}")
    return manifest


def _stop(
    writer: PartWriter, storage: Storage | None, held: Held | None, name: str, before: Progress | None
) -> NoReturn:
    """The part that is under way is made again by the next run; those before it are kept."""
    writer.settle()
    if held:
        held.release()
    reached = writer.progress
    if storage is None or reached is None or reached == before:
        raise SnapshotError(
            f"The time is up, and not one more part of {name} is complete. Read less (without column statistics), "
            "give it more time, or make the backup from a machine, with glue_catalog_backup."
        )
    keep(storage, name, reached)
    raise OutOfTime(name, len(reached.parts))


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
