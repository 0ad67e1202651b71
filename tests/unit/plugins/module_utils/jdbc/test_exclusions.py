# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusion_lint import count_slashes
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusion_lint import lint_exclusions
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import GlobError
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import compile_glob
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import excluded_by
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import glob_matches

VECTORS = [
    line.split("|")
    for line in (Path(__file__).parent / "exclusion_vectors.txt").read_text(encoding="ascii").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("pattern", "path", "expected"), VECTORS, ids=["|".join(vector) for vector in VECTORS])
def test_vector(pattern: str, path: str, expected: str) -> None:
    assert glob_matches(pattern, path) is (expected == "Y")


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("a\\", "nothing follows the last"),
        ("{a,{b,c}}", "groups cannot be nested"),
        ("{a,b", "a '{' is never closed"),
        ("[a", "a '[' is never closed"),
        ("[a-", "a '[' is never closed"),
        ("[", "a '[' is never closed"),
        ("[]", "the brackets are empty"),
        ("[!]", "the brackets are empty"),
        ("[a/b]", "'/' cannot stand in brackets"),
        ("[z-a]", "the range 'z-a' runs backwards"),
        ("[--a]", "needs a character before it"),
        ("[a-c-e]", "needs a character before it"),
    ],
)
def test_a_pattern_that_java_refuses_is_refused(pattern: str, problem: str) -> None:
    with pytest.raises(GlobError, match=re.escape(problem)):
        compile_glob(pattern)


def test_the_first_matching_exclusion_is_named() -> None:
    assert excluded_by(["flyway_*", "tmp_*", "t*"], "tmp_x") == "tmp_*"
    assert excluded_by(["flyway_*", "tmp_*"], "orders") is None
    assert excluded_by([], "orders") is None


# An independent matcher: no regular expressions, only the definition of the language.


def _matches_by_definition(pattern: list[str], path: str) -> bool:
    @cache
    def match(at: int, position: int) -> bool:
        if at == len(pattern):
            return position == len(path)
        piece = pattern[at]
        if piece in ("*", "**"):
            if match(at + 1, position):
                return True
            return position < len(path) and (piece == "**" or path[position] != "/") and match(at, position + 1)
        if position == len(path):
            return False
        fits = path[position] != "/" if piece == "?" else path[position] == piece
        return fits and match(at + 1, position + 1)

    return match(0, 0)


PIECES = st.lists(st.sampled_from(["*", "**", "?", "a", "b", "_", "/", "."]), max_size=7)
PATHS = st.text(alphabet="ab_/.", max_size=8)
ANY_TEXT = st.text(alphabet="ab-!^[]{},*?\\/%&|.", max_size=9)


def _joined(pieces: list[str]) -> tuple[str, list[str]]:
    """The pattern, and its pieces as the language reads them: stars that come to stand together pair up."""
    pattern = "".join(pieces)
    return pattern, re.findall(r"\*\*|.", pattern)


@given(PIECES, PATHS)
def test_wildcards_match_as_defined(pieces: list[str], path: str) -> None:
    pattern, read = _joined(pieces)
    assert glob_matches(pattern, path) is _matches_by_definition(read, path)


@given(st.lists(PIECES, min_size=1, max_size=3), PIECES, PATHS)
def test_a_group_is_the_union_of_its_alternatives(alternatives: list[list[str]], rest: list[str], path: str) -> None:
    # A separator keeps a star at the end of an alternative from melting with one at the start of the rest.
    tail = ";" + "".join(rest)
    group = "{" + ",".join("".join(pieces) for pieces in alternatives) + "}"
    expected = any(glob_matches("".join(pieces) + tail, path) for pieces in alternatives)
    assert glob_matches(group + tail, path) is expected


@given(st.text(alphabet="ab*?[]{}\\,-!%_.", max_size=8))
def test_an_escaped_text_matches_itself_and_nothing_else(text: str) -> None:
    pattern = "".join("\\" + character for character in text)
    assert glob_matches(pattern, text)
    assert not glob_matches(pattern, text + "x")


@given(ANY_TEXT, PATHS)
@settings(max_examples=300)
def test_any_text_is_matched_or_refused_but_never_crashes(pattern: str, path: str) -> None:
    try:
        glob_matches(pattern, path)
    except GlobError as error:
        assert pattern in str(error)


@given(ANY_TEXT, PATHS)
@settings(max_examples=300)
def test_a_match_has_as_many_slashes_as_the_lint_counts(pattern: str, path: str) -> None:
    try:
        matched = glob_matches(pattern, path)
    except GlobError:
        return
    fewest, most = count_slashes(pattern)
    assert not matched or fewest <= path.count("/") <= most


# Lint


@pytest.mark.parametrize(
    ("exclusion", "include_path", "says"),
    [
        ("genai_demo/flyway_schema_history", "genai_demo/%", "write '*/flyway_schema_history'"),
        ("genai_demo/flyway_schema_history", "genai_demo/public/%", "write 'flyway_schema_history'"),
        ("genai_demo/information_schema/%", "genai_demo/%", "write 'information_schema/*'"),
        ("genai_demo/tmp_%", "genai_demo/%", "write '*/tmp_*'"),
        ("tmp_%", "genai_demo/public/%", "write 'tmp_*'"),
        ("genai_demo/public/tmp_*", "genai_demo/public/%", "write 'tmp_*'"),
        ("public/tmp_*", "genai_demo/public/%", "Write 'tmp_*'"),
        ("**/tmp_*", "genai_demo/public/%", "Write 'tmp_*'"),
        ("tmp_*", "genai_demo/%", "Write '*/tmp_*'"),
        ("*/*/tmp_*", "genai_demo/%", "matched as 'schema/table'"),
        ("{a,{b}}", "genai_demo/%", "groups cannot be nested"),
    ],
)
def test_an_exclusion_that_excludes_nothing_is_an_error_with_its_mend(
    exclusion: str, include_path: str, says: str
) -> None:
    errors, warnings = lint_exclusions([exclusion], include_path)
    assert len(errors) == 1
    assert says in errors[0]
    assert exclusion in errors[0]
    assert not warnings


@pytest.mark.parametrize(
    ("exclusion", "include_path", "says"),
    [
        ("**", "genai_demo/%", "excludes every table"),
        ("*", "genai_demo/public/%", "excludes every table"),
        ("**tmp_*", "genai_demo/%", "Write '*/tmp_*'"),
        ("**tmp_*", "genai_demo/public/%", "Write 'tmp_*'"),
    ],
)
def test_an_exclusion_that_excludes_too_much_is_a_warning(exclusion: str, include_path: str, says: str) -> None:
    errors, warnings = lint_exclusions([exclusion], include_path)
    assert not errors
    assert len(warnings) == 1
    assert says in warnings[0]


@pytest.mark.parametrize(
    ("exclusions", "include_path"),
    [
        (["flyway_schema_history", "tmp_*", "temp_*"], "genai_demo/public/%"),
        (["*/flyway_schema_history", "*/tmp_*", "information_schema/**", "pg_catalog/**"], "genai_demo/%"),
        (["{information_schema,pg_catalog}/**", "**/tmp_*", "{a/b,c/d}"], "genai_demo/%"),
        (["genai_demo_copy"], "genai_demo/public/%"),
    ],
)
def test_the_right_forms_pass(exclusions: list[str], include_path: str) -> None:
    assert lint_exclusions(exclusions, include_path) == ([], [])
