# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_plan import Desired
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_plan import milliseconds
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_plan import plan_absent
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_plan import plan_present
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_state import Grant
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_state import Role
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.crawler_user_state import State

DESIRED = Desired("crawler", "shop", ("public",), 2, "30s")
FLAGS = {
    "login": True,
    "superuser": False,
    "createdb": False,
    "createrole": False,
    "replication": False,
    "bypassrls": False,
}


def grant(*privileges: str, owner: str = "admin", usable: bool = True, **more: object) -> Grant:
    return Grant(frozenset(privileges), owner, usable, **more)


RIGHT = State(
    login_user="admin",
    database=grant("CONNECT"),
    role=Role(FLAGS, 2, {"statement_timeout": "30s"}, (), usable=False),
    schemas={"public": grant("USAGE")},
    creators={("public", "admin"): grant(owns=True)},
    defaults={("public", "admin", "TABLES"): grant("SELECT", kind="TABLES")},
)


def test_nothing_is_done_where_all_is_right() -> None:
    plan = plan_present(RIGHT, DESIRED)
    assert (plan.statements, plan.problems, plan.warnings) == ([], [], [])
    assert not plan.comparison.changed


def test_a_first_run() -> None:
    state = State(
        login_user="admin",
        database=grant(),
        schemas={"public": grant()},
        relations={("public", "orders"): grant(kind="TABLE"), ("public", "Odd"): grant(kind="TABLE")},
        creators={("public", "admin"): grant(owns=True), ("public", "nobody"): grant(usable=False)},
    )
    assert plan_present(state, DESIRED).statements == [
        'CREATE ROLE "crawler" LOGIN CONNECTION LIMIT 2',
        'ALTER ROLE "crawler" IN DATABASE "shop" SET statement_timeout = \'30s\'',
        'GRANT CONNECT ON DATABASE "shop" TO "crawler"',
        'GRANT USAGE ON SCHEMA "public" TO "crawler"',
        'GRANT SELECT ON TABLE "public"."orders", "public"."Odd" TO "crawler"',
        'ALTER DEFAULT PRIVILEGES FOR ROLE "admin" IN SCHEMA "public" GRANT SELECT ON TABLES TO "crawler"',
    ]


def test_many_tables_are_granted_in_batches_after_the_revocations() -> None:
    relations = {("public", f"t{number}"): grant(kind="TABLE") for number in range(450)}
    relations["old", "t"] = grant("SELECT", kind="TABLE", listed=False)
    statements = plan_present(replace(RIGHT, relations=relations), DESIRED).statements
    assert [statement.partition(" ON ")[0] for statement in statements] == ["REVOKE SELECT"] + 3 * ["GRANT SELECT"]
    assert sum(statement.count('"public"."t') for statement in statements) == 450


def test_only_attributes_that_differ_are_altered() -> None:
    role = Role({**FLAGS, "createdb": True}, 2, {"statement_timeout": "30s"}, (), usable=False)
    assert plan_present(replace(RIGHT, role=role), DESIRED).statements == ['ALTER ROLE "crawler" NOCREATEDB']


@pytest.mark.parametrize("known", ["30s", "30000", "30000ms", "0.5min", " 30 s "])
def test_durations_are_compared_by_their_length(known: str) -> None:
    role = Role(FLAGS, 2, {"statement_timeout": known}, (), usable=False)
    assert plan_present(replace(RIGHT, role=role), DESIRED).statements == []


@pytest.mark.parametrize(("text", "expected"), [("0", 0), ("10", 10), ("1min", 60_000), ("2h", 7_200_000)])
def test_durations(text: str, expected: float) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "10 parsecs", "-1s", "1s 2s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        milliseconds(text)


def test_default_privileges_of_an_owner_whose_tables_are_gone_stay() -> None:
    state = replace(RIGHT, defaults={**RIGHT.defaults, ("public", "gone", "TABLES"): grant("SELECT", owner="gone")})
    assert plan_present(state, DESIRED).statements == []


def test_default_privileges_for_every_schema_are_taken_back() -> None:
    state = replace(RIGHT, defaults={**RIGHT.defaults, (None, "admin", "SEQUENCES"): grant("USAGE")})
    assert plan_present(state, DESIRED).statements == [
        'ALTER DEFAULT PRIVILEGES FOR ROLE "admin" REVOKE USAGE ON SEQUENCES FROM "crawler"'
    ]


def test_each_owner_that_the_login_user_cannot_act_for_is_named_once() -> None:
    relations = {("public", name): grant(owner="app", usable=False, kind="TABLE") for name in ("a", "b")}
    creators = {("public", "app"): grant(owner="app", usable=False, owns=True)}
    plan = plan_present(replace(RIGHT, relations=relations, creators=creators), DESIRED)
    assert len(plan.problems) == 2
    assert all('GRANT "app" TO "admin"' in problem for problem in plan.problems)


def test_an_absent_user_needs_nothing() -> None:
    assert plan_absent(replace(RIGHT, role=None), [], "crawler").statements == []


def test_a_user_is_dropped_with_its_privileges() -> None:
    here = [{"database_name": "shop", "kind": "a", "objects": 3, "here": True}]
    assert plan_absent(RIGHT, here, "crawler").statements == [
        'GRANT "crawler" TO CURRENT_USER',
        'DROP OWNED BY "crawler"',
        'DROP ROLE "crawler"',
    ]
