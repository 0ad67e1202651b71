# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is and what should be to the statements in between. Pure: the plan of check mode is the plan of a run."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field

from .._aws.diff import Comparison
from .crawler_user_state import Grant
from .crawler_user_state import Role
from .crawler_user_state import State
from .database import Rows
from .sql import quote_identifier
from .sql import quote_literal

_FLAGS = {
    "login": True,
    "superuser": False,
    "createdb": False,
    "createrole": False,
    "replication": False,
    "bypassrls": False,
}
# One statement names at most so many tables, to stay within what the RDS Data API takes.
_BATCH = 200
_UNITS = {"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_SELECT = frozenset({"SELECT"})


@dataclass(frozen=True)
class Desired:
    name: str
    database: str
    schemas: tuple[str, ...]
    connection_limit: int
    statement_timeout: str


@dataclass
class Plan:
    """`problems` are what the login user has no right to do; nothing is done while there is one."""

    comparison: Comparison = field(default_factory=Comparison)
    statements: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def run(self, statement: str) -> None:
        self.statements.append(statement)


def milliseconds(timeout: str) -> float:
    """A duration as PostgreSQL reads it: a number of milliseconds, or a number with a unit."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*", timeout)
    if match is None:
        raise ValueError(
            f"'{timeout}' is no duration of PostgreSQL: write a number and us, ms, s, min, h or d, as in 30s"
        )
    return float(match[1]) * _UNITS[match[2] or "ms"]


def plan_present(state: State, desired: Desired) -> Plan:
    plan = Plan()
    role = quote_identifier(desired.name)
    _check(state, desired, plan)
    _plan_role(state.role, desired, plan, role)
    _plan_settings(state.role, desired, plan, role)
    _plan_database(state, desired, plan, role)
    _plan_schemas(state, plan, role)
    _plan_relations(state, plan, role)
    _plan_defaults(state, desired, plan, role)
    return plan


def plan_absent(state: State, dependencies: Rows, name: str) -> Plan:
    """Takes back every privilege and drops the role, but never an object that it owns."""
    plan = Plan()
    if state.role is None:
        return plan
    role = quote_identifier(name)
    plan.comparison.field("exists", True, False)
    for row in dependencies:
        if row["kind"] == "o":
            plan.problems.append(
                f"'{name}' owns {row['objects']} objects in database '{row['database_name'] or '(all)'}', which go "
                f"with it. Give them to somebody else first: REASSIGN OWNED BY {role} TO "
                f"{quote_identifier(state.login_user)}"
            )
        elif not row["here"]:
            plan.problems.append(
                f"'{name}' still has privileges in database '{row['database_name']}'. Take them back there first: "
                f"DROP OWNED BY {role}"
            )
    if not state.role.usable:
        plan.run(f"GRANT {role} TO CURRENT_USER")
    plan.run(f"DROP OWNED BY {role}")
    plan.run(f"DROP ROLE {role}")
    return plan


def _check(state: State, desired: Desired, plan: Plan) -> None:
    if desired.name == state.login_user:
        plan.problems.append(
            f"'{desired.name}' is the login user itself. The crawler needs a user of its own, which may only read."
        )
    for schema in desired.schemas:
        if schema not in state.schemas:
            plan.problems.append(
                f"Schema '{schema}' does not exist in database '{desired.database}'. Create it, or do not list it."
            )
    owned = [f"{schema}.{name}" for (schema, name), grant in state.relations.items() if grant.owner == desired.name]
    if owned:
        plan.problems.append(
            f"'{desired.name}' owns {', '.join(owned)}, and an owner may do anything. Give them to somebody else: "
            f"REASSIGN OWNED BY {quote_identifier(desired.name)} TO {quote_identifier(state.login_user)}"
        )
    for group in state.role.member_of if state.role else ():
        plan.warnings.append(
            f"'{desired.name}' is a member of '{group}' and may do all that it may. If that was not meant: "
            f"REVOKE {quote_identifier(group)} FROM {quote_identifier(desired.name)}"
        )


def _plan_role(current: Role | None, desired: Desired, plan: Plan, role: str) -> None:
    limit = f"CONNECTION LIMIT {desired.connection_limit}"
    if current is None:
        plan.comparison.field("exists", False, True)
        plan.comparison.record("connection_limit", after=desired.connection_limit)
        plan.run(f"CREATE ROLE {role} LOGIN {limit}")
        return
    words = []
    for flag, wanted in _FLAGS.items():
        if plan.comparison.field(flag, current.flags[flag], wanted):
            words.append(flag.upper() if wanted else f"NO{flag.upper()}")
    if plan.comparison.field("connection_limit", current.connection_limit, desired.connection_limit):
        words.append(limit)
    if words:
        plan.run(f"ALTER ROLE {role} {' '.join(words)}")


def _plan_settings(current: Role | None, desired: Desired, plan: Plan, role: str) -> None:
    before = current.settings.get("statement_timeout", "") if current else ""
    if plan.comparison.field("statement_timeout", before, desired.statement_timeout, same=_same_duration):
        plan.run(
            f"ALTER ROLE {role} IN DATABASE {quote_identifier(desired.database)} "
            f"SET statement_timeout = {quote_literal(desired.statement_timeout)}"
        )


def _same_duration(before: str, after: str) -> bool:
    return before != "" and milliseconds(before) == milliseconds(after)


def _plan_database(state: State, desired: Desired, plan: Plan, role: str) -> None:
    wanted = frozenset({"CONNECT"})
    if plan.comparison.field("database", _words(state.database.privileges), _words(wanted)):
        _need_owner(plan, state, state.database, f"database '{desired.database}'")
        _change(plan, f"DATABASE {quote_identifier(desired.database)}", state.database.privileges, wanted, role)


def _plan_schemas(state: State, plan: Plan, role: str) -> None:
    for schema, grant in state.schemas.items():
        wanted = frozenset({"USAGE"}) if grant.listed else frozenset()
        if plan.comparison.field(f"schema {schema}", _words(grant.privileges), _words(wanted)):
            _need_owner(plan, state, grant, f"schema '{schema}'")
            _change(plan, f"SCHEMA {quote_identifier(schema)}", grant.privileges, wanted, role)


def _plan_relations(state: State, plan: Plan, role: str) -> None:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    batches: dict[tuple[str, str], list[str]] = defaultdict(list)
    foreign: dict[str, Grant] = {}
    for (schema, name), grant in state.relations.items():
        wanted = _SELECT if grant.listed and grant.kind == "TABLE" else frozenset()
        before[f"{schema}.{name}"], after[f"{schema}.{name}"] = _words(grant.privileges), _words(wanted)
        if not grant.usable:
            foreign[grant.owner] = grant
        relation = f"{quote_identifier(schema)}.{quote_identifier(name)}"
        for verb, privileges in (("REVOKE", grant.privileges - wanted), ("GRANT", wanted - grant.privileges)):
            if privileges:
                batches[f"{verb} {', '.join(sorted(privileges))}", grant.kind].append(relation)
    for grant in foreign.values():
        _need_owner(plan, state, grant, f"tables of '{grant.owner}'")
    plan.comparison.map("relations", before, after)
    for (what, kind), relations in sorted(batches.items(), key=lambda item: item[0][0].startswith("GRANT")):
        preposition = "TO" if what.startswith("GRANT") else "FROM"
        for batch in _batches(relations):
            plan.run(f"{what} ON {kind} {', '.join(batch)} {preposition} {role}")


def _plan_defaults(state: State, desired: Desired, plan: Plan, role: str) -> None:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for key, grant in _defaults_to_compare(state).items():
        schema, owner, kind = key
        wanted = _SELECT if schema in desired.schemas and kind == "TABLES" else frozenset()
        label = f"{kind.lower()} of {owner} in {schema or 'every schema'}"
        before[label], after[label] = _words(grant.privileges), _words(wanted)
        if grant.privileges == wanted:
            continue
        _need_owner(plan, state, grant, f"future tables of '{owner}'")
        scope = f" IN SCHEMA {quote_identifier(schema)}" if schema else ""
        prefix = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote_identifier(owner)}{scope} "
        _change(plan, kind, grant.privileges, wanted, role, prefix)
    plan.comparison.map("default_privileges", before, after)


def _defaults_to_compare(state: State) -> dict[tuple[str | None, str, str], Grant]:
    """Those there are, and those there should be: of everybody who makes tables in a listed schema.

    An owner without any table there is served where that is possible, and no reason to fail where it is not.
    """
    missing = {
        (schema, owner, "TABLES"): grant
        for (schema, owner), grant in state.creators.items()
        if grant.owns or grant.usable
    }
    return {**missing, **state.defaults}


def _change(
    plan: Plan, thing: str, current: frozenset[str], wanted: frozenset[str], role: str, prefix: str = ""
) -> None:
    if current - wanted:
        plan.run(f"{prefix}REVOKE {', '.join(sorted(current - wanted))} ON {thing} FROM {role}")
    if wanted - current:
        plan.run(f"{prefix}GRANT {', '.join(sorted(wanted - current))} ON {thing} TO {role}")


def _need_owner(plan: Plan, state: State, grant: Grant, thing: str) -> None:
    if grant.usable:
        return
    problem = (
        f"'{state.login_user}' may not change who can use {thing}. Let it act for their owner: "
        f"GRANT {quote_identifier(grant.owner)} TO {quote_identifier(state.login_user)}"
    )
    if problem not in plan.problems:
        plan.problems.append(problem)


def _words(privileges: Iterable[str]) -> list[str]:
    return sorted(privileges)


def _batches(items: list[str]) -> list[list[str]]:
    return [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]
