# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Statements are written with `:name` parameters, as the RDS Data API wants them; here they become psycopg's."""

from __future__ import annotations

import re
from typing import Any

from .model import Query

_TOKEN = re.compile(
    r"""
      (?P<skip> '(?:[^']|'')*'            # a string
              | "(?:[^"]|"")*"            # a quoted identifier
              | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$   # a dollar-quoted string
              | --[^\n]* | /\*.*?\*/      # comments
              | ::)                       # a cast
    | :(?P<name>[A-Za-z_]\w*)
    | (?P<percent>%)
    """,
    re.VERBOSE | re.DOTALL,
)


def to_pyformat(sql: str, params: dict[str, Any] | None) -> str:
    """`:name` becomes `%(name)s` and other percent signs are doubled; without parameters nothing changes."""
    if not params:
        return sql

    def replace(match: re.Match[str]) -> str:
        if match["name"]:
            return f"%({match['name']})s"
        return match[0].replace("%", "%%")

    return _TOKEN.sub(replace, sql)


def psycopg_query(connection: Any) -> Query:
    """A query function over an open psycopg connection, for `introspection.read_tables`."""
    from psycopg.rows import dict_row

    def query(sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(to_pyformat(sql, params), params or None)
            return cursor.fetchall()

    return query
