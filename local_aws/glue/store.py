# SPDX-License-Identifier: GPL-3.0-or-later
"""What the embedded Glue remembers: compact JSON in memory, changed keys journalled to SQLite behind it.

Values are kept as bytes: a catalog of 50,000 tables stays small, and no entry changes because somebody kept a dict.
All scopes share one lock. Whoever changes several keys under it gets them journalled in one transaction.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from bisect import insort
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local_aws.glue.journal import Address
from local_aws.glue.journal import Journal

AFTER_EVERY_KEY = "\U0010ffff"


def encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class _Kind:
    """The entries of one kind in one account and region, with their keys in order."""

    __slots__ = ("keys", "values")

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.keys: list[str] = []

    def put(self, key: str, value: bytes) -> None:
        if key not in self.values:
            if self.keys and key < self.keys[-1]:
                insort(self.keys, key)
            else:
                self.keys.append(key)
        self.values[key] = value

    def remove(self, key: str) -> None:
        del self.values[key]
        del self.keys[bisect_left(self.keys, key)]

    def bounds(self, prefix: str) -> tuple[int, int]:
        if not prefix:
            return 0, len(self.keys)
        return bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + AFTER_EVERY_KEY)


class Store:
    """Every account and region's entries; a background thread keeps the journal at most a second behind."""

    def __init__(self, path: Path | None = None, *, flush_every: float = 0.2) -> None:
        self.lock = threading.RLock()
        self._kinds: dict[tuple[str, str, str], _Kind] = {}
        self._changed: set[Address] = set()
        self._journal: Journal | None = None
        if path is not None:
            self._journal = Journal(path)
            for (account, region, kind, key), value in self._journal.load():
                self._kind(account, region, kind).put(key, value)
            self._journal.start(self._take_changes, every=flush_every)

    def scope(self, account: str, region: str) -> Scope:
        return Scope(self, account, region)

    def scopes(self) -> list[tuple[str, str]]:
        """The (account, region) pairs that hold anything."""
        with self.lock:
            return sorted({(account, region) for (account, region, _), kept in self._kinds.items() if kept.keys})

    def flush(self) -> None:
        """Journal what has changed and return when it is on disk."""
        if self._journal:
            self._journal.flush()

    def close(self) -> None:
        if self._journal:
            self._journal.close()

    def _kind(self, account: str, region: str, kind: str) -> _Kind:
        found = self._kinds.get((account, region, kind))
        if found is None:
            found = self._kinds[account, region, kind] = _Kind()
        return found

    def _mark(self, account: str, region: str, kind: str, key: str) -> None:
        if self._journal:
            self._changed.add((account, region, kind, key))
            self._journal.wake()

    def _take_changes(self) -> list[tuple[Address, bytes | None]]:
        """What is to be journalled now; None stands for a deletion."""
        with self.lock:
            changed, self._changed = self._changed, set()
            return [(address, self._kind(*address[:3]).values.get(address[3])) for address in changed]


class Scope:
    """The entries of one account in one region, by kind and key."""

    def __init__(self, store: Store, account: str, region: str) -> None:
        self.store = store
        self.account = account
        self.region = region
        self.lock = store.lock

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        """A fresh copy, or None."""
        raw = self.raw(kind, key)
        return None if raw is None else json.loads(raw)

    def raw(self, kind: str, key: str) -> bytes | None:
        """The entry as the JSON text it is kept as."""
        return self._kind(kind).values.get(key)

    def exists(self, kind: str, key: str) -> bool:
        return key in self._kind(kind).values

    def put(self, kind: str, key: str, value: dict[str, Any]) -> None:
        raw = encode(value)
        with self.lock:
            self._kind(kind).put(key, raw)
            self.store._mark(self.account, self.region, kind, key)

    def delete(self, kind: str, key: str) -> bool:
        with self.lock:
            entries = self._kind(kind)
            if key not in entries.values:
                return False
            entries.remove(key)
            self.store._mark(self.account, self.region, kind, key)
            return True

    def delete_prefix(self, kind: str, prefix: str) -> int:
        """Delete every key that starts so; how many there were."""
        with self.lock:
            entries = self._kind(kind)
            start, stop = entries.bounds(prefix)
            gone = entries.keys[start:stop]
            del entries.keys[start:stop]
            for key in gone:
                del entries.values[key]
                self.store._mark(self.account, self.region, kind, key)
            return len(gone)

    def keys(self, kind: str, prefix: str = "") -> list[str]:
        with self.lock:
            entries = self._kind(kind)
            start, stop = entries.bounds(prefix)
            return entries.keys[start:stop]

    def keys_after(self, kind: str, prefix: str, after: str | None, limit: int) -> list[str]:
        """At most limit keys with the prefix that come after the given one: a page."""
        with self.lock:
            entries = self._kind(kind)
            start, stop = entries.bounds(prefix)
            if after is not None:
                start = max(start, bisect_left(entries.keys, after + "\0"))
            return entries.keys[start : min(stop, start + limit)]

    def values(self, kind: str, prefix: str = "") -> Iterator[dict[str, Any]]:
        for key in self.keys(kind, prefix):
            value = self.get(kind, key)
            if value is not None:
                yield value

    def items(self, kind: str, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        for key in self.keys(kind, prefix):
            value = self.get(kind, key)
            if value is not None:
                yield key, value

    def count(self, kind: str, prefix: str = "") -> int:
        with self.lock:
            start, stop = self._kind(kind).bounds(prefix)
            return stop - start

    def _kind(self, kind: str) -> _Kind:
        return self.store._kind(self.account, self.region, kind)
