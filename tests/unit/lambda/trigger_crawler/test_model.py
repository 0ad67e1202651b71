# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever happens in whatever order: every committed change ends up in the catalog, by no more crawls than changes.

Hypothesis interleaves commits, crawls (ours and others'), calls of the function that fail or seem to, and deliveries
that are late, doubled, reordered or lost, with throttling, crawls that fail or are stopped, and crashes of the
function. Then the faults end, and so does the pending work.
"""

from __future__ import annotations

from typing import Any

from catalog_refresh.decision import Pace
from catalog_refresh.snapshots import shows
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import invariant
from hypothesis.stateful import precondition
from hypothesis.stateful import rule

from .world import STATE_CHANGE
from .world import Crash
from .world import Throttled
from .world import World
from .world import ddl

SWEEP = {"source": "datacatalog.sweep"}
WAKE = {"source": "datacatalog.wake"}
LAMBDA_TRIES = 3
FAULTS = ["glue", "table", "crash", "crash after the start"]


class CrashingWorld(World):
    """Crashes after so many more calls of the function to the outside."""

    crash_after: int | None = None

    def _allow(self) -> None:
        self.may_crash()
        super()._allow()

    def may_crash(self) -> None:
        if self.crash_after is not None:
            self.crash_after -= 1
            if self.crash_after < 0:
                self.crash_after = None
                raise Crash


class Refreshing(RuleBasedStateMachine):
    delay_ms = 4_000

    def __init__(self) -> None:
        super().__init__()
        self.world = CrashingWorld()
        self.pace = Pace(self.delay_ms, 20_000, 1_000, 3)
        # When each change is (or will be) committed; the crawl sees those committed before it began.
        self.commits: list[int] = []
        self.catalog: set[int] = set()
        self.on_the_way: list[tuple[dict[str, Any], int]] = []
        self.delivered: list[dict[str, Any]] = []
        self.ours = 0
        self.excused = 0

    # The database. A change is often told of at once, and an ended crawl as well; else Lambda takes its time.
    @rule(lag=st.integers(0, 3_900), count=st.integers(1, 3), at_once=st.booleans())
    def commit(self, lag: int, count: int, at_once: bool) -> None:
        self.change(lag, count, at_once)

    # Deliveries.
    @precondition(lambda self: self.on_the_way)
    @rule(which=st.integers(0, 1_000))
    def deliver(self, which: int) -> None:
        self.deliver_number(which % len(self.on_the_way))

    @precondition(lambda self: self.delivered)
    @rule(which=st.integers(0, 1_000))
    def deliver_once_more(self, which: int) -> None:
        self.invoke(self.delivered[which % len(self.delivered)], 0)

    @precondition(lambda self: any(at <= self.world.now for at in self.world.wakes))
    @rule(lost=st.booleans())
    def wake(self, lost: bool) -> None:
        self.world.wakes.remove(next(at for at in self.world.wakes if at <= self.world.now))
        if not lost:
            self.invoke(WAKE, 0)

    @rule(milliseconds=st.sampled_from([1, 500, 2_000, 5_000, 30_000]), sweep=st.booleans())
    def time_passes(self, milliseconds: int, sweep: bool) -> None:
        self.world.now += milliseconds
        if sweep:
            self.invoke(SWEEP, LAMBDA_TRIES)

    # The crawler.
    @precondition(lambda self: self.world.state != "READY")
    @rule(ends=st.sampled_from(["SUCCEEDED", "SUCCEEDED", "FAILED", "CANCELLED"]), told=st.sampled_from("onl"))
    def the_crawl_ends(self, ends: str, told: str) -> None:
        """And the event of it comes at once, later, or not at all."""
        self.end("CANCELLED" if self.world.state == "STOPPING" else ends)
        if told == "o":
            self.deliver_number(len(self.on_the_way) - 1)
        elif told == "n":
            self.on_the_way.pop()

    @precondition(lambda self: self.world.state != "STOPPING")
    @rule()
    def somebody_starts_or_stops_it(self) -> None:
        if self.world.state == "RUNNING":
            self.world.state = "STOPPING"
        else:
            self.world.begin()

    # Faults.
    @rule(kind=st.sampled_from(FAULTS), count=st.integers(1, 4))
    def fault(self, kind: str, count: int) -> None:
        world = self.world
        if kind == "glue":
            world.throttle_glue = count
        elif kind == "table":
            world.store.throttle = count
        elif kind == "crash":
            world.crash_after = count - 1
        else:
            world.store.crash_before_started = True

    @precondition(lambda self: self.world.dead)
    @rule()
    def an_operator_redrives(self) -> None:
        self.redrive()

    # What these are made of.
    def change(self, lag: int, count: int, at_once: bool) -> None:
        for _each in range(count):
            self.on_the_way.append((ddl(len(self.commits)), 0))
            self.write(lag)
            if at_once:
                self.deliver_number(len(self.on_the_way) - 1)

    def write(self, lag: int) -> None:
        self.world.commits[len(self.commits)] = self.world.now + lag
        self.commits.append(self.world.now + lag)

    def deliver_number(self, index: int) -> None:
        event, tries = self.on_the_way.pop(index)
        self.delivered.append(event)
        self.invoke(event, tries)

    def end(self, status: str) -> None:
        if status == "SUCCEEDED":
            self.catalog |= {number for number, at in enumerate(self.commits) if at <= self.world.since}
        else:
            self.excused += 1
        self.world.end(status)
        self.on_the_way.append((STATE_CHANGE, 0))

    def invoke(self, event: dict[str, Any], tries: int) -> None:
        before = self.world.crawls
        try:
            self.world.refresher(self.pace).handle(event, self.world.log)
        except (Throttled, Crash) as problem:
            self.excused += isinstance(problem, Crash)
            if tries + 1 < LAMBDA_TRIES:
                self.on_the_way.append((event, tries + 1))
            elif event is not SWEEP:
                self.world.put(event, "Throttled", "Lambda's own letter")
        finally:
            self.ours += self.world.crawls - before

    def redrive(self) -> None:
        self.excused += len(self.world.dead)
        self.invoke({"source": "datacatalog.redrive", "dry_run": False}, LAMBDA_TRIES)

    @invariant()
    def counters_are_in_order(self) -> None:
        item = self.world.store.item
        assert item.confirmed <= item.covered <= item.requested

    @invariant()
    def what_is_done_is_in_the_catalog(self) -> None:
        """Not only in the end: whenever nothing is pending, in flight or in the dead-letter queue."""
        item, world = self.world.store.item, self.world
        if not world.dead and not item.waiting and not item.in_flight:
            told = not any(event["source"] == "datacatalog.ddl" for event, _tries in self.on_the_way)
            assert self.catalog >= {
                number
                for number, at in enumerate(self.commits)
                if at <= world.now and (shows(item.collected, [str(number)]) if world.asks else told)
            }

    @invariant()
    def there_are_no_more_crawls_than_changes(self) -> None:
        """Save those for crawls that failed, for crashes and for what an operator replayed."""
        assert self.ours <= len(self.commits) + self.excused

    def teardown(self) -> None:
        world = self.world
        world.throttle_glue = world.store.throttle = world.throttle_database = 0
        world.crash_after, world.store.crash_before_started = None, False
        while self.on_the_way:
            self.invoke(*self.on_the_way.pop())
        for _round in range(8):
            world.now += 60_000
            if world.dead:
                self.redrive()
            self.invoke(SWEEP, LAMBDA_TRIES)
            if world.state != "READY":
                self.end("SUCCEEDED")
        assert self.catalog == set(range(len(self.commits)))
        item = world.store.item
        assert (item.waiting, item.in_flight) == (0, False), "and nothing stays pending"
        self.there_are_no_more_crawls_than_changes()


class RefreshingAtOnce(Refreshing):
    """Without a delay: then a change must be committed when its event is taken."""

    delay_ms = 0

    @rule(lag=st.just(0), count=st.sampled_from([1, 1, 1, 2, 12]), at_once=st.booleans())
    def commit(self, lag: int, count: int, at_once: bool) -> None:
        self.change(lag, count, at_once)


class Asking(Refreshing):
    """With a Data API: a call may be lost, or seem to be, and a commit may take longer than any delay."""

    delay_ms = 0

    def __init__(self) -> None:
        super().__init__()
        self.world.asks = True

    @rule(lag=st.integers(0, 9_000), count=st.integers(1, 3), at_once=st.booleans())
    def commit(self, lag: int, count: int, at_once: bool) -> None:
        """A crawl that begins before the commit is one too many."""
        self.excused += count if lag > self.delay_ms else 0
        self.change(lag, count, at_once)

    @rule(lag=st.integers(0, 9_000), count=st.integers(1, 3))
    def commit_without_a_call(self, lag: int, count: int) -> None:
        for _each in range(count):
            self.write(lag)

    @rule(count=st.integers(1, 4))
    def the_database_cannot_be_asked(self, count: int) -> None:
        self.excused += count
        self.world.throttle_database = count


class AskingWithDelay(Asking):
    delay_ms = 4_000


SETTINGS = settings(max_examples=200, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
TestWithDelay = Refreshing.TestCase
TestWithDelay.settings = SETTINGS
TestAtOnce = RefreshingAtOnce.TestCase
TestAtOnce.settings = SETTINGS
TestAsking = Asking.TestCase
TestAsking.settings = SETTINGS
TestAskingWithDelay = AskingWithDelay.TestCase
TestAskingWithDelay.settings = SETTINGS
