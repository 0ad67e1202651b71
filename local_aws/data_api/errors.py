# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of the Data API, with AWS's codes."""

from __future__ import annotations

import psycopg

_LOGIN_STATES = {
    "password authentication failed": "28P01",
    "does not exist": "3D000",
    "is not permitted to log in": "28000",
    "permission denied for database": "42501",
    "too many connections": "53300",
}
_CANCELED_BY_TIMEOUT = "canceling statement due to statement timeout"


class DataApiError(Exception):
    """A refusal that reaches the client as AWS's error shape."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def bad_request(message: str) -> DataApiError:
    return DataApiError("BadRequestException", message)


def of_database(error: psycopg.Error) -> DataApiError:
    """PostgreSQL's own message, as the Data API for Aurora PostgreSQL passes it on."""
    diagnostics = error.diag
    if diagnostics.message_primary is None:
        return _of_connection(error)
    if _CANCELED_BY_TIMEOUT in diagnostics.message_primary:
        return DataApiError("StatementTimeoutException", "Request timed out")
    parts = [f"{diagnostics.severity}: {diagnostics.message_primary}"]
    if diagnostics.message_detail:
        parts[0] += f"\n  Detail: {diagnostics.message_detail}"
    if diagnostics.statement_position:
        parts.append(f"Position: {diagnostics.statement_position}")
    parts.append(f"SQLState: {diagnostics.sqlstate}")
    return DataApiError("DatabaseErrorException", "; ".join(parts))


def _of_connection(error: psycopg.Error) -> DataApiError:
    """A refused log-in has no diagnostics in psycopg: its text holds what the server said."""
    text = str(error).strip()
    marker = text.find("FATAL:")
    if marker < 0:
        return DataApiError("DatabaseUnavailableException", f"The database is not available: {text}", 504)
    said = text[marker:].splitlines()[0].removeprefix("FATAL:").strip()
    state = next((code for phrase, code in _LOGIN_STATES.items() if phrase in said), "08006")
    return DataApiError("DatabaseErrorException", f"ERROR: {said}; SQLState: {state}")
