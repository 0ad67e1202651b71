# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does what a plan says: kind by kind, a bounded number of writes at once, the snapshot read once more as it goes."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures import Future
from concurrent.futures import wait
from typing import Any

from .calls import code_of
from .calls import words_of
from .compare import Comparer
from .errors import SnapshotError
from .plan import Plan
from .records import KINDS
from .records import Key
from .records import Record
from .records import title
from .source import Source
from .write_others import ClassifierWriter
from .write_others import ConnectionWriter
from .write_others import CrawlerWriter
from .write_others import DatabaseWriter
from .write_others import EncryptionWriter
from .write_others import FunctionWriter
from .write_others import GrantWriter
from .write_others import SecurityConfigurationWriter
from .write_policy import PolicyWriter
from .write_tables import BATCH
from .write_tables import PartitionWriter
from .write_tables import TableWriter
from .writing import Writer

WRITERS: dict[str, type[Writer]] = {
    "encryption_settings": EncryptionWriter,
    "security_configuration": SecurityConfigurationWriter,
    "classifier": ClassifierWriter,
    "connection": ConnectionWriter,
    "database": DatabaseWriter,
    "function": FunctionWriter,
    "table": TableWriter,
    "partition": PartitionWriter,
    "crawler": CrawlerWriter,
    "policy_statement": PolicyWriter,
    "lake_formation_grant": GrantWriter,
}
# One after the other: every write of a statement is about the one policy.
_ALONE = {"policy_statement", "encryption_settings"}


class Applying:
    """Writes under way, a bounded number; the first that fails ends it."""

    def __init__(self, target: Source, comparer: Comparer) -> None:
        self._glue = target.glue
        self._writers: dict[str, Any] = {kind: writer(target, comparer) for kind, writer in WRITERS.items()}
        self._under_way: set[Future[None]] = set()
        self._batch: list[Record] = []
        self._batch_action = ""

    def write(self, action: str, record: Record) -> None:
        if record.kind == "partition":
            self._add_to_batch(action, record)
            return
        writer = self._writers[record.kind]
        act = getattr(writer, action)
        self._submit(record.title, lambda: _settled(action, writer, record, act))
        if record.kind in _ALONE:
            self.settle()

    def delete(self, kind: str, keys: list[Key]) -> None:
        writer = self._writers[kind]
        if kind in ("table", "partition"):
            for first in range(0, len(keys), BATCH):
                chunk = keys[first : first + BATCH]
                self._submit(title(kind, chunk[0]), lambda chunk=chunk: writer.delete(chunk))
        else:
            for key in keys:
                self._submit(title(kind, key), lambda key=key: _deleted(writer, key))
                if kind in _ALONE:
                    self.settle()
        self.settle()

    def _add_to_batch(self, action: str, record: Record) -> None:
        full = len(self._batch) >= BATCH
        if self._batch and (full or action != self._batch_action or record.key[:2] != self._batch[0].key[:2]):
            self._send_batch()
        self._batch_action = action
        self._batch.append(record)

    def _send_batch(self) -> None:
        if batch := self._batch:
            act = getattr(self._writers["partition"], f"{self._batch_action}_batch")
            self._batch = []
            self._submit(batch[0].title, lambda: act(batch))

    def _submit(self, what: str, act: Callable[[], None]) -> None:
        while len(self._under_way) >= 2 * self._glue.workers:
            self._wait(FIRST_COMPLETED)
        self._under_way.add(self._glue.pool.submit(_named, what, act))

    def _wait(self, until: str = "ALL_COMPLETED") -> None:
        done, self._under_way = wait(self._under_way, return_when=until)
        for future in done:
            future.result()

    def settle(self) -> None:
        """What comes next may need what is under way."""
        self._send_batch()
        self._wait()

    def abandon(self) -> None:
        for future in self._under_way:
            future.cancel()
        wait(self._under_way)


def _named(what: str, act: Callable[[], None]) -> None:
    try:
        act()
    except SnapshotError as error:
        raise SnapshotError(f"{what}: {error}") from error
    except Exception as error:
        raise SnapshotError(f"{what}: {words_of(error)}") from error


def _settled(action: str, writer: Any, record: Record, act: Callable[[Record], None]) -> None:
    """Somebody made it or took it away since it was planned, or our own first try did before its answer was lost."""
    try:
        act(record)
    except writer.glue.refused as error:
        other = {("create", "AlreadyExistsException"): "update", ("update", "EntityNotFoundException"): "create"}
        instead = other.get((action, code_of(error)))
        if instead is None:
            raise
        getattr(writer, instead)(record)


def _deleted(writer: Any, key: Key) -> None:
    try:
        writer.delete(key)
    except writer.glue.refused as error:
        if code_of(error) != "EntityNotFoundException":
            raise


def apply(target: Source, comparer: Comparer, plan: Plan, snapshot: Iterable[Record], prune: bool) -> None:
    applying = Applying(target, comparer)
    create = {kind: set(keys) for kind, keys in plan.create.items()}
    update = {kind: set(keys) for kind, keys in plan.update.items()}
    kind = ""
    try:
        for record in snapshot if plan.writes else ():
            if record.kind != kind:
                applying.settle()
                kind = record.kind
            if record.key in create.get(kind, ()):
                applying.write("create", record)
            elif record.key in update.get(kind, ()):
                applying.write("update", record)
        applying.settle()
        for extra in reversed(KINDS) if prune else ():
            if keys := plan.extra.get(extra):
                applying.delete(extra, keys)
    except BaseException:
        applying.abandon()
        raise
