# SPDX-License-Identifier: GPL-3.0-or-later
"""Each row of the table in the docstring of decision.py."""

from __future__ import annotations

import itertools

import pytest
from catalog_refresh import decision
from catalog_refresh.decision import Pace
from catalog_refresh.model import Crawler
from catalog_refresh.model import Pending

NOW = 10_000_000
PACE = Pace(delay_ms=60_000, max_delay_ms=600_000, retry_ms=60_000, max_attempts=3)


def rows() -> list[list[str]]:
    table = [line for line in (decision.__doc__ or "").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def choices(cell: str, everything: tuple[str, ...]) -> tuple[str, ...]:
    return everything if cell == "any" else (cell,)


CRAWLERS = ("not looked at", "READY", "RUNNING since", "RUNNING before", "STOPPING")
LAST = ("new, succeeded", "new, failed", "old, started now", "old, started long ago", "after, succeeded", "old")


def situation(
    waiting: str, flight: str, due: str, crawler: str, last: str, attempts: str
) -> tuple[Pending, Crawler | None]:
    changed = NOW - (100_000 if due == "yes" else 1_000)
    started = NOW - (700_000 if last == "old, started long ago" else 5_000)
    confirmed = 4
    covered = confirmed + (flight == "yes")
    pending = Pending(
        requested=covered + (waiting == "yes"),
        covered=covered,
        confirmed=confirmed,
        first_at=changed,
        last_at=changed,
        attempts=2 if attempts == "used up" else 0,
        started_at=started,
        previous="A",
    )
    if crawler == "not looked at":
        return pending, None
    state, _, since = crawler.partition(" ")
    return pending, Crawler(
        state=state,
        last="A" if last.startswith("old") else "B",
        last_status="FAILED" if last == "new, failed" else "SUCCEEDED",
        last_started_at=changed + 70_000 if last == "after, succeeded" else changed - 1,
        since={"since": changed + 70_000, "before": changed + 1_000}.get(since),
    )


CASES = [
    (row, situation)
    for row in rows()
    for situation in itertools.product(
        choices(row[0], ("yes", "no")),
        choices(row[1], ("yes", "no")),
        choices(row[2], ("yes", "no")),
        choices(row[3], CRAWLERS),
        choices(row[4], LAST),
        ("used up" if row[5] == "used up" else "left",) if row[5] != "any" else ("left", "used up"),
    )
]


def first_match(cells: tuple[str, ...]) -> str:
    return next(row[6] for row in rows() if all(want in ("any", cell) for want, cell in zip(row, cells, strict=False)))


@pytest.mark.parametrize("cells", sorted({cells for _row, cells in CASES}), ids=", ".join)
def test_the_table_is_what_the_code_does(cells: tuple[str, ...]) -> None:
    pending, crawler = situation(*cells)
    assert decision.decide(pending, crawler, NOW, PACE) == first_match(cells)


def test_every_decision_has_a_row() -> None:
    known = {value for name, value in vars(decision).items() if name.isupper() and isinstance(value, str)}
    assert {row[6] for row in rows()} == known - {decision.RUNNING, decision.SUCCEEDED}


def test_the_pause_follows_the_newest_change_up_to_the_longest_wait() -> None:
    assert decision.due_at(Pending(requested=1, first_at=1_000, last_at=5_000), PACE) == 65_000
    assert decision.due_at(Pending(requested=1, first_at=1_000, last_at=599_000), PACE) == 601_000


def test_a_failed_crawl_is_waited_for_longer_each_time() -> None:
    waits = [decision.backoff_until(Pending(attempts=attempts), 0, PACE) for attempts in range(3)]
    assert waits == [60_000, 120_000, 240_000]
    assert decision.due_at(Pending(requested=1, last_at=5_000, not_before=240_000), PACE) == 240_000


def test_a_burst_is_waited_for_even_without_a_delay() -> None:
    hasty = Pace(0, 0, 1_000, 3)
    assert decision.due_at(Pending(requested=9, first_at=1_000, last_at=5_000), hasty) == 1_000
    assert decision.due_at(Pending(requested=10, first_at=1_000, last_at=5_000), hasty) == 7_000
    assert decision.due_at(Pending(requested=500, first_at=1_000, last_at=60_500), hasty) == 61_000
