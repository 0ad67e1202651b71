# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drill takes for a difference."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.differences import differences


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ([{"name": "x", "v": 1}, {"name": "y", "v": 2}], [{"name": "y", "v": 2}, {"name": "x", "v": 1}]),
        ({"a": {"state": "READY", "b": 1}}, {"a": {"state": "RUNNING", "b": 1}}),
        ({"subnet": "subnet-1"}, {"subnet": "subnet-2"}),
    ],
)
def test_what_is_the_same(before: Any, after: Any) -> None:
    names = ({"subnet-1": "private"}, {"subnet-2": "private"})
    assert differences(before, after, ["state"], *names) == []


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ({"a": 1}, {"a": 2}, "a"),
        ({"a": 1}, {}, "a"),
        ({}, {"a": 1}, "a"),
        ([{"name": "x", "v": 1}], [{"name": "x", "v": 2}], "x > v"),
        (
            {"t": [{"schema": "s", "name": "x", "rows": 1}]},
            {"t": [{"schema": "s", "name": "x", "rows": 2}]},
            "t > s.x > rows",
        ),
        ({"subnet": "subnet-1"}, {"subnet": "subnet-3"}, "subnet"),
        ({"a": [1, 1]}, {"a": [1]}, "a"),
    ],
)
def test_what_differs_comes_with_the_way_to_it(before: Any, after: Any, where: str) -> None:
    names = ({"subnet-1": "private"}, {"subnet-2": "private"})
    assert [found["where"] for found in differences(before, after, [], *names)] == [where]


def test_a_thing_that_is_gone_is_named_whole() -> None:
    before = [{"name": "x", "v": 1}, {"name": "y", "v": 1}]
    assert differences(before, [{"name": "x", "v": 1}]) == [
        {"where": "y", "before": {"name": "y", "v": 1}, "after": "(nothing)"}
    ]
