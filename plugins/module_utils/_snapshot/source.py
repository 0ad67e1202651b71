# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog that is read, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .calls import Calls
from .records import KINDS
from .records import Key
from .selection import Selection


@dataclass(frozen=True)
class Extent:
    """What is read beside what every snapshot holds.

    Statistics cost a call a table, so a restore asks for them only where the snapshot has some.
    """

    column_statistics: bool = True
    table_versions: int = 0
    lake_formation: bool = False

    @property
    def asks_beside(self) -> bool:
        """Whether there are calls for each table."""
        return self.column_statistics or self.table_versions > 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "column_statistics": self.column_statistics,
            "table_versions": self.table_versions,
            "lake_formation": self.lake_formation,
        }


@dataclass(frozen=True)
class Source:
    glue: Calls
    account: str
    region: str
    partition: str = "aws"
    lake_formation: Calls | None = None
    selection: Selection = field(default_factory=Selection)
    extent: Extent = field(default_factory=Extent)
    # Kind and key of the last record that an earlier run of the same backup kept.
    after: tuple[str, Key] | None = None

    def arn(self, kind: str, name: str) -> str:
        return f"arn:{self.partition}:glue:{self.region}:{self.account}:{kind}/{name}"

    def passed(self, kind: str, key: Key) -> bool:
        """Whether an earlier run kept it, or kept a part of what it holds."""
        if self.after is None:
            return False
        last, reached = self.after
        order, end = KINDS.index(kind), KINDS.index(last)
        return order < end or (order == end and key <= reached)
