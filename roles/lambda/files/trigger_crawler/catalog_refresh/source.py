# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the database, over the Data API, whether a change stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .config import DatabaseConfig
from .failures import permanent
from .failures import sqlstate_of
from .model import Found

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
_CHANGES = """
WITH asked AS (
  SELECT pg_current_snapshot() AS now, CAST(nullif(CAST(:collected AS text), '') AS pg_snapshot) AS collected
), known AS (
  SELECT now, CASE WHEN pg_snapshot_xmax(collected) <= pg_snapshot_xmax(now) THEN collected END AS collected FROM asked
)
SELECT count(c.id), CAST(k.now AS text)
FROM known k
LEFT JOIN datacatalog_ddl.changes c
  ON (k.collected IS NULL
      OR (c.transaction >= pg_snapshot_xmin(k.collected) AND NOT pg_visible_in_snapshot(c.transaction, k.collected)))
  AND (c.sent_at IS NULL OR :sent = 'also')
GROUP BY CAST(k.now AS text)
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

    def changes(self, collected: str, *, also_sent: bool) -> Found:
        """What the collected snapshot does not show; with those that the function was told of, or without."""
        try:
            [[count, now]] = self._query(_CHANGES, collected=collected, sent="also" if also_sent else "not")
        except Exception as error:
            if sqlstate_of(error.__cause__ or error) in _NO_TRIGGERS:
                return Found(0, collected)
            raise
        return Found(int(count["longValue"]), now["stringValue"])

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
