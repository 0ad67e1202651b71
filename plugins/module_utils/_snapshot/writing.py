# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What writers share: the calls, the model's filters, and the second try when somebody got in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .calls import Calls
from .calls import code_of
from .compare import Comparer
from .errors import SnapshotError
from .records import Record
from .source import Source

_OVERTAKEN = {
    "AlreadyExistsException",
    "EntityNotFoundException",
    "VersionMismatchException",
    "ConditionCheckFailureException",
    "ConcurrentModificationException",
}
_TRIES = 6


class Writer:
    """Brings one thing to what a record says. Done twice it ends the same."""

    def __init__(self, target: Source, comparer: Comparer) -> None:
        self.target = target
        self.comparer = comparer

    @property
    def glue(self) -> Calls:
        return self.target.glue

    def send(self, operation: str, member: str | None = None) -> Callable[[Any], Any]:
        return self.glue.shapes.to_send(operation, member)

    def until_written(self, attempt: Callable[[], None]) -> None:
        """An attempt reads what is there and writes over that; when it is no longer there, it reads again."""
        for _try in range(_TRIES - 1):
            try:
                return attempt()
            except self.glue.refused as error:
                if code_of(error) not in _OVERTAKEN:
                    raise
        return attempt()

    def write_tags(self, kind: str, record: Record) -> None:
        arn = self.target.arn(kind, record.key[0])
        found = (self.glue.call("GetTags", ResourceArn=arn).get("Tags")) or {}
        wanted = record.beside.get("tags") or {}
        if gone := [key for key in found if key not in wanted and not key.startswith("aws:")]:
            self.glue.call("UntagResource", ResourceArn=arn, TagsToRemove=gone)
        if new := {key: value for key, value in wanted.items() if found.get(key) != value}:
            self.glue.call("TagResource", ResourceArn=arn, TagsToAdd=new)


def failures_of(answer: dict[str, Any]) -> None:
    """A batch succeeds as a call when some of it failed."""
    for failure in answer.get("Errors", []):
        detail = failure.get("ErrorDetail") or failure.get("Error") or {}
        values = failure.get("PartitionValues") or failure.get("PartitionValueList")
        name = values or failure.get("ColumnStatistics", {}).get("ColumnName")
        raise SnapshotError(f"{name}: {detail.get('ErrorCode')}: {detail.get('ErrorMessage')}")
