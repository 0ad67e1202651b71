# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL reached directly, with psycopg. What is not given comes from libpq's environment, as PGHOST does."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .._jdbc.query import to_pyformat
from .database import Database
from .database import Rows
from .errors import DatabaseError
from .errors import connect_error
from .errors import statement_error

try:
    import psycopg
    from psycopg.rows import dict_row
except ImportError:
    PSYCOPG_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    PSYCOPG_IMPORT_ERROR = None

_CONNECT_TIMEOUT = 10
_APPLICATION = "datacatalog.aws"


class DirectDatabase(Database):
    """`arguments` are libpq's: host, port, user, password, dbname, sslmode, sslrootcert."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        if PSYCOPG_IMPORT_ERROR is not None:
            raise DatabaseError(
                "The Python package psycopg is missing, which the connection method 'direct' needs. Install it for the "
                "Python that runs the module (pip install 'psycopg[binary]'), or use method data_api."
            )
        given = {name: value for name, value in arguments.items() if value not in (None, "")}
        settings = {"connect_timeout": _CONNECT_TIMEOUT, "application_name": _APPLICATION, **given}
        try:
            self._connection = psycopg.connect(**settings, autocommit=True, row_factory=dict_row)
        except psycopg.Error as error:
            raise connect_error(str(error), describe(given), error) from error

    def query(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        with self._run(sql, params) as cursor:
            return cursor.fetchall()

    def query_all(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        return self.query(sql, params)

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> int:
        with self._run(sql, params) as cursor:
            return max(cursor.rowcount, 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            yield

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _run(self, sql: str, params: dict[str, Any] | None) -> Iterator[Any]:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(to_pyformat(sql, params), params or None)
                yield cursor
        except psycopg.Error as error:
            said = [error.diag.message_primary or str(error), error.diag.message_detail]
            raise statement_error(": ".join(filter(None, said)), error.sqlstate, error) from error


def describe(arguments: dict[str, Any]) -> str:
    """Where a connection goes, without its password, for a message."""

    def one(name: str, variable: str, rest: str) -> str:
        return str(arguments.get(name) or os.environ.get(variable) or rest)

    where = f"{one('host', 'PGHOST', 'the local socket')}:{one('port', 'PGPORT', '5432')}"
    return f"database '{one('dbname', 'PGDATABASE', '(default)')}' at {where} as '{one('user', 'PGUSER', '(default)')}'"
