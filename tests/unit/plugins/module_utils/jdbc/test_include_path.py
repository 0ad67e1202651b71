# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import IncludePath
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import IncludePathError
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import lint_include_path
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import parse_include_path

NAMES = st.text(alphabet="abcXYZ_09$ -.", min_size=1, max_size=8).filter(lambda name: name == name.strip())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("genai_demo/public/%", IncludePath("genai_demo", "public")),
        ("genai_demo/public/orders", IncludePath("genai_demo", "public", "orders")),
        ("genai_demo/%/orders", IncludePath("genai_demo", None, "orders")),
        ("genai_demo/%/%", IncludePath("genai_demo")),
        ("genai_demo/%", IncludePath("genai_demo", short=True)),
        ("GenAI/Sales/Order Lines", IncludePath("GenAI", "Sales", "Order Lines")),
    ],
)
def test_a_path_is_parsed_and_printed_as_it_was_written(path: str, expected: IncludePath) -> None:
    assert parse_include_path(path) == expected
    assert str(parse_include_path(path)) == path


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty part"),
        ("/genai_demo/public/%", "empty part"),
        ("genai_demo/public/", "empty part"),
        ("genai_demo//%", "empty part"),
        (" genai_demo/public/%", "space around it"),
        ("genai_demo", "Write 'genai_demo/public/%'"),
        ("genai_demo/public", "Write 'genai_demo/public/%'"),
        ("a/b/c/d", "has 4 parts"),
        ("%/public/%", "'%' cannot stand for the database"),
        ("%", "'%' cannot stand for the database"),
        ("genai%/public/%", "'%' cannot stand for the database"),
        ("genai_demo/public/ord%", "no part like 'ord%'"),
        ("genai_demo/pub%/%", "no part like 'pub%'"),
        ("genai_demo/public/%%", "no part like '%%'"),
    ],
)
def test_a_path_that_finds_nothing_is_refused_with_its_mend(path: str, says: str) -> None:
    with pytest.raises(IncludePathError) as error:
        parse_include_path(path)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("path", "schema", "table", "matches", "relative"),
    [
        ("db/public/%", "public", "orders", True, "orders"),
        ("db/public/%", "batch", "orders", False, "orders"),
        ("db/%", "public", "orders", True, "public/orders"),
        ("db/%/orders", "public", "orders", True, "public/orders"),
        ("db/%/orders", "public", "Orders", False, "public/Orders"),
        ("db/public/orders", "public", "orders", True, "orders"),
    ],
)
def test_matching_is_by_whole_names_and_case(path: str, schema: str, table: str, matches: bool, relative: str) -> None:
    parsed = parse_include_path(path)
    assert parsed.matches(schema, table) is matches
    assert parsed.relative(schema, table) == relative
    assert parsed.depth == relative.count("/") + 1


@given(NAMES, NAMES, NAMES)
def test_an_exact_path_matches_its_own_table_only(database: str, schema: str, table: str) -> None:
    parsed = parse_include_path(f"{database}/{schema}/{table}")
    assert parsed.matches(schema, table)
    assert not parsed.matches(schema, table + "x")
    assert not parsed.matches(schema + "x", table)


def test_lint_warns_of_every_schema_and_of_globs() -> None:
    assert lint_include_path("genai_demo/public/%") == []
    assert "every schema" in lint_include_path("genai_demo/%")[0]
    assert "ordinary characters" in lint_include_path("genai_demo/public/tmp_*")[0]
