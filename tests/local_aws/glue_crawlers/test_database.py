# SPDX-License-Identifier: GPL-3.0-or-later
"""The login's own parts: what a failure is called, and how a hanging one is left."""

from __future__ import annotations

import contextvars
import threading

import pytest

from local_aws.glue.crawl.database import explain
from local_aws.glue.crawl.database import interruptible
from local_aws.glue.crawl.failure import CrawlCancelled
from local_aws.glue.crawl.jdbc_url import JdbcUrl

URL = JdbcUrl("db.example.com", 5432, "d")
WHERE = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            WHERE + 'FATAL:  password authentication failed for user "u"',
            'FATAL: password authentication failed for user "u"',
        ),
        (
            f'{WHERE}FATAL:  no pg_hba.conf entry for host "10.0.0.2", SSL encryption\n'
            f'{WHERE}FATAL:  no pg_hba.conf entry for host "10.0.0.2", no encryption',
            'FATAL: no pg_hba.conf entry for host "10.0.0.2", no encryption',
        ),
        (
            WHERE + "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
            "Connection to db.example.com:5432 refused. Check that the hostname and port are correct and that the "
            "postmaster is accepting TCP/IP connections.",
        ),
        (WHERE + "SSL error: certificate verify failed", "SSL error: certificate verify failed"),
        ("connection timeout expired", "The connection attempt failed."),
        ("failed to resolve host 'x': [Errno -2] Name or service not known", "The connection attempt failed."),
    ],
)
def test_what_a_failed_login_is_called(text: str, said: str) -> None:
    assert explain(text, URL) == said


def test_work_gives_its_answer_and_its_error() -> None:
    never = threading.Event()
    assert interruptible(lambda: 7, never) == 7
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda: 1 // 0, never)


def test_work_that_hangs_is_left() -> None:
    cancelled, go = threading.Event(), threading.Event()
    cancelled.set()
    with pytest.raises(CrawlCancelled):
        interruptible(lambda: go.wait(20), cancelled)
    go.set()


def test_work_sees_the_account_of_the_crawl() -> None:
    account = contextvars.ContextVar("account", default="another")
    account.set("ours")
    assert interruptible(account.get, threading.Event()) == "ours"
