# SPDX-License-Identifier: GPL-3.0-or-later
"""The login to PostgreSQL, and the failures of it in the words that a client of the database gets."""

from __future__ import annotations

import contextvars
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import psycopg

from local_aws.glue.crawl.failure import CrawlCancelled
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.jdbc_url import JdbcUrl
from local_aws.glue.crawl.reachability import TIMED_OUT
from local_aws.glue.crawl.source import Credentials

if TYPE_CHECKING:
    from psycopg import Connection

POLL_SECONDS = 0.05


def connect(
    url: JdbcUrl, credentials: Credentials, *, verify_tls: bool, trust_anchors: Path, seconds: float
) -> Connection[Any]:
    """A read-only connection. Unless the connection enforces TLS it is used when offered and not verified."""
    tls: dict[str, Any] = (
        {"sslmode": "verify-full", "sslrootcert": str(trust_anchors)} if verify_tls else {"sslmode": "prefer"}
    )
    try:
        connection = psycopg.connect(
            host=url.host,
            port=url.port,
            dbname=url.database,
            user=credentials.user,
            password=credentials.password,
            connect_timeout=max(2, round(seconds)),
            application_name="PostgreSQL JDBC Driver",
            options="",
            autocommit=True,
            **tls,
        )
    except psycopg.Error as error:
        raise CrawlFailed(explain(str(error), url)) from error
    connection.read_only = True
    return connection


def explain(text: str, url: JdbcUrl) -> str:
    """The server's own sentence where it gave one, else what the JDBC driver says. libpq tries several addresses and
    methods and reports them all; the last answer of the server counts."""
    answers = re.findall(r"FATAL: +(.+)", text)
    if answers:
        return f"FATAL: {answers[-1].strip()}"
    if "Connection refused" in text:
        return (
            f"Connection to {url.host}:{url.port} refused. Check that the hostname and port are correct and that the "
            "postmaster is accepting TCP/IP connections."
        )
    for sign in ("certificate", "SSL", "TLS"):
        if sign in text:
            return f"SSL error: {_last_sentence(text)}"
    return TIMED_OUT


def explain_query(error: psycopg.Error) -> str:
    """A statement that the server broke off, in its words."""
    severity = error.diag.severity_nonlocalized or "ERROR"
    return f"{severity}: {error.diag.message_primary or error}"


def interruptible[T](work: Callable[[], T], cancelled: threading.Event) -> T:
    """Do something that may hang on the network; when the crawl is cancelled it is left to itself."""
    answer: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            answer.append(work())
        except BaseException as error:
            failure.append(error)

    # The account and the region of the crawl are context variables.
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run,), name="crawl-database", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if cancelled.is_set():
            raise CrawlCancelled
    if failure:
        raise failure[0]
    return answer[0]


def _last_sentence(text: str) -> str:
    return text.strip().splitlines()[-1].rpartition(": ")[2]
