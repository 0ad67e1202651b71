# SPDX-License-Identifier: GPL-3.0-or-later
"""What is pending and what the crawler does, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

READY = "READY"
RUNNING = "RUNNING"
STOPPING = "STOPPING"

SUCCEEDED = "SUCCEEDED"


@dataclass(frozen=True)
class Pending:
    """The one item that a crawler has in the table. All times are milliseconds since 1970.

    `requested` counts the changes, `covered` is its value when the newest crawl was started, `confirmed` its value when
    the newest successful crawl was started: confirmed <= covered <= requested. `previous` names the crawl that was the
    last one when ours was started, so that the next one to finish is ours or a later one.
    """

    requested: int = 0
    covered: int = 0
    confirmed: int = 0
    first_at: int = 0
    last_at: int = 0
    not_before: int = 0
    attempts: int = 0
    started_at: int = 0
    previous: str = ""
    wake_at: int = 0
    reported: str = ""
    # A snapshot of the database: what it shows is counted in, or was crawled afterwards.
    collected: str = ""

    @property
    def waiting(self) -> int:
        """How many changes no crawl has been started for."""
        return self.requested - self.covered

    @property
    def in_flight(self) -> bool:
        """Whether a crawl that covers changes has been started and is not known to have ended."""
        return self.covered > self.confirmed


@dataclass(frozen=True)
class Found:
    """How many changes the database has that an older snapshot of it does not show, and the snapshot that does."""

    count: int
    snapshot: str


@dataclass(frozen=True)
class Crawler:
    """The truth, as GetCrawler tells it. `last` is the last crawl that ended, `since` when a running one began."""

    state: str
    last: str = ""
    last_status: str = ""
    last_started_at: int = 0
    last_error: str = ""
    since: int | None = None

    @property
    def ready(self) -> bool:
        return self.state == READY
