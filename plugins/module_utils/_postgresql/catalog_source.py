# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a database as a check of its catalog sees them.

This reads information_schema and pg_class in its own way, and shares nothing with what the crawl reads: a mistake there
must not hide itself here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from .database import Database

_RELATIONS_SQL = """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(c.relname AS text) AS table_name, CAST(c.relkind AS text) AS kind,
       c.relispartition AS is_partition, k.column_names
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (
  SELECT i.table_schema, i.table_name,
         CAST(json_agg(CAST(i.column_name AS text) ORDER BY i.ordinal_position) AS text) AS column_names
  FROM information_schema.columns i
  WHERE i.table_schema IN (SELECT json_array_elements_text(CAST(:schemas AS json)))
  GROUP BY i.table_schema, i.table_name
) k ON k.table_schema = n.nspname AND k.table_name = c.relname
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname IN (SELECT json_array_elements_text(CAST(:schemas AS json)))
ORDER BY n.nspname, c.relname
"""

# AWS documents that a crawler lists tables and views; of these kinds it says nothing.
_UNDOCUMENTED = {"m": "materialized view", "f": "foreign table"}


@dataclass(frozen=True)
class Relation:
    """`undocumented` names the kind of relation of which AWS does not say whether a crawler lists it."""

    schema: str
    name: str
    columns: tuple[str, ...] | None
    undocumented: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def read_relations(database: Database, schemas: Collection[str]) -> list[Relation]:
    rows = database.query_all(_RELATIONS_SQL, {"schemas": json.dumps(sorted(schemas))})
    return [
        Relation(
            schema=row["schema_name"],
            name=row["table_name"],
            columns=tuple(json.loads(row["column_names"])) if row["column_names"] else None,
            undocumented="partition" if row["is_partition"] else _UNDOCUMENTED.get(row["kind"]),
        )
        for row in rows
    ]
