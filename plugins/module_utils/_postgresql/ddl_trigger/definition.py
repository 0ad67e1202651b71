# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a watched database looks like: settings, statements, and a hash that tells one definition from another. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..._jdbc.exclusions import compile_glob
from ..sql import quote_identifier
from ..sql import quote_literal
from . import notice_sql
from . import send_sql
from . import storage_sql

MARK = "Schema changes for the Data Catalog, kept by datacatalog.aws, definition"
FUNCTIONS = {**notice_sql.FUNCTIONS, **send_sql.FUNCTIONS}
# An event of Lambda carries at most 256 KB.
LONGEST_PAYLOAD = 200_000
_BODY = "$body$"


@dataclass(frozen=True)
class Definition:
    schema: str
    settings: dict[str, Any]

    @property
    def command_trigger(self) -> str:
        return f"{self.schema}_command"

    @property
    def drop_trigger(self) -> str:
        return f"{self.schema}_drop"

    @property
    def tags(self) -> list[str]:
        return sorted([*notice_sql.TAGS, *([notice_sql.COMMENT_TAG] if self.settings["comments"] else [])])

    @property
    def readable(self) -> list[str]:
        """The columns that the function reads as the crawler's user: to write the shapes it looks whether a change is
        the newest of its table; and it looks for changes that it was not told of, or too early.
        """
        named = ["id", "schema_name", "name", "transaction"] if self.settings["shapes"] else []
        asked = ["id", "transaction", "sent_at"] if self.settings["transactions_readable"] else []
        return [*named, *(column for column in asked if column not in named)]

    @property
    def mark(self) -> str:
        """The comment of the schema: whose it is, and which definition it holds."""
        text = "\n".join([*self.structure(), *self.triggers()])
        return f"{MARK} {hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def bodies(self) -> dict[str, str]:
        """The source of each function, as pg_proc has it."""
        return {name: self._fill(sql).split(_BODY)[1] for name, sql in FUNCTIONS.items()}

    def structure(self) -> list[str]:
        tables = [*storage_sql.TABLES, storage_sql.RELATIONS]
        closed = ["REVOKE ALL ON ALL FUNCTIONS IN SCHEMA @schema@ FROM PUBLIC"]
        readable = [
            "REVOKE USAGE ON SCHEMA @schema@ FROM PUBLIC",
            "REVOKE SELECT (id, schema_name, name, transaction, sent_at) ON @schema@.changes FROM PUBLIC",
        ]
        if self.readable:
            readable += [
                "GRANT USAGE ON SCHEMA @schema@ TO PUBLIC",
                f"GRANT SELECT ({', '.join(self.readable)}) ON @schema@.changes TO PUBLIC",
            ]
        return [self._fill(sql).strip() for sql in (*tables, *FUNCTIONS.values(), *closed, *readable)]

    def triggers(self) -> list[str]:
        tags = ", ".join(quote_literal(tag) for tag in self.tags)
        command, drop = quote_identifier(self.command_trigger), quote_identifier(self.drop_trigger)
        send = (
            "CREATE CONSTRAINT TRIGGER send AFTER INSERT ON @schema@.changes DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION @schema@.send()"
        )
        statements = (
            send,
            f"CREATE EVENT TRIGGER {command} ON ddl_command_end WHEN TAG IN ({tags}) "
            "EXECUTE FUNCTION @schema@.on_command()",
            f"CREATE EVENT TRIGGER {drop} ON sql_drop EXECUTE FUNCTION @schema@.on_drop()",
        )
        return [self._fill(sql) for sql in statements]

    def remove_triggers(self) -> list[str]:
        return [
            f"DROP EVENT TRIGGER IF EXISTS {quote_identifier(self.command_trigger)}",
            f"DROP EVENT TRIGGER IF EXISTS {quote_identifier(self.drop_trigger)}",
        ]

    def switch(self, on: bool) -> list[str]:
        word = "ENABLE" if on else "DISABLE"
        return [
            f"ALTER EVENT TRIGGER {quote_identifier(name)} {word}" for name in (self.command_trigger, self.drop_trigger)
        ]

    def call(self, function: str) -> str:
        return self._fill(f"SELECT @schema@.{function}")

    def drop_send(self) -> str:
        return self._fill("DROP TRIGGER IF EXISTS send ON @schema@.changes")

    def remember(self) -> str:
        """What is there when the watch begins is nothing new."""
        return self._fill(
            "INSERT INTO @schema@.known (relation, object_type, schema_name, name, fingerprint) "
            "SELECT relation, object_type, schema_name, name, fingerprint FROM @schema@.relations WHERE watched"
        )

    def mark_statement(self) -> str:
        return f"COMMENT ON SCHEMA {quote_identifier(self.schema)} IS {quote_literal(self.mark)}"

    def put_settings(self) -> str:
        return self._fill(
            "INSERT INTO @schema@.settings (value) VALUES (CAST(:settings AS jsonb)) "
            "ON CONFLICT (only_one) DO UPDATE SET value = excluded.value"
        )

    def _fill(self, sql: str) -> str:
        return sql.replace("@schema_text@", quote_literal(self.schema)).replace(
            "@schema@", quote_identifier(self.schema)
        )


def patterns(exclusions: Iterable[str]) -> list[str]:
    """A crawler's exclusions as PostgreSQL's regular expressions."""
    return [f"^(?:{compile_glob(exclusion).pattern})$" for exclusion in exclusions]
