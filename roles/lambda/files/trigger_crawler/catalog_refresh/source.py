# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the database, over the Data API, whether a change stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .config import DatabaseConfig
from .failures import permanent
from .failures import sqlstate_of
from .model import Unsent

COMMITTED = "committed"
IN_PROGRESS = "in progress"
ABORTED = "aborted"

_NEWEST = """
SELECT c.schema_name, c.name, max(c.id)
FROM datacatalog_ddl.changes c
JOIN json_to_recordset(CAST(:names AS json)) AS n (schema text, name text)
  ON n.schema = c.schema_name AND n.name = c.name
GROUP BY c.schema_name, c.name
"""

# Numbers are given out in another order than transactions commit in. So a snapshot of the database tells what was
# collected already, not a number: new is what that snapshot did not show. A snapshot from the future (the cluster was
# restored, or made anew) says nothing.
_UNSENT = """
SELECT count(c.id), CAST(s.now AS text)
FROM (SELECT pg_current_snapshot() AS now, CAST(nullif(CAST(:collected AS text), '') AS pg_snapshot) AS before) AS s
LEFT JOIN datacatalog_ddl.changes c
  ON c.sent_at IS NULL
  AND (s.before IS NULL OR pg_snapshot_xmax(s.before) > pg_snapshot_xmax(s.now)
       OR NOT pg_visible_in_snapshot(c.transaction, s.before))
GROUP BY CAST(s.now AS text)
"""
# The triggers are taken out, for an upgrade perhaps: then nothing was to be sent.
_NO_TRIGGERS = ("42P01", "3F000")


class Source:
    def __init__(self, client: Any, config: DatabaseConfig, database: str) -> None:
        self.client = client
        self.config = config
        self.database = database

    def transaction_status(self, transaction: str) -> str | None:
        """committed, in progress or aborted; nothing when PostgreSQL has forgotten it."""
        rows = self._query("SELECT pg_xact_status(CAST(CAST(:transaction AS text) AS xid8))", transaction=transaction)
        return rows[0][0].get("stringValue") if rows else None

    def newest_changes(self, tables: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The number of the newest committed change of each table."""
        names = json.dumps([{"schema": schema, "name": name} for schema, name in tables])
        rows = self._query(_NEWEST, names=names)
        return {(row[0]["stringValue"], row[1]["stringValue"]): int(row[2]["longValue"]) for row in rows}

    def unsent(self, collected: str) -> Unsent:
        """What the last collected snapshot did not show."""
        try:
            [[count, now]] = self._query(_UNSENT, collected=collected)
        except Exception as error:
            if sqlstate_of(error.__cause__ or error) in _NO_TRIGGERS:
                return Unsent(0, collected)
            raise
        return Unsent(int(count["longValue"]), now["stringValue"])

    def _query(self, sql: str, **values: str) -> list[list[dict[str, Any]]]:
        try:
            answer = self.client.execute_statement(
                resourceArn=self.config.cluster_arn,
                secretArn=self.config.secret_id,
                database=self.database,
                sql=sql,
                parameters=[{"name": name, "value": {"stringValue": value}} for name, value in values.items()],
            )
        except Exception as error:
            raise permanent("Asking the database", error) or error from error
        return answer["records"]
