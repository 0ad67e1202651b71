# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads every table of a database that a crawler could see, in two statements whatever the number of tables."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from .model import KINDS
from .model import Query
from .model import SourceColumn
from .model import SourceTable
from .model import SourceType

# One row a table, its columns as one JSON text: far fewer rows and bytes than one row a column.
TABLES_SQL = """
SELECT current_database() AS database_name,
       n.nspname AS schema_name,
       c.relname AS table_name,
       CASE
         WHEN c.relkind = 'p' THEN 'partitioned_table'
         WHEN c.relkind = 'v' THEN 'view'
         WHEN c.relkind = 'm' THEN 'materialized_view'
         WHEN c.relispartition THEN 'partition'
         WHEN c.relkind = 'f' THEN 'foreign_table'
         ELSE 'table'
       END AS kind,
       td.description AS comment,
       CAST(k.columns AS text) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description td
  ON td.classoid = CAST('pg_catalog.pg_class' AS regclass) AND td.objoid = c.oid AND td.objsubid = 0
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_array(a.attname, CAST(a.atttypid AS bigint), a.atttypmod,
                                   pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, d.description)
                  ORDER BY a.attnum) AS columns
  FROM pg_catalog.pg_attribute a
  LEFT JOIN pg_catalog.pg_description d
    ON d.classoid = CAST('pg_catalog.pg_class' AS regclass) AND d.objoid = a.attrelid AND d.objsubid = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) k ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
  AND (:every_schema OR n.nspname IN (SELECT json_array_elements_text(CAST(:schemas AS json))))
  AND (:system_schemas OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
  AND (:unreadable OR (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')))
ORDER BY n.nspname, c.relname
"""

# The types in use, and those they are made of: the elements of arrays and what domains stand on.
TYPES_SQL = """
WITH RECURSIVE used(oid) AS (
  SELECT CAST(json_array_elements_text(CAST(:oids AS json)) AS oid)
  UNION
  SELECT part.oid
  FROM used u
  JOIN pg_catalog.pg_type t ON t.oid = u.oid
  CROSS JOIN LATERAL (VALUES (t.typelem), (t.typbasetype)) AS part(oid)
  WHERE part.oid <> 0
)
SELECT CAST(t.oid AS bigint) AS oid, t.typname AS name, CAST(t.typtype AS text) AS kind,
       CAST(CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END AS bigint) AS element,
       CAST(t.typbasetype AS bigint) AS base, t.typtypmod AS base_modifier
FROM pg_catalog.pg_type t
JOIN used u ON u.oid = t.oid
"""

_KIND_OF_TYPE = {"b": "base", "c": "composite", "e": "enum", "m": "multirange", "p": "pseudo", "r": "range"}
# PostgreSQL keeps precision and scale of numeric in one number, four above the real one.
_MODIFIER_OFFSET = 4
_SCALE_BITS = 0x7FF
_SCALE_SIGN = 0x400
_LENGTH_TYPES = ("varchar", "bpchar")
_BIT_TYPES = ("bit", "varbit")


def read_tables(
    query: Query,
    schemas: Collection[str] | None = None,
    kinds: Collection[str] = KINDS,
    only_readable: bool = True,
    system_schemas: bool = False,
) -> list[SourceTable]:
    """The tables of the database that `query` is connected to, ordered by schema and name.

    Without `schemas` every schema is read. `only_readable` keeps to what the user of the connection may SELECT.
    """
    rows = query(
        TABLES_SQL,
        {
            "every_schema": schemas is None,
            "schemas": json.dumps(sorted(schemas or [])),
            "system_schemas": system_schemas,
            "unreadable": not only_readable,
        },
    )
    wanted = [(row, json.loads(row["columns"] or "[]")) for row in rows if row["kind"] in kinds]
    types = _read_types(query, {column[1] for _row, columns in wanted for column in columns})
    resolved: dict[tuple[int, int, str], SourceType] = {}
    return [_table(row, columns, types, resolved) for row, columns in wanted]


def _read_types(query: Query, oids: set[int]) -> dict[int, dict[str, Any]]:
    if not oids:
        return {}
    rows = query(TYPES_SQL, {"oids": json.dumps([str(oid) for oid in sorted(oids)])})
    return {row["oid"]: row for row in rows}


def _table(
    row: dict[str, Any],
    columns: list[list[Any]],
    types: dict[int, dict[str, Any]],
    resolved: dict[tuple[int, int, str], SourceType],
) -> SourceTable:
    out = []
    for position, (name, oid, modifier, raw, not_null, comment) in enumerate(columns, start=1):
        key = (oid, modifier, raw)
        if key not in resolved:
            resolved[key] = resolve_type(types, oid, modifier, raw)
        out.append(SourceColumn(name, resolved[key], position, nullable=not not_null, comment=comment))
    return SourceTable(
        database=row["database_name"],
        schema=row["schema_name"],
        name=row["table_name"],
        kind=row["kind"],
        comment=row["comment"],
        columns=tuple(out),
    )


def resolve_type(types: dict[int, dict[str, Any]], oid: int, modifier: int, raw: str) -> SourceType:
    """Follows domains and arrays down to the type that is stored."""
    domain = None
    array = False
    current = types[oid]
    while current["base"] or current["element"]:
        if current["base"]:
            domain = domain or current["name"]
            modifier = current["base_modifier"] if modifier == -1 else modifier
            current = types[current["base"]]
        else:
            array = True
            current = types[current["element"]]
    precision, scale = decode_modifier(current["name"], modifier)
    kind = _KIND_OF_TYPE.get(current["kind"], "base")
    return SourceType(current["name"], kind, raw, precision, scale, array, domain)


def decode_modifier(type_name: str, modifier: int) -> tuple[int | None, int | None]:
    """Precision (or length) and scale of a column, each None where the column has none."""
    if modifier < 0:
        return None, None
    if type_name == "numeric":
        value = modifier - _MODIFIER_OFFSET
        scale = value & _SCALE_BITS
        return (value >> 16) & 0xFFFF, scale - 2 * _SCALE_SIGN if scale & _SCALE_SIGN else scale
    if type_name in _LENGTH_TYPES:
        return modifier - _MODIFIER_OFFSET, None
    return (modifier, None) if type_name in _BIT_TYPES else (None, None)
