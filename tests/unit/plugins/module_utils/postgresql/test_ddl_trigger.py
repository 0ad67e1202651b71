# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of the event triggers, as text."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.ddl_trigger.definition import Definition
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.ddl_trigger.definition import patterns

QUIET = {"comments": False, "shapes": False, "transactions_readable": False}


def statements(definition: Definition) -> list[str]:
    return [
        *definition.structure(),
        *definition.triggers(),
        *definition.remove_triggers(),
        *definition.switch(on=True),
        definition.drop_send(),
        definition.remember(),
        definition.mark_statement(),
    ]


@pytest.mark.parametrize("schema", ["datacatalog_ddl", 'Odd "name"', "it's"])
def test_no_statement_has_a_colon_that_the_data_api_takes_for_a_parameter(schema: str) -> None:
    definition = Definition(schema, {"comments": True, "shapes": True, "transactions_readable": True})
    assert [statement for statement in statements(definition) if ":" in statement] == []
    assert [statement for statement in statements(definition) if "@schema" in statement] == []


def test_the_only_parameter_is_that_of_the_settings() -> None:
    assert Definition("a", QUIET).put_settings().count(":") == 1


def test_a_comment_is_watched_only_where_comments_are_crawled() -> None:
    assert "COMMENT" not in Definition("a", QUIET).tags
    assert "COMMENT" in Definition("a", {**QUIET, "comments": True}).tags


def test_commands_that_change_no_shape_do_not_even_call() -> None:
    tags = Definition("a", QUIET).tags
    assert not {"GRANT", "REVOKE", "CREATE INDEX", "CREATE FUNCTION", "REFRESH MATERIALIZED VIEW"} & set(tags)


def test_the_mark_tells_one_definition_from_another() -> None:
    marks = {Definition("a", QUIET).mark, Definition("a", QUIET).mark, Definition("b", QUIET).mark}
    assert len(marks) == 2
    assert Definition("a", {**QUIET, "shapes": True}).mark not in marks
    assert Definition("a", {**QUIET, "transactions_readable": True}).mark not in marks


def test_every_function_that_runs_with_its_owners_rights_has_a_fixed_path() -> None:
    secure = [sql for sql in Definition("a", QUIET).structure() if "SECURITY DEFINER" in sql]
    assert len(secure) == 3
    assert all("SET search_path = pg_catalog, pg_temp" in sql for sql in secure)
    assert all("EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS" in sql for sql in secure)


def test_exclusions_become_whole_expressions() -> None:
    assert patterns(["tmp_*", "{a,b}"]) == ["^(?:tmp_[^/]*)$", "^(?:(?:a|b))$"]
