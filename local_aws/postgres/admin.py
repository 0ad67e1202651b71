# SPDX-License-Identifier: GPL-3.0-or-later
"""What RDS does to a new database server: its roles, the master user and the first database."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from local_aws.names import DATABASE
from local_aws.names import MASTER_USER
from local_aws.names import SUPERUSER

# Roles that every RDS for PostgreSQL server has; members of rds_superuser get what RDS gives the master user.
_ROLES = ("rds_superuser", "rds_iam", "rds_password", "rds_replication", "rds_reserved")
_GRANTED = (
    "pg_monitor",
    "pg_signal_backend",
    "pg_signal_autovacuum_worker",
    "pg_checkpoint",
    "pg_maintain",
    "pg_create_subscription",
    "pg_use_reserved_connections",
    "rds_password",
    "rds_replication",
)

USER_DATABASES = "SELECT datname FROM pg_database WHERE datallowconn AND datname <> 'template1' ORDER BY datname"
COUNT_TABLES = (
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
)


def connect(port: int, authority: Path, user: str, password: str, database: str) -> psycopg.Connection:
    """Connect as the launcher does: verified TLS, whatever PG* variables say."""
    return psycopg.connect(
        host="localhost",
        hostaddr="127.0.0.1",
        port=port,
        user=user,
        password=password,
        dbname=database,
        sslmode="verify-full",
        sslrootcert=str(authority),
        connect_timeout=5,
        application_name=SUPERUSER,
        autocommit=True,
    )


def ensure_roles(connection: psycopg.Connection, master_password: str) -> None:
    """Create what is missing. An existing user keeps its password: it may have been rotated since."""
    ensure_rds_roles(connection)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [MASTER_USER]).fetchone():
        ensure_master(connection, MASTER_USER, master_password)


def ensure_rds_roles(connection: psycopg.Connection) -> None:
    """The roles that RDS makes, with what their members may do."""
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    with connection.transaction():
        for role in _ROLES:
            if role not in present:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        for role in _GRANTED:
            statement = "GRANT {} TO rds_superuser WITH ADMIN OPTION"
            connection.execute(sql.SQL(statement).format(sql.Identifier(role)))
        connection.execute("GRANT SET ON PARAMETER log_statement, session_replication_role TO rds_superuser")


def ensure_master(connection: psycopg.Connection, user: str, password: str) -> None:
    """The master user of an Aurora cluster: not a superuser, but a member of rds_superuser."""
    name = sql.Identifier(user)
    with connection.transaction():
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(name))
        set_password(connection, user, password)
        connection.execute(sql.SQL("GRANT rds_superuser TO {} WITH ADMIN OPTION").format(name))


def set_password(connection: psycopg.Connection, user: str, password: str) -> None:
    """The password is hashed here, so that neither the statement log nor an error can show it."""
    hashed = connection.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(user), sql.Literal(hashed)))


def has_database(connection: psycopg.Connection, name: str = DATABASE) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if not has_database(connection, name):
        statement = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(owner)))
