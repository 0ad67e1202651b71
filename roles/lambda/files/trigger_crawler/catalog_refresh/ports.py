# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function needs of the world outside, so that a test can put another one there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Protocol

from .model import Crawler
from .model import Found
from .model import Pending


class Overtaken(Exception):
    """Somebody else wrote in between: read again, decide again."""


class CrawlerBusy(Exception):
    """The crawler runs or stops already."""


class PendingStore(Protocol):
    """Reads are strongly consistent; writes raise Overtaken when the item is no longer the one that was seen."""

    def read(self) -> Pending: ...

    def request(self, now: int, key: str) -> Pending | None:
        """Count a change in; nothing when this very event was counted already."""

    def collect(self, seen: Pending, found: Found, now: int) -> None:
        """Count in what the database was found to have, once."""

    def started(self, seen: Pending, previous: str, now: int, snapshot: str = "") -> None:
        """A crawl began after the database was as in the snapshot, if there is one."""

    def confirmed(self, seen: Pending) -> None: ...

    def settled(self, seen: Pending) -> None: ...

    def failed(self, seen: Pending, not_before: int) -> None: ...

    def given_up(self, seen: Pending) -> None: ...

    def wake_armed(self, at: int) -> None: ...

    def wake_came(self, until: int) -> None:
        """Forget the wake-up that was to come until then."""

    def problem_reported(self, reason: str) -> None: ...


class CrawlerPort(Protocol):
    def look(self) -> Crawler: ...

    def start(self) -> None:
        """Raises CrawlerBusy when it runs."""


class ChangesPort(Protocol):
    def changes(self, collected: str, *, also_sent: bool) -> Found: ...


class Queue(Protocol):
    def send(self, body: Mapping[str, Any], delay_seconds: int) -> None: ...


@dataclass(frozen=True)
class DeadLetter:
    event: Any
    code: str
    reason: str
    handle: str


class DeadLetters(Protocol):
    def put(self, event: Any, code: str, reason: str) -> None: ...

    def receive(self) -> list[DeadLetter]: ...

    def show(self) -> list[DeadLetter]: ...

    def delete(self, letter: DeadLetter) -> None: ...
