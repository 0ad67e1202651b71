# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to tags."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import plan_tags

CURRENT = {"kept": "1", "changed": "1", "old": "1", "aws:owned": "1"}


@pytest.mark.parametrize(
    ("desired", "purge", "add", "remove"),
    [
        (None, True, {}, []),
        ({"kept": "1", "changed": 2, "new": True}, False, {"changed": "2", "new": "True"}, []),
        ({"kept": "1", "changed": 2}, True, {"changed": "2"}, ["old"]),
        ({}, True, {}, ["changed", "kept", "old"]),
        ({}, False, {}, []),
    ],
)
def test_plan(desired: dict | None, purge: bool, add: dict, remove: list[str]) -> None:
    plan = plan_tags(CURRENT, desired, purge)
    assert (plan.add, plan.remove) == (add, remove)
    assert plan.after == {key: value for key, value in {**CURRENT, **add}.items() if key not in remove}
