# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the crawler's user to what it should be: read, plan, apply in one transaction, read back."""

from __future__ import annotations

from typing import Any

from .connection import Connector
from .crawler_user_plan import Desired
from .crawler_user_plan import Plan
from .crawler_user_plan import milliseconds
from .crawler_user_plan import plan_absent
from .crawler_user_plan import plan_present
from .crawler_user_state import Grant
from .crawler_user_state import State
from .crawler_user_state import read_dependencies
from .crawler_user_state import read_state
from .database import Database
from .errors import DatabaseError
from .errors import Unreachable
from .scram import scram_verifier
from .secrets import Login
from .secrets import SecretMissing
from .secrets import read_login
from .sql import quote_identifier
from .sql import quote_literal

# What is planned when there is no database to look at yet. Nobody knows then who will own what.
_UNKNOWN = Grant(frozenset(), owner="", usable=True)


class CrawlerUser:
    """`name` is one of the users that the options name, of whom the secret is for one at a time."""

    def __init__(self, connector: Connector, params: dict[str, Any], check_mode: bool, name: str) -> None:
        self._connector = connector
        self._secret_id = params["password_secret_id"]
        self._users = users_of(params)
        # A secret that is not there yet will be for the first user.
        self._has_secret = name == self._users[0]
        self._check_mode = check_mode
        self.warnings: list[str] = []
        self._desired = Desired(
            name=name,
            database=params["database"],
            schemas=tuple(dict.fromkeys(params["schemas"])),
            connection_limit=params["connection_limit"],
            statement_timeout=params["statement_timeout"],
        )

    def ensure_present(self) -> dict[str, Any]:
        self._validate()
        login = self._read_login()
        try:
            with self._connector.connect() as database:
                return self._present(database, login)
        except Unreachable as error:
            return self._predict(error)

    def ensure_absent(self) -> dict[str, Any]:
        try:
            with self._connector.connect() as database:
                return self._absent(database)
        except Unreachable as error:
            if not self._check_mode:
                raise
            self.warnings.append(f"{error} Without the database there is no user to remove.")
            return _result(Plan(), {}, password_set=False)

    def _validate(self) -> None:
        if not self._desired.schemas:
            raise DatabaseError("schemas is empty: name at least one schema that the crawler may read.")
        if self._desired.connection_limit < -1:
            raise DatabaseError(f"connection_limit is {self._desired.connection_limit}: use -1 for no limit, or more.")
        try:
            milliseconds(self._desired.statement_timeout)
            quote_identifier(self._desired.name)
        except ValueError as error:
            raise DatabaseError(f"{error}.") from error

    def _read_login(self) -> Login | None:
        try:
            login = read_login(self._connector.client("secretsmanager"), self._secret_id)
        except SecretMissing as error:
            if not self._check_mode:
                raise
            self.warnings.append(f"{error} The user is predicted to get its password once the secret is there.")
            return None
        self._connector.on_secret(login.password)
        if login.username not in self._users:
            raise DatabaseError(
                f"Secret '{self._secret_id}' is for user '{login.username}', and the task for "
                f"'{"' and '".join(self._users)}'. "
                "The crawler logs in as the user in the secret: make the two agree."
            )
        self._has_secret = login.username == self._desired.name
        return login

    def _predict(self, error: Unreachable) -> dict[str, Any]:
        """A plan for a database that is not there yet."""
        if not self._check_mode:
            raise error
        self.warnings.append(f"{error} Everything is predicted as new.")
        schemas = dict.fromkeys(self._desired.schemas, _UNKNOWN)
        plan = plan_present(State(login_user="", database=_UNKNOWN, schemas=schemas), self._desired)
        if self._has_secret:
            self._plan_password(plan, None)
        return _result(plan, self._as_user(), password_set=self._has_secret)

    def _present(self, database: Database, login: Login | None) -> dict[str, Any]:
        state = read_state(database, self._desired.name, self._desired.schemas)
        plan = plan_present(state, self._desired)
        _refuse(plan)
        known = state.role is not None and login is not None
        password_set = self._has_secret and not (known and self._connector.password_works(login))
        if password_set:
            self._plan_password(plan, login)
        self.warnings.extend(plan.warnings)
        if plan.statements and not self._check_mode:
            _apply(database, plan)
            self._read_back(database)
            if password_set and login is not None and not self._connector.password_works(login):
                raise DatabaseError(
                    f"'{self._desired.name}' still cannot log in after its password was set. Check that the user has "
                    "not expired (VALID UNTIL), is no member of rds_iam, and that the server's access rules let it in."
                )
        return _result(plan, self._as_user(), password_set)

    def _absent(self, database: Database) -> dict[str, Any]:
        state = read_state(database, self._desired.name, self._desired.schemas)
        plan = plan_absent(state, read_dependencies(database, self._desired.name), self._desired.name)
        _refuse(plan)
        if plan.statements and not self._check_mode:
            _apply(database, plan)
        return _result(plan, {}, password_set=False)

    def _plan_password(self, plan: Plan, login: Login | None) -> None:
        verifier = scram_verifier(login.password) if login else ""
        if verifier:
            self._connector.on_secret(verifier)
        plan.comparison.record("password", after="from the secret")
        plan.run(f"ALTER ROLE {quote_identifier(self._desired.name)} PASSWORD {quote_literal(verifier)}")

    def _read_back(self, database: Database) -> None:
        """PostgreSQL answers some grants with no more than a warning."""
        left = plan_present(read_state(database, self._desired.name, self._desired.schemas), self._desired)
        if left.statements:
            raise DatabaseError(
                "PostgreSQL did not do all that it was told; this is left: "
                f"{'; '.join(left.statements)}. Log in as the owner of the database and of the tables."
            )

    def _as_user(self) -> dict[str, Any]:
        return {
            "name": self._desired.name,
            "database": self._desired.database,
            "schemas": list(self._desired.schemas),
            "connection_limit": self._desired.connection_limit,
            "statement_timeout": self._desired.statement_timeout,
        }


def users_of(params: dict[str, Any]) -> tuple[str, ...]:
    """The users in their order. Where a rotation lets two of them take turns, both are equals."""
    alternate = params.get("alternate_user")
    return (params["user"], alternate) if alternate else (params["user"],)


def _refuse(plan: Plan) -> None:
    if plan.problems:
        raise DatabaseError(" ".join(f"{problem.rstrip('.')}." for problem in plan.problems))


def _apply(database: Database, plan: Plan) -> None:
    with database.transaction():
        for statement in plan.statements:
            database.execute(statement)


def _result(plan: Plan, user: dict[str, Any], password_set: bool) -> dict[str, Any]:
    return {
        "changed": plan.comparison.changed,
        "diff": plan.comparison.as_diff(),
        "user": user,
        "password_set": password_set,
        "statements": [_shown(statement) for statement in plan.statements],
    }


def _shown(statement: str) -> str:
    """A statement without the password's verifier."""
    before, word, _verifier = statement.partition(" PASSWORD ")
    return f"{before}{word}(hidden)" if word else statement
