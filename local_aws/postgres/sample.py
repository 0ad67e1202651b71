# SPDX-License-Identifier: GPL-3.0-or-later
"""Load the sample database: under another name first, so that it is either all there or not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from local_aws.errors import LocalAwsError
from local_aws.names import DATABASE
from local_aws.names import MASTER_USER
from local_aws.postgres import admin

FOLDER = Path(__file__).resolve().parent.parent / "sample"
_LOADING = f"{DATABASE}_loading"


def ensure(as_superuser: psycopg.Connection, connect: Callable[[str], psycopg.Connection]) -> bool:
    """Load every file in name order as the master user; False when the database is there already."""
    if admin.has_database(as_superuser):
        return False
    loading, final, owner = sql.Identifier(_LOADING), sql.Identifier(DATABASE), sql.Identifier(MASTER_USER)
    as_superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(loading))
    as_superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {} STRATEGY file_copy").format(loading, owner))
    with connect(_LOADING) as connection, connection.transaction():
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(owner))
        for file in sorted(FOLDER.glob("*.sql")):
            _load(connection, file)
    as_superuser.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(loading, final))
    return True


def _load(connection: psycopg.Connection, file: Path) -> None:
    try:
        connection.execute(file.read_text(encoding="utf-8"))
    except psycopg.Error as error:
        position = error.diag.statement_position
        where = f"{file.name}, character {position}" if position else file.name
        raise LocalAwsError(f"The sample database cannot be loaded ({where}): {error}") from error
