# SPDX-License-Identifier: GPL-3.0-or-later
"""One comparison: what it records is what changes, and what it shows."""

from __future__ import annotations

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison


def test_equal_fields_are_no_change() -> None:
    comparison = Comparison()
    assert not comparison.field("a", 1, 1)
    assert not comparison.map("m", {"x": 1}, {"x": 1})
    assert not comparison.changed
    assert comparison.as_diff() == {"before": {}, "after": {}}


def test_only_what_differs_is_shown() -> None:
    comparison = Comparison()
    comparison.field("a", 1, 2)
    comparison.field("new", None, "x")
    comparison.field("gone", "x", None)
    comparison.map("m", {"same": 1, "changed": 1, "gone": 1}, {"same": 1, "changed": 2, "new": 1})
    assert comparison.fields == ["a", "new", "gone", "m"]
    assert comparison.as_diff() == {
        "before": {"a": 1, "gone": "x", "m": {"changed": 1, "gone": 1}},
        "after": {"a": 2, "new": "x", "m": {"changed": 2, "new": 1}},
    }


def test_fields_are_compared_as_told() -> None:
    assert not Comparison().field("a", "X", "x", lambda one, other: one.lower() == other.lower())


def test_secret_that_differs_is_seen_and_not_shown() -> None:
    comparison = Comparison()
    comparison.map("connection_properties", {"PASSWORD": "one"}, {"PASSWORD": "two"})
    diff = comparison.as_diff()
    assert comparison.changed
    assert diff["before"] != diff["after"]
    assert "one" not in str(diff)
    assert "two" not in str(diff)
