# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restore: verify the hashes, plan, apply, read back and compare."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from .apply import apply
from .compare import Comparer
from .errors import SnapshotError
from .manifest import Manifest
from .mapping import Mapper
from .parts import read_records
from .plan import Plan
from .plan import differences
from .plan import make_plan
from .records import Record
from .source import Extent
from .source import Source
from .storage import Storage

SHOWN = 20


@dataclass
class Restore:
    """One snapshot and the catalog that it is restored to."""

    storage: Storage
    manifest: Manifest
    target: Source
    mapping: Mapping[str, Mapping[str, str]] | None = None
    prune: bool = False
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self._mapper = Mapper(self.mapping)
        self._comparer = Comparer(self.target.glue.shapes)
        extent = self.manifest.extent
        held = Extent(bool(extent["column_statistics"]), 0, bool(extent["lake_formation"]))
        self.target = replace(self.target, extent=held)
        self._check_place()
        if held.lake_formation and self.target.lake_formation is None:
            self.target = replace(self.target, extent=replace(held, lake_formation=False))

    def _check_place(self) -> None:
        """A snapshot of one account is written into another only when the mapping says so."""
        for what, of, here in (
            ("account", self._mapper.account(self.manifest.account), self.target.account),
            ("region", self._mapper.region(self.manifest.region), self.target.region),
        ):
            if of != here:
                was = getattr(self.manifest, what)
                raise SnapshotError(
                    f"Snapshot {self.manifest.snapshot} is of {what} {was}, and this is {what} {here}. Nothing was "
                    f"changed. To restore it here, map it (mapping.{what}s: {{'{was}': '{here}'}})."
                )

    def make_plan(self) -> Plan:
        self.plan = make_plan(self.target, self._comparer, self._records())
        return self.plan

    @property
    def changes(self) -> bool:
        return self.plan.writes or bool(self.prune and self.plan.extra)

    def apply(self) -> None:
        """Raises when something could not be written, or is not there when the catalog is read again."""
        if self.plan.obstacles:
            raise SnapshotError("Nothing was changed. " + " ".join(self.plan.obstacles))
        if not self.changes:
            return
        apply(self.target, self._comparer, self.plan, self._records(), self.prune)
        if found := differences(self.target, self._comparer, self.plan, self.prune):
            more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            raise SnapshotError(f"After the restore {len(found)} things differ: {'; '.join(found[:SHOWN])}{more}.")

    def _records(self) -> Iterator[Record]:
        return (self._mapper.record(record) for record in read_records(self.storage, self.manifest))
