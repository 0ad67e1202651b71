# SPDX-License-Identifier: GPL-3.0-or-later
"""The file behind a store: one SQLite table, written by a background thread, checked entry by entry when it is read.

A killed process loses at most the last moments: a transaction of the write-ahead log is whole or absent.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

# account, region, kind, key
type Address = tuple[str, str, str, str]
type Changes = list[tuple[Address, bytes | None]]

MAGIC = b"SQLite format 3\0"
FORMAT = 1
RETRY_AFTER = 1.0
CREATE = """
CREATE TABLE entries (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    value BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (account, region, kind, key))
"""
SELECT = "SELECT account, region, kind, key, value, checksum FROM entries ORDER BY account, region, kind, key"
REPLACE = "REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)"
DELETE = "DELETE FROM entries WHERE account = ? AND region = ? AND kind = ? AND key = ?"


class StateError(RuntimeError):
    """The state file cannot be used. It is left as it is."""


@dataclass(frozen=True)
class Owner:
    """Whose state a file holds: four bytes in its header, and how to say it."""

    mark: bytes
    name: str
    without: str


GLUE = Owner(b"Glue", "the embedded Glue", "an empty catalog")


class Journal:
    """Owns the file for as long as the process lives: a second process is refused."""

    def __init__(self, path: Path, owner: Owner = GLUE) -> None:
        self.path = path
        self._owner = owner
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._take: Callable[[], Changes] = list
        self._unwritten: dict[Address, bytes | None] = {}
        self._connection = self._open()

    def load(self) -> Iterator[tuple[Address, bytes]]:
        try:
            for account, region, kind, key, value, checksum in self._connection.execute(SELECT):
                if crc32(value) != checksum:
                    raise StateError(self._damaged(f"entry {kind} {key} does not match its checksum"))
                yield (account, region, kind, key), value
        except (sqlite3.DatabaseError, TypeError) as error:
            raise StateError(self._damaged(error)) from error

    def start(self, take: Callable[[], Changes], *, every: float) -> None:
        """Begin to write what take() hands over, at most once in `every` seconds."""
        self._take = take
        self._thread = threading.Thread(target=self._run, args=(every,), name="glue-journal", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        if not self._wake.is_set():
            self._wake.set()

    def flush(self) -> None:
        """Write all changes in one transaction; after a failure they stay due."""
        with self._writing:
            self._write(self._take())

    def write(self, changes: Changes) -> None:
        """Write these changes, and those that could not be written before, in one transaction."""
        with self._writing:
            self._write(changes)

    def _write(self, changed: Changes) -> None:
        self._unwritten.update(changed)
        if not self._unwritten:
            return
        changes = sorted(self._unwritten.items())  # neighbours in the file are written together
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(DELETE, [address for address, value in changes if value is None])
            self._connection.executemany(
                REPLACE, [(*address, value, crc32(value)) for address, value in changes if value is not None]
            )
        self._unwritten = {}

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
        try:
            self.flush()
        finally:
            self._connection.close()

    def _run(self, every: float) -> None:
        while not self._stop.is_set():
            self._wake.wait()
            self._wake.clear()
            try:
                self.flush()
                pause = every
            except sqlite3.Error as error:
                print(f"local_aws: cannot write {self.path}: {error}; trying again", file=sys.stderr, flush=True)
                self._wake.set()
                pause = RETRY_AFTER
            self._stop.wait(pause)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self._create()
        self._check_header()
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=2.0)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            connection.close()
            in_use = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
            reason = f"{self.path} is in use by another process." if in_use else self._damaged(error)
            raise StateError(reason) from error
        return connection

    def _check_header(self) -> None:
        """Look at the file before SQLite does: opening one that is not ours would already change it."""
        with self.path.open("rb") as file:
            header = file.read(72)
        if not header.startswith(MAGIC) or header[68:72] != self._owner.mark:
            raise StateError(self._damaged(f"it is not a state file of {self._owner.name}"))
        written = int.from_bytes(header[60:64])
        if written != FORMAT:
            raise StateError(
                f"{self.path} has format {written}, this version reads format {FORMAT}. "
                f"The file was left as it is. Move it away to start with {self._owner.without}."
            )

    def _create(self) -> None:
        """Make the empty file beside its place and move it there whole, so that a half-made one is never met."""
        draft = self.path.with_name(self.path.name + ".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)  # passwords of connections are in there
        connection = sqlite3.connect(draft, isolation_level=None)
        connection.execute(f"PRAGMA application_id = {int.from_bytes(self._owner.mark)}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(CREATE)
        connection.close()
        draft.replace(self.path)

    def _damaged(self, reason: object) -> str:
        return (
            f"{self.path} cannot be read: {reason}. "
            f"The file was left as it is. Restore it from a copy, or move it away to start with {self._owner.without}."
        )
