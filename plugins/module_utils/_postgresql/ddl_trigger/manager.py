# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the watch over a database's schema to what it should be."""

from __future__ import annotations

import json
from typing import Any

from ..._aws.diff import Comparison
from ..._jdbc.exclusions import GlobError
from ..connection import Connector
from ..database import Database
from ..errors import DatabaseError
from ..errors import StatementFailed
from ..errors import Unreachable
from ..sql import quote_identifier
from .definition import LONGEST_PAYLOAD
from .definition import Definition
from .definition import patterns
from .state import State
from .state import read_state

_MINIMA = {
    "connect_timeout_ms": 1,
    "request_timeout_ms": 1,
    "breaker_seconds": 0,
    "call_interval_ms": 0,
    "retention_days": 1,
}


class DdlTrigger:
    def __init__(self, connector: Connector, params: dict[str, Any], check_mode: bool) -> None:
        self._connector = connector
        self._check_mode = check_mode
        self._wanted = params["state"]
        self.warnings: list[str] = []
        self._definition = Definition(
            params["schema"], _settings(params) if self._wanted != "absent" else _no_settings()
        )

    def ensure(self) -> dict[str, Any]:
        try:
            with self._connector.connect() as database:
                state = read_state(database, self._definition)
                return self._absent(database, state) if self._wanted == "absent" else self._present(database, state)
        except Unreachable as error:
            if not self._check_mode:
                raise
            self.warnings.append(f"{error} It is taken for a database without event triggers.")
            state = State()
            comparison = Comparison() if self._wanted == "absent" else self._compare(state)
            return self._result(comparison, state)

    def _present(self, database: Database, state: State) -> dict[str, Any]:
        if state.schema_exists and not state.ours:
            raise DatabaseError(
                f"Schema '{self._definition.schema}' exists and does not belong to this module. Name another one in "
                "schema, or drop it when it is left over from something else."
            )
        comparison = self._compare(state)
        if comparison.changed and not self._check_mode:
            with database.transaction():
                self._apply(database, state)
            state = read_state(database, self._definition)
            left = self._compare(state)
            if left.changed:
                raise DatabaseError(
                    f"PostgreSQL did not do all that it was told; these differ: {', '.join(left.fields)}."
                )
        return self._result(comparison, state)

    def _compare(self, state: State) -> Comparison:
        comparison = Comparison()
        comparison.field("extension", "aws_lambda" if state.extension else None, "aws_lambda")
        comparison.field("definition", state.mark or None, self._definition.mark)
        if state.mark == self._definition.mark and not state.whole:
            comparison.record("definition", "altered by somebody else", self._definition.mark)
        shown = {key: value for key, value in state.settings.items() if key != "patterns"}
        comparison.map("settings", shown, {k: v for k, v in self._definition.settings.items() if k != "patterns"})
        now = ("present" if state.enabled else "paused") if state.triggers else "absent"
        comparison.field("state", now, self._wanted)
        return comparison

    def _apply(self, database: Database, state: State) -> None:
        definition = self._definition
        if not state.extension:
            _create_extension(database)
        storage, *rest = definition.structure()
        before = [] if state.schema_exists else [f"CREATE SCHEMA {quote_identifier(definition.schema)}"]
        paused = definition.switch(on=False) if self._wanted == "paused" else []
        _run(database, [*definition.remove_triggers(), *before, storage])
        database.execute(definition.put_settings(), {"settings": json.dumps(definition.settings)})
        _run(database, [*rest, definition.drop_send(), *definition.triggers(), *paused, definition.mark_statement()])
        if not state.schema_exists:
            database.execute(definition.remember())
        elif self._wanted == "present":
            database.query(definition.call("resync()"))

    def _absent(self, database: Database, state: State) -> dict[str, Any]:
        comparison = Comparison()
        for name in state.triggers:
            comparison.record(f"event_trigger_{name}", before="there")
        if state.schema_exists and state.ours:
            comparison.record("schema", before=self._definition.schema)
        elif state.schema_exists:
            self.warnings.append(
                f"Schema '{self._definition.schema}' does not belong to this module, and is left alone."
            )
        if comparison.changed and not self._check_mode:
            with database.transaction():
                _run(database, self._definition.remove_triggers())
                if state.ours:
                    database.execute(f"DROP SCHEMA {quote_identifier(self._definition.schema)} CASCADE")
        return self._result(comparison, state)

    def _result(self, comparison: Comparison, state: State) -> dict[str, Any]:
        names = [self._definition.command_trigger, self._definition.drop_trigger]
        absent = self._wanted == "absent"
        return {
            "changed": comparison.changed,
            "diff": comparison.as_diff(),
            "ddl_trigger": {}
            if absent
            else {
                "state": self._wanted,
                "schema": self._definition.schema,
                "event_triggers": names,
                "settings": {k: v for k, v in self._definition.settings.items() if k not in ("patterns", "longest")},
                "status": state.status,
            },
        }


def _run(database: Database, statements: list[str]) -> None:
    for statement in statements:
        database.execute(statement)


def _create_extension(database: Database) -> None:
    try:
        database.execute("CREATE EXTENSION IF NOT EXISTS aws_lambda CASCADE")
    except StatementFailed as error:
        raise DatabaseError(
            f"{error} The trigger calls the function with the extension aws_lambda: Aurora PostgreSQL has it, and a "
            "member of rds_superuser may create it.",
            error,
        ) from error


def _settings(params: dict[str, Any]) -> dict[str, Any]:
    if not params["schemas"]:
        raise DatabaseError("schemas is empty: name at least one schema to watch, or '*' for all.")
    if params["schema"] in params["schemas"]:
        raise DatabaseError(f"Schema '{params['schema']}' holds the watch itself, and cannot be watched.")
    for name, least in _MINIMA.items():
        if params[name] < least:
            raise DatabaseError(f"{name} is {params[name]}: use {least} or more.")
    arn = params["function_arn"].split(":")
    if len(arn) < 7 or arn[2] != "lambda":
        raise DatabaseError(f"function_arn '{params['function_arn']}' is not the ARN of a Lambda function.")
    try:
        expressions = patterns(params["exclusions"])
    except GlobError as error:
        raise DatabaseError(str(error)) from error
    return {
        "function_arn": params["function_arn"],
        "region": arn[3],
        "schemas": sorted(set(params["schemas"])),
        "exclusions": list(params["exclusions"]),
        "patterns": expressions,
        "comments": params["comments"],
        "shapes": params["shapes"],
        "transactions_readable": params["transactions_readable"],
        "connect_timeout_ms": params["connect_timeout_ms"],
        "request_timeout_ms": params["request_timeout_ms"],
        "breaker_seconds": params["breaker_seconds"],
        "call_interval_ms": params["call_interval_ms"],
        "retention_days": params["retention_days"],
        "longest": LONGEST_PAYLOAD,
    }


def _no_settings() -> dict[str, Any]:
    return {"comments": False, "shapes": False, "transactions_readable": False}
