# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the database, over the Data API, whether a change stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .config import DirectConfig
from .failures import permanent

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


class Source:
    def __init__(self, client: Any, config: DirectConfig, database: str) -> None:
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
