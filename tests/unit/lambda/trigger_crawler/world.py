# SPDX-License-Identifier: GPL-3.0-or-later
"""A world in memory for the function: the ports, with a crawler that runs when told, and faults when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import Any

from catalog_refresh.decision import Pace
from catalog_refresh.filters import Filters
from catalog_refresh.model import Crawler
from catalog_refresh.model import Found
from catalog_refresh.model import Pending
from catalog_refresh.ports import CrawlerBusy
from catalog_refresh.ports import DeadLetter
from catalog_refresh.ports import Overtaken
from catalog_refresh.refresh import Refresher
from catalog_refresh.snapshots import shows
from catalog_refresh.witness import Witness


class Throttled(Exception):
    response: Mapping[str, Any] = {"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}


class Crash(BaseException):
    """The function's process ends here."""


@dataclass
class Store:
    """DynamoDB's item, with the same conditions."""

    item: Pending = field(default_factory=Pending)
    seen: set[str] = field(default_factory=set)
    crash_before_started: bool = False
    throttle: int = 0

    def _allow(self) -> None:
        if self.throttle:
            self.throttle -= 1
            raise Throttled

    def _same(self, seen: Pending, *more: str) -> None:
        self._allow()
        for name in ("covered", "confirmed", *more):
            if getattr(self.item, name) != getattr(seen, name):
                raise Overtaken

    def read(self) -> Pending:
        self._allow()
        return self.item

    def request(self, now: int, key: str) -> Pending | None:
        self._allow()
        if key in self.seen:
            return None
        self.seen.add(key)
        item = self.item
        self.item = replace(item, requested=item.requested + 1, first_at=item.first_at or now, last_at=now)
        return self.item

    def collect(self, seen: Pending, found: Found, now: int) -> None:
        self._allow()
        if self.item.collected != seen.collected:
            raise Overtaken
        item = self.item
        requested, first = item.requested + found.count, item.first_at or now
        self.item = replace(item, requested=requested, first_at=first, last_at=now, collected=found.snapshot)

    def started(self, seen: Pending, previous: str, now: int, snapshot: str = "") -> None:
        if self.crash_before_started:
            self.crash_before_started = False
            raise Crash
        self._same(seen)
        self.item = replace(
            self.item, covered=seen.requested, previous=previous, started_at=now, first_at=0, reported=""
        )
        if snapshot:
            self.item = replace(self.item, collected=snapshot)

    def confirmed(self, seen: Pending) -> None:
        self._same(seen, "previous")
        self.item = replace(self.item, confirmed=seen.covered, attempts=0, not_before=0, reported="")

    def settled(self, seen: Pending) -> None:
        self._same(seen)
        done = seen.requested
        self.item = replace(self.item, covered=done, confirmed=done, attempts=0, not_before=0, first_at=0, reported="")

    def failed(self, seen: Pending, not_before: int) -> None:
        self._same(seen, "previous")
        item = self.item
        self.item = replace(
            item,
            covered=seen.confirmed,
            attempts=seen.attempts + 1,
            not_before=not_before,
            first_at=item.first_at or item.last_at,
        )

    def given_up(self, seen: Pending) -> None:
        self._same(seen, "requested")
        done = seen.requested
        self.item = replace(self.item, covered=done, confirmed=done, attempts=seen.attempts + 1, first_at=0)
        self.seen.clear()

    def wake_armed(self, at: int) -> None:
        self.item = replace(self.item, wake_at=at)

    def wake_came(self, until: int) -> None:
        if self.item.wake_at <= until:
            self.item = replace(self.item, wake_at=0)

    def problem_reported(self, reason: str) -> None:
        self.item = replace(self.item, reported=reason)


@dataclass
class World:
    """Time, the crawler, the queues; `crawls` counts every crawl that began."""

    now: int = 1_000_000
    store: Store = field(default_factory=Store)
    state: str = "READY"
    since: int = 0
    last: str = ""
    last_status: str = ""
    last_started_at: int = 0
    crawls: int = 0
    wakes: list[int] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)
    throttle_glue: int = 0
    refuse: Exception | None = None
    looks: int = 0
    # When each transaction is committed, by its number; those whose call was lost; and whether there is a Data API.
    commits: dict[int, int] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    asks: bool = False
    throttle_database: int = 0
    refuse_database: Exception | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)

    # What the function sees of the crawler.
    def look(self) -> Crawler:
        self._allow()
        self.looks += 1
        since = self.since if self.state == "RUNNING" else None
        return Crawler(self.state, self.last, self.last_status, self.last_started_at, "it broke", since)

    def start(self) -> None:
        self._allow()
        if self.state != "READY":
            raise CrawlerBusy
        self.begin()

    def _allow(self) -> None:
        if self.refuse:
            raise self.refuse
        if self.throttle_glue:
            self.throttle_glue -= 1
            raise Throttled

    # What it sees of the database.
    def changes(self, collected: str, *, also_sent: bool) -> Found:
        if self.refuse_database:
            raise self.refuse_database
        if self.throttle_database:
            self.throttle_database -= 1
            raise Throttled
        new = [
            number
            for number, at in self.commits.items()
            if at <= self.now and not shows(collected, [str(number)]) and (also_sent or number in self.lost)
        ]
        return Found(len(new), self.snapshot())

    def snapshot(self) -> str:
        running = [str(number) for number, at in self.commits.items() if at > self.now]
        return f"0:{max(self.commits, default=0) + 1}:{','.join(running)}"

    # What happens there by itself.
    def begin(self) -> None:
        self.crawls += 1
        self.state, self.since = "RUNNING", self.now

    def end(self, status: str = "SUCCEEDED") -> None:
        self.state, self.last, self.last_status = "READY", f"crawl {self.crawls}", status
        self.last_started_at = self.since

    # Queues.
    def send(self, body: Mapping[str, Any], delay_seconds: int) -> None:
        assert body == {"source": "datacatalog.wake"}
        self.wakes.append(self.now + delay_seconds * 1000)

    def put(self, event: Any, code: str, reason: str) -> None:
        self.dead.append(DeadLetter(event, code, reason, f"letter {len(self.dead)}"))

    def receive(self) -> list[DeadLetter]:
        return list(self.dead)

    show = receive

    def delete(self, letter: DeadLetter) -> None:
        self.dead.remove(letter)

    def log(self, level: str, message: str, **fields: Any) -> None:
        self.lines.append({"level": level, "message": message} | fields)

    def refresher(self, pace: Pace | None = None, direct: Any = None) -> Refresher:
        return Refresher(
            crawler_name="crawler",
            filters=Filters(("public",), ("tmp_*", "flyway_schema_history")),
            pace=pace or Pace(0, 0, 1000, 3),
            pending=self.store,
            crawler=self,
            wake_queue=self,
            letters=self,
            witness=Witness(self, also_sent=direct is None) if self.asks else None,
            direct=direct,
            clock=lambda: self.now,
        )


def ddl(transaction: int | str = 1, *changes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    change = {
        "id": 1,
        "command_tag": "CREATE TABLE",
        "object_type": "table",
        "schema": "public",
        "name": "orders",
        "dropped": False,
        "user": "genai_admin",
        "transaction": str(transaction),
    }
    return {
        "source": "datacatalog.ddl",
        "version": 1,
        "database": "genai_demo",
        "transaction": str(transaction),
        "sent_at": "2026-11-24T10:00:00.000Z",
        "changes": list(changes) or [change],
        "truncated": False,
    } | more


STATE_CHANGE = {
    "source": "aws.glue",
    "detail-type": "Glue Crawler State Change",
    "detail": {"crawlerName": "crawler", "state": "Succeeded"},
}
