# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong between a module and PostgreSQL, each with what to do about it."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError


class DatabaseError(AnsibleAWSError):
    """Any of them; `sqlstate` is PostgreSQL's code where it gave one."""

    def __init__(self, message: str, exception: BaseException | None = None, sqlstate: str | None = None) -> None:
        super().__init__(message=message, exception=exception)
        self.text = message
        self.sqlstate = sqlstate

    def __str__(self) -> str:
        # The text holds what the exception said already; amazon.aws would add it once more.
        return self.text


class Unreachable(DatabaseError):
    """There is no such server, database, cluster or secret yet, or none that answers."""


class LoginRefused(DatabaseError):
    """The server is there and does not take this user or this password."""


class StatementFailed(DatabaseError):
    """PostgreSQL refused a statement."""


# PostgreSQL checks these only after it has accepted the password.
PASSWORD_ACCEPTED = ("too many connections for role", "permission denied for database", "is not permitted to log in")
_PASSWORD_REFUSED = ("password authentication failed", "no password supplied", "SASL authentication failed")

# What libpq or PostgreSQL says when a connection fails, the kind of error it is, and the mend.
_CONNECT = (
    (
        _PASSWORD_REFUSED,
        LoginRefused,
        "Check the password in login_secret_id, or in PGPASSFILE or PGPASSWORD when no secret is named.",
    ),
    (
        ("no encryption", "SSL off", "no pg_hba.conf entry"),
        LoginRefused,
        "The server takes no such connection; if it demands TLS, set ssl_mode to verify-full and ssl_root_cert to the "
        "authority's certificates (for Aurora: https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem).",
    ),
    (
        ("certificate verify failed", "root certificate file", "does not match host name", "certificate"),
        LoginRefused,
        "Name in ssl_root_cert (or PGSSLROOTCERT) the authority that signed the server's certificate, and connect to "
        "the very host name that the certificate is for.",
    ),
    (
        ("does not support SSL",),
        LoginRefused,
        "Switch TLS on at the server (for Aurora: rds.force_ssl in the cluster's parameter group).",
    ),
    (
        ("does not exist",),
        Unreachable,
        "Create the database first, or correct its name.",
    ),
    (
        ("too many connections", "remaining connection slots"),
        DatabaseError,
        "Wait until connections are free again, or raise the limit.",
    ),
)
_UNREACHABLE = (
    "Check that the server runs and that host, port and security group let this machine in. An Aurora cluster in "
    "private subnets does not answer from outside of its VPC: use method data_api there."
)


def connect_error(text: str, where: str, exception: BaseException | None = None) -> DatabaseError:
    """The error of a connection that failed, by what the server or libpq said."""
    said = " ".join(text.split())
    for phrases, kind, mend in _CONNECT:
        if any(phrase in said for phrase in phrases):
            return kind(f"Cannot connect to {where}: {said}. {mend}", exception)
    return Unreachable(f"Cannot connect to {where}: {said}. {_UNREACHABLE}", exception)


def statement_error(text: str, sqlstate: str | None, exception: BaseException | None = None) -> StatementFailed:
    said = " ".join(text.split()).rstrip(".")
    advice = _STATEMENT_ADVICE.get(sqlstate or "", "")
    return StatementFailed(f"PostgreSQL refused a statement: {said}.{advice}", exception, sqlstate)


_STATEMENT_ADVICE = {
    "42501": (
        " The login user lacks a right. Log in as the owner of the database and its tables, or let that user act for "
        "the owner: GRANT <owner> TO <login user>."
    ),
    "2BP01": " Something in this or another database of the server still refers to it.",
    "57014": " The statement took longer than statement_timeout allows.",
}
