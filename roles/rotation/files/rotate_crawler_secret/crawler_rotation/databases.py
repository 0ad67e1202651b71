# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps ask of PostgreSQL, through the RDS Data API or by a connection of the function's own."""

from __future__ import annotations

import json
import ssl
from abc import ABC
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import boto3

from .scram import scram_verifier
from .settings import Settings
from .sql import quote_identifier
from .sql import quote_literal
from .versions import Login
from .versions import read_login

_TIMEOUT_SECONDS = 10
_NAMED = 5

_LESS = """
SELECT CAST(n.nspname || '.' || c.relname AS text) AS name
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND has_schema_privilege(CAST(:other AS name), n.oid, 'USAGE')
  AND has_table_privilege(CAST(:other AS name), c.oid, 'SELECT')
  AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
ORDER BY 1
"""
_LIMITS = """
SELECT CAST(r.rolname AS text) AS name, r.rolconnlimit AS connections,
       COALESCE((SELECT array_to_string(s.setconfig, ', ') FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()
        WHERE s.setrole = r.oid), '') AS settings, CAST(current_user AS text) AS me
FROM pg_catalog.pg_roles r WHERE r.rolname IN (current_user, CAST(:other AS name))
"""

# Runs one statement with its parameters; the rows.
Run = Callable[[str, dict[str, str]], list[list[Any]]]


class DatabaseRefused(Exception):
    """PostgreSQL or the way to it said no."""


class _Databases(ABC):
    """The same statements, whichever way they go."""

    def set_password(self, login: Login) -> None:
        """PostgreSQL is given the verifier, so that none of its logs ever shows the password."""
        verifier = quote_literal(scram_verifier(login.password))
        self._as_master(login, f"ALTER ROLE {quote_identifier(login.user)} PASSWORD {verifier}")

    def differences(self, login: Login, other: str) -> list[str]:
        parameters = {"other": other}
        limits = {row[0]: row[1:] for row in self._as_user(login, _LIMITS, parameters)}
        me = next(iter(limits.values()))[2] if limits else ""
        if me != login.user:
            raise DatabaseRefused(f"The login of '{login.user}' ended up as '{me}'.")
        found = [f"cannot read {row[0]}" for row in self._as_user(login, _LESS, parameters)]
        found = [*found[:_NAMED], f"and {len(found) - _NAMED} more"] if len(found) > _NAMED else found
        if limits.get(other, limits[me])[:2] != limits[me][:2]:
            found.append("has another connection limit, or other settings")
        return found

    @abstractmethod
    def _as_master(self, login: Login, sql: str) -> None:
        """Run a statement as the owner of the users, on the login's server."""

    @abstractmethod
    def _as_user(self, login: Login, sql: str, parameters: dict[str, str]) -> list[list[Any]]:
        """The rows that a query gives the login itself."""


class DirectDatabases(_Databases):
    """Over TLS that is checked, to the server that the secret names."""

    def __init__(self, settings: Settings, secrets: Any) -> None:
        import pg8000.native  # Only this way needs it, and only then it is in the zip.

        self._driver = pg8000.native
        self._settings = settings
        self._secrets = secrets
        self._trust = ssl.create_default_context(cafile=settings.ca_file or None)

    def _as_master(self, login: Login, sql: str) -> None:
        master = read_login(self._secrets, self._settings.login_secret)
        self._run(login, master.user, master.password, sql, {})

    def _as_user(self, login: Login, sql: str, parameters: dict[str, str]) -> list[list[Any]]:
        return self._run(login, login.user, login.password, sql, parameters)

    def _run(self, where: Login, user: str, password: str, sql: str, parameters: dict[str, str]) -> list[list[Any]]:
        try:
            connection = self._driver.Connection(
                user,
                host=where.host,
                port=where.port,
                database=self._settings.database,
                password=password,
                ssl_context=self._trust,
                timeout=_TIMEOUT_SECONDS,
                application_name="rotate_crawler_secret",
            )
        except (self._driver.DatabaseError, self._driver.InterfaceError, OSError) as error:
            raise DatabaseRefused(f"'{user}' cannot log in at {where.host}:{where.port}: {_said(error)}") from None
        try:
            return list(connection.run(sql, **parameters) or [])
        except (self._driver.DatabaseError, self._driver.InterfaceError, OSError) as error:
            raise DatabaseRefused(f"PostgreSQL refused a statement of '{user}': {_said(error)}") from None
        finally:
            connection.close()


class DataApiDatabases(_Databases):
    """The Data API logs in by the current value of a secret only: a password on trial goes into a secret of its own."""

    def __init__(self, settings: Settings, secrets: Any) -> None:
        self._settings = settings
        self._secrets = secrets
        self._client = boto3.client("rds-data")

    def _as_master(self, login: Login, sql: str) -> None:
        self._run(self._settings.login_secret, sql, {})

    def _as_user(self, login: Login, sql: str, parameters: dict[str, str]) -> list[list[Any]]:
        trial = self._settings.trial_secret
        self._secrets.put_secret_value(SecretId=trial, SecretString=json.dumps(login.content))
        return self._run(trial, sql, parameters)

    def _run(self, secret: str, sql: str, parameters: dict[str, str]) -> list[list[Any]]:
        arn = self._secrets.describe_secret(SecretId=secret)["ARN"]
        try:
            answer = self._client.execute_statement(
                resourceArn=self._settings.cluster_arn,
                secretArn=arn,
                database=self._settings.database,
                sql=sql,
                parameters=[{"name": name, "value": {"stringValue": value}} for name, value in parameters.items()],
            )
        except self._client.exceptions.ClientError as error:
            raise DatabaseRefused(f"The Data API refused with secret {secret}: {error.response['Error']}") from None
        return [[_plain(value) for value in row] for row in answer.get("records", [])]


def open_databases(settings: Settings, secrets: Any) -> _Databases:
    return (DirectDatabases if settings.method == "direct" else DataApiDatabases)(settings, secrets)


def _plain(value: dict[str, Any]) -> Any:
    return None if value.get("isNull") else next(iter(value.values()))


def _said(error: Exception) -> str:
    """PostgreSQL's own words; pg8000 hands its fields over as a dictionary."""
    fields = error.args[0] if error.args else ""
    return str(fields.get("M", fields)) if isinstance(fields, dict) else str(error)
