# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.query import to_pyformat
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.sql import quote_identifier
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.sql import quote_literal


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("30s", "'30s'"),
        ("it's", "U&'it\\0027s'"),
        ("a\\b", "U&'a\\005Cb'"),
        ("SCRAM$4096:salt", "U&'SCRAM$4096\\003Asalt'"),
        ("caf\u00e9", "U&'caf\\00E9'"),
        ("\U0001f511", "U&'\\+01F511'"),
    ],
)
def test_literals(text: str, literal: str) -> None:
    assert quote_literal(text) == literal


@given(st.text())
def test_no_literal_can_be_taken_for_a_parameter_or_end_early(text: str) -> None:
    literal = quote_literal(text)
    assert literal.count("'") == 2
    assert ":" not in literal
    assert to_pyformat(literal, {"a": 1}) == literal.replace("%", "%%")


def test_identifiers() -> None:
    assert quote_identifier('a"b') == '"a""b"'
    for name in ("", "a\0b"):
        with pytest.raises(ValueError, match="cannot be a name"):
            quote_identifier(name)
