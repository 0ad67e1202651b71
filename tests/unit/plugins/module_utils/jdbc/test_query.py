# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.query import to_pyformat


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT ':a' || :a", "SELECT ':a' || %(a)s"),
        ("SELECT 'it''s :a' || :a", "SELECT 'it''s :a' || %(a)s"),
        ('SELECT ":a" FROM t WHERE x = :a', 'SELECT ":a" FROM t WHERE x = %(a)s'),
        ("SELECT :a::text", "SELECT %(a)s::text"),
        ("SELECT x::int, :a", "SELECT x::int, %(a)s"),
        ("SELECT :a -- not :b\n", "SELECT %(a)s -- not :b\n"),
        ("SELECT /* :b */ :a", "SELECT /* :b */ %(a)s"),
        ("DO $do$ x := :b $do$", "DO $do$ x := :b $do$"),
        ("SELECT x[1:2], :a", "SELECT x[1:2], %(a)s"),
        ("SELECT 5 % 2, 'a%', :a", "SELECT 5 %% 2, 'a%%', %(a)s"),
        ("x LIKE '%:a%' AND y = :a", "x LIKE '%%:a%%' AND y = %(a)s"),
    ],
)
def test_parameters_are_found_outside_of_texts_only(sql: str, expected: str) -> None:
    assert to_pyformat(sql, {"a": 1}) == expected


def test_a_statement_without_parameters_stays_as_it_is() -> None:
    assert to_pyformat("SELECT 5 % 2, ':a'", {}) == "SELECT 5 % 2, ':a'"
