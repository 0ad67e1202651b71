# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore would do: found by reading the catalog and the snapshot once each, and keeping hashes only."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from .collect import collect
from .compare import Comparer
from .records import KINDS
from .records import Key
from .records import Record
from .records import show
from .source import Source
from .statistics import live_statistics

Keys = dict[str, list[Key]]
Digests = dict[str, dict[Key, bytes]]


@dataclass
class Plan:
    create: Keys = field(default_factory=dict)
    update: Keys = field(default_factory=dict)
    extra: Keys = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    # Why it cannot be done, each with its mend.
    obstacles: list[str] = field(default_factory=list)
    # The hashes that the catalog has to have in the end.
    expected: Digests = field(default_factory=dict)
    expected_statistics: Digests = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return bool(self.create or self.update)

    def counts(self) -> dict[str, dict[str, int]]:
        parts = (self.create, self.update, self.unchanged, self.extra)
        return {
            kind: {
                "create": len(self.create.get(kind, [])),
                "update": len(self.update.get(kind, [])),
                "unchanged": self.unchanged.get(kind, 0),
                "extra": len(self.extra.get(kind, [])),
            }
            for kind in KINDS
            if any(kind in part for part in parts)
        }


def names(keys: Keys) -> dict[str, list[str]]:
    return {kind: sorted(show(key) for key in keys[kind]) for kind in KINDS if keys.get(kind)}


def make_plan(source: Source, comparer: Comparer, snapshot: Iterable[Record]) -> Plan:
    """Reads the snapshot to its end, and so compares every part with its hash, before anything is changed."""
    live = read_digests(source, comparer)
    plan = Plan()
    same: dict[str, set[Key]] = {kind: set() for kind in KINDS}
    for record in snapshot:
        kind, key = record.kind, record.key
        if not source.selection.record(kind, key):
            continue
        digest = comparer.digest(record)
        found = live.get(kind, {}).pop(key, None)
        if found is not None and _only_has_to_be_there(source, kind, key):
            digest = found
        plan.expected.setdefault(kind, {})[key] = digest
        if (statistics := comparer.statistics(record)) is not None:
            plan.expected_statistics.setdefault(kind, {})[key] = statistics
        if found is None:
            plan.create.setdefault(kind, []).append(key)
            plan.obstacles += _obstacles(record)
        elif found == digest:
            same[kind].add(key)
        else:
            plan.update.setdefault(kind, []).append(key)
    _compare_statistics(source, comparer, plan, same)
    plan.unchanged = {kind: len(keys) for kind, keys in same.items() if keys}
    for kind, keys in live.items():
        if extra := [key for key in keys if not _only_has_to_be_there(source, kind, key)]:
            plan.extra[kind] = extra
    return plan


def _only_has_to_be_there(source: Source, kind: str, key: Key) -> bool:
    """The database of chosen tables is made when it is missing, and is left as it is otherwise."""
    return kind == "database" and not source.selection.whole_database(key[0])


def _compare_statistics(source: Source, comparer: Comparer, plan: Plan, same: dict[str, set[Key]]) -> None:
    wanted = {kind: [key for key in keys if key in same[kind]] for kind, keys in plan.expected_statistics.items()}
    for kind, found in live_statistics(source, comparer, wanted).items():
        for key, digest in found.items():
            if digest != plan.expected_statistics[kind][key]:
                same[kind].remove(key)
                plan.update.setdefault(kind, []).append(key)


def read_digests(source: Source, comparer: Comparer) -> Digests:
    """The catalog as it is. Without statistics it costs a call a page."""
    digests: Digests = {}
    bare = replace(source, extent=replace(source.extent, column_statistics=False, table_versions=0))
    for record in collect(bare, any_order=True):
        if source.selection.record(record.kind, record.key):
            digests.setdefault(record.kind, {})[record.key] = comparer.digest(record)
    return digests


def _obstacles(record: Record) -> Iterator[str]:
    properties = record.data.get("ConnectionProperties") or {}
    if record.kind == "connection" and properties.get("USERNAME") and not properties.get("SECRET_ID"):
        yield (
            f"{record.title} was reached with a password, and no snapshot holds one. Name a secret for it "
            f"(mapping.connection_secrets: {{{record.key[0]}: NAME OF THE SECRET}}), or create the connection first."
        )


def differences(source: Source, comparer: Comparer, plan: Plan, pruned: bool) -> list[str]:
    """The catalog, read again, against what the plan wanted it to be."""
    live = read_digests(source, comparer)
    found = [
        f"{kind} {show(key)} {'differs' if key in live.get(kind, {}) else 'is missing'}"
        for kind, keys in plan.expected.items()
        for key, digest in keys.items()
        if live.get(kind, {}).get(key) != digest
    ]
    wanted = {kind: list(keys) for kind, keys in plan.expected_statistics.items()}
    found += [
        f"the column statistics of {kind} {show(key)} differ"
        for kind, digests in live_statistics(source, comparer, wanted).items()
        for key, digest in digests.items()
        if digest != plan.expected_statistics[kind][key]
    ]
    extra = plan.extra if pruned else {}
    return found + [
        f"{kind} {show(key)} is still there"
        for kind, keys in extra.items()
        for key in keys
        if key in live.get(kind, {})
    ]
