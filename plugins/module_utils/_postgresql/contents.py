# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in a database: its tables with their rows, counted and added up to a number that tells contents apart."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from .database import Database
from .sql import quote_identifier

# Rows of partitions are those of their table; views have none of their own.
_TABLES_SQL = """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(c.relname AS text) AS table_name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
  AND n.nspname IN (SELECT json_array_elements_text(CAST(:schemas AS json)))
ORDER BY n.nspname, c.relname
"""
# A sum does not depend on the order of rows, and needs no memory. Casts are written out, for the Data API reads a colon
# as a parameter.
_DIGEST = "coalesce(sum(CAST(CAST('x' || substr(md5(CAST(t AS text)), 1, 15) AS bit(60)) AS bigint)), 0)"


def read_contents(database: Database, schemas: Collection[str], digests: bool) -> list[dict[str, Any]]:
    """A statement a table, so that each ends within the time that the Data API gives."""
    tables = database.query_all(_TABLES_SQL, {"schemas": json.dumps(sorted(schemas))})
    return [_read(database, table["schema_name"], table["table_name"], digests) for table in tables]


def _read(database: Database, schema: str, name: str, digests: bool) -> dict[str, Any]:
    wanted = ["count(*) AS found", *([f"CAST({_DIGEST} AS text) AS digest"] if digests else [])]
    source = f"{quote_identifier(schema)}.{quote_identifier(name)} AS t"
    [row] = database.query(" ".join(["SELECT", ", ".join(wanted), "FROM", source]))
    result = {"schema": schema, "name": name, "rows": row["found"]}
    return {**result, "digest": row["digest"]} if digests else result
