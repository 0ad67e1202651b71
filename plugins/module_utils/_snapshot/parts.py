# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in compressed parts: JSON Lines, gzip, whose bytes depend on the records alone."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor

from .errors import Damaged
from .manifest import Manifest
from .manifest import Part
from .progress import Progress
from .records import Key
from .records import Record
from .records import from_line
from .records import to_line
from .storage import Storage

PART_BYTES = 16 * 1024 * 1024  # of lines, before they are compressed
_LEVEL = 3
_GZIP = 31  # zlib writes gzip's header without a name or a time
_UNDER_WAY = 2


class PartWriter:
    """Compresses as records come, and sends a part while the next one is made."""

    def __init__(
        self, storage: Storage | None, snapshot: str, part_bytes: int = PART_BYTES, progress: Progress | None = None
    ) -> None:
        self._storage = storage
        self._snapshot = snapshot
        self._part_bytes = part_bytes
        self._sender = ThreadPoolExecutor(1, "snapshot-part")
        self._under_way: deque[Future[None]] = deque()
        self.progress = progress
        self.parts: list[Part] = list(progress.parts) if progress else []
        self.counts: Counter[str] = Counter(progress.counts if progress else {})
        self._last: tuple[str, Key] = ("", ())
        self._begin()

    def _begin(self) -> None:
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._packed: list[bytes] = []
        self._records = 0
        self._size = 0

    def add(self, record: Record) -> None:
        line = to_line(record)
        self._packed.append(self._packer.compress(line))
        self._records += 1
        self._size += len(line)
        self.counts[record.kind] += 1
        self._last = (record.kind, record.key)
        if self._size >= self._part_bytes:
            self._end_part()

    def _end_part(self) -> None:
        body = b"".join([*self._packed, self._packer.flush()])
        name = f"part-{len(self.parts):05d}.jsonl.gz"
        self.parts.append(Part(name, self._records, len(body), hashlib.sha256(body).hexdigest()))
        if self._storage is not None:
            if len(self._under_way) >= _UNDER_WAY:
                self._under_way.popleft().result()
            self._under_way.append(self._sender.submit(self._storage.put, f"{self._snapshot}/{name}", body))
        self.progress = Progress(list(self.parts), dict(self.counts), self._last)
        self._begin()

    def finish(self) -> None:
        """Returns when every part is kept."""
        if self._records:
            self._end_part()
        self.settle()

    def settle(self) -> None:
        """Returns when the parts that were ended are kept."""
        while self._under_way:
            self._under_way.popleft().result()

    def close(self) -> None:
        self._sender.shutdown(wait=True, cancel_futures=True)


def read_records(storage: Storage, manifest: Manifest) -> Iterator[Record]:
    """Every part is compared with its hash before a record of it is given out."""
    counts: Counter[str] = Counter()
    for part in manifest.parts:
        body = storage.get(f"{manifest.snapshot}/{part.name}")
        if body is None:
            raise _damage(manifest, f"{part.name} is missing")
        if hashlib.sha256(body).hexdigest() != part.sha256:
            raise _damage(manifest, f"{part.name} is not what was written (its sha256 differs)")
        records = 0
        for line in _lines(body):
            record = from_line(line)
            records += 1
            counts[record.kind] += 1
            yield record
        if records != part.records:
            raise _damage(manifest, f"{part.name} holds {records} records instead of {part.records}")
    if counts != manifest.counts:
        raise _damage(manifest, "it does not hold as many records as its manifest says")


def _lines(body: bytes) -> Iterator[bytes]:
    """Unpacked piece by piece: a part need not lie in memory whole."""
    unpacker = zlib.decompressobj(_GZIP)
    rest = b""
    for first in range(0, len(body), 65536):
        *lines, rest = (rest + unpacker.decompress(body[first : first + 65536])).split(b"\n")
        yield from lines


def _damage(manifest: Manifest, what: str) -> Damaged:
    return Damaged(f"Snapshot {manifest.snapshot} is damaged: {what}. Restore another one, or an older version of it.")
