# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.introspection import decode_modifier
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceType
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.type_map import glue_type
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.type_rows import ROWS

DOCUMENT = Path(__file__).parents[5] / "docs" / "type-mapping.md"


@pytest.mark.parametrize(
    ("source", "name", "confidence"),
    [
        (SourceType("int4"), "int", "high"),
        (SourceType("text"), "string", "high"),
        (SourceType("numeric", precision=10, scale=2), "decimal(10,2)", "high"),
        (SourceType("numeric"), "decimal(38,18)", "unknown"),
        (SourceType("numeric", precision=40, scale=10), "decimal(38,10)", "unknown"),
        (SourceType("numeric", precision=60, scale=50), "decimal(38,38)", "unknown"),
        (SourceType("numeric", precision=3, scale=5), "decimal(5,5)", "high"),
        (SourceType("numeric", precision=2, scale=-3), "decimal(5,0)", "high"),
        (SourceType("int4", array=True), "array<int>", "medium"),
        (SourceType("numeric", precision=6, scale=1, array=True), "array<decimal(6,1)>", "medium"),
        (SourceType("numeric", precision=5, scale=2, domain="percentage"), "decimal(5,2)", "unknown"),
        (SourceType("text", array=True, domain="tag_list"), "array<string>", "unknown"),
        (SourceType("order_status", kind="enum"), "string", "medium"),
        (SourceType("postal_address", kind="composite"), "string", "unknown"),
        (SourceType("int4range", kind="range"), "string", "unknown"),
        (SourceType("int4multirange", kind="multirange"), "string", "unknown"),
        (SourceType("anyelement", kind="pseudo"), "string", "unknown"),
        (SourceType("some_extension_type"), "string", "unknown"),
        # An enum may carry any name; its kind decides.
        (SourceType("int4", kind="enum"), "string", "medium"),
    ],
)
def test_a_type_is_mapped_with_its_confidence(source: SourceType, name: str, confidence: str) -> None:
    found = glue_type(source)
    assert (found.name, found.confidence) == (name, confidence)


@pytest.mark.parametrize(
    ("type_name", "modifier", "expected"),
    [
        ("numeric", -1, (None, None)),
        ("numeric", (10 << 16) + 2 + 4, (10, 2)),
        ("numeric", ((5 << 16) | (-2 & 0x7FF)) + 4, (5, -2)),
        ("varchar", 104, (100, None)),
        ("bpchar", 6, (2, None)),
        ("bit", 8, (8, None)),
        ("timestamptz", 3, (None, None)),
        ("int4", -1, (None, None)),
    ],
)
def test_modifiers_are_decoded(type_name: str, modifier: int, expected: tuple[int | None, int | None]) -> None:
    assert decode_modifier(type_name, modifier) == expected


@given(st.integers(1, 1000), st.integers(-1000, 1000))
def test_every_decimal_is_one_that_hive_knows(precision: int, scale: int) -> None:
    modifier = ((precision << 16) | (scale & 0x7FF)) + 4
    assert decode_modifier("numeric", modifier) == (precision, scale)
    name = glue_type(SourceType("numeric", precision=precision, scale=scale)).name
    digits = re.fullmatch(r"decimal\((\d+),(\d+)\)", name)
    assert digits is not None
    assert 1 <= int(digits[1]) <= 38
    assert 0 <= int(digits[2]) <= int(digits[1])


def test_every_row_says_how_sure_it_is_and_why() -> None:
    assert len({row.postgresql for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row.confidence in ("high", "medium", "low", "unknown")
        assert row.source
        assert row.jdbc


def test_the_document_shows_the_same_rows() -> None:
    lines = DOCUMENT.read_text(encoding="ascii").splitlines()
    table = [line for line in lines if line.startswith("| `")]
    expected = [f"| `{row.postgresql}` | `{row.glue}` | {row.jdbc} | {row.confidence} | {row.source} |" for row in ROWS]
    assert table == expected
