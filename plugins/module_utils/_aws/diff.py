# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One comparison that says whether something changes, and shows it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from .masking import HIDDEN_CHANGED
from .masking import mask


class Comparison:
    """Records the fields that differ. What is recorded is what changes: the two cannot disagree."""

    def __init__(self) -> None:
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}
        self.fields: list[str] = []

    @property
    def changed(self) -> bool:
        return bool(self.fields)

    def field(self, name: str, before: Any, after: Any, same: Callable[[Any, Any], bool] = operator.eq) -> bool:
        """Compare one field, and say whether it differs."""
        if same(before, after):
            return False
        self.record(name, before, after)
        return True

    def record(self, name: str, before: Any = None, after: Any = None) -> None:
        """Note a difference that was found elsewhere. None is what is not there, on that side it is not shown."""
        self.fields.append(name)
        if before is not None:
            self._before[name] = mask({name: before})[name]
        if after is not None:
            self._after[name] = mask({name: after}, HIDDEN_CHANGED)[name]

    def map(self, name: str, before: dict, after: dict, same: Callable[[Any, Any], bool] = operator.eq) -> bool:
        """Compare two maps key by key, and keep only the keys that differ."""
        keys = [
            key
            for key in sorted({*before, *after})
            if not (key in before and key in after and same(before[key], after[key]))
        ]
        if keys:
            self.record(
                name,
                {key: before[key] for key in keys if key in before} or None,
                {key: after[key] for key in keys if key in after} or None,
            )
        return bool(keys)

    def as_diff(self) -> dict[str, dict]:
        return {"before": self._before, "after": self._after}


def settled(module: Any, comparison: Comparison, found: dict | None, planned: dict, write: Callable[[], dict]) -> dict:
    """The thing at the end of the task: as AWS has it, as check mode plans it, or as it was written."""
    if found is not None and not comparison.changed:
        return found
    return planned if module.check_mode or not comparison.changed else write()


def outcome(comparison: Comparison, result: dict) -> dict[str, Any]:
    """The result of a task, with whether it changed something, and what."""
    return {"changed": comparison.changed, "diff": comparison.as_diff(), **result}
