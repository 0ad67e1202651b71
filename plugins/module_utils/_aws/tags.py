# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: what to add and what to remove. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from ansible_collections.amazon.aws.plugins.module_utils.tagging import compare_aws_tags


@dataclass(frozen=True)
class TagPlan:
    arn: str = ""
    before: dict[str, str] = field(default_factory=dict)
    add: dict[str, str] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)

    @property
    def after(self) -> dict[str, str]:
        kept = {key: value for key, value in self.before.items() if key not in self.remove}
        return {**kept, **self.add}


def as_tags(tags: dict | None) -> dict[str, str]:
    """Tag values are strings in AWS."""
    return {str(key): "" if value is None else str(value) for key, value in (tags or {}).items()}


def plan_tags(current: dict[str, str], desired: dict | None, purge: bool, arn: str = "") -> TagPlan:
    """No desired tags: leave them alone."""
    if desired is None:
        return TagPlan(arn, before=current)
    add, remove = compare_aws_tags(current, as_tags(desired), purge)
    return TagPlan(arn, before=current, add=add, remove=sorted(remove))
