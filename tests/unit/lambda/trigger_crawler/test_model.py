# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever happens in whatever order: every committed change ends up in the catalog, by no more crawls than changes.

Hypothesis interleaves commits, crawls (ours and others'), and deliveries that are late, doubled, reordered or lost, with
throttling, crawls that fail or are stopped, and crashes of the function. Then the faults end, and so does the pending work.
"""

from __future__ import annotations

from typing import Any

from catalog_refresh.decision import Pace
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

    # The database.
    @rule(lag=st.integers(0, 3_900), count=st.integers(1, 3))
    def commit(self, lag: int, count: int) -> None:
        for _each in range(count):
            self.on_the_way.append((ddl(len(self.commits)), 0))
            self.commits.append(self.world.now + lag)

    # Deliveries.
    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        event, tries = self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))
        self.delivered.append(event)
        self.invoke(event, tries)

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def deliver_once_more(self, data: st.DataObject) -> None:
        self.invoke(data.draw(st.sampled_from(self.delivered)), 0)

    @precondition(lambda self: any(event is STATE_CHANGE for event, _tries in self.on_the_way))
    @rule()
    def lose_a_state_change(self) -> None:
        index = next(index for index, (event, _tries) in enumerate(self.on_the_way) if event is STATE_CHANGE)
        del self.on_the_way[index]

    @precondition(lambda self: any(at <= self.world.now for at in self.world.wakes))
    @rule(lost=st.booleans())
    def wake(self, lost: bool) -> None:
        self.world.wakes.remove(next(at for at in self.world.wakes if at <= self.world.now))
        if not lost:
            self.invoke(WAKE, 0)

    @rule()
    def sweep(self) -> None:
        self.invoke(SWEEP, LAMBDA_TRIES)

    # Faults.
    @rule(count=st.integers(1, 4))
    def throttle_glue(self, count: int) -> None:
        self.world.throttle_glue = count

    @rule(count=st.integers(1, 4))
    def throttle_the_table(self, count: int) -> None:
        self.world.store.throttle = count

    @rule(after=st.integers(0, 3))
    def crash_soon(self, after: int) -> None:
        self.world.crash_after = after

    @rule()
    def crash_after_the_start(self) -> None:
        self.world.store.crash_before_started = True

    # The crawler and the time.
    @precondition(lambda self: self.world.state == "READY")
    @rule()
    def somebody_crawls(self) -> None:
        self.world.begin()
        self.on_the_way.append((STATE_CHANGE, 0))

    @precondition(lambda self: self.world.state == "RUNNING")
    @rule()
    def somebody_stops_it(self) -> None:
        self.world.state = "STOPPING"

    @precondition(lambda self: self.world.state != "READY")
    @rule(fails=st.booleans())
    def the_crawl_ends(self, fails: bool) -> None:
        if self.world.state == "STOPPING":
            self.end("CANCELLED")
        else:
            self.end("FAILED" if fails else "SUCCEEDED")

    @rule(milliseconds=st.sampled_from([1, 500, 2_000, 5_000, 30_000]))
    def time_passes(self, milliseconds: int) -> None:
        self.world.now += milliseconds

    @precondition(lambda self: self.world.dead)
    @rule()
    def an_operator_redrives(self) -> None:
        self.redrive()

    # What these are made of.
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
    def there_are_no_more_crawls_than_changes(self) -> None:
        """Save those for crawls that failed, for crashes and for what an operator replayed."""
        assert self.ours <= len(self.commits) + self.excused

    def teardown(self) -> None:
        world = self.world
        world.throttle_glue = world.store.throttle = 0
        world.crash_after, world.store.crash_before_started = None, False
        while self.on_the_way:
            self.invoke(*self.on_the_way.pop())
        for _round in range(8):
            world.now += 60_000
            if world.dead:
                self.redrive()
            self.sweep()
            if world.state != "READY":
                self.end("SUCCEEDED")
        assert self.catalog == set(range(len(self.commits)))
        item = world.store.item
        assert (item.waiting, item.in_flight) == (0, False), "and nothing stays pending"
        self.there_are_no_more_crawls_than_changes()


class RefreshingAtOnce(Refreshing):
    """Without a delay: then a change must be committed when its event is taken."""

    delay_ms = 0

    @rule(lag=st.just(0), count=st.integers(1, 12))
    def commit(self, lag: int, count: int) -> None:
        super().commit(lag, count)


SETTINGS = settings(max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
TestWithDelay = Refreshing.TestCase
TestWithDelay.settings = SETTINGS
TestAtOnce = RefreshingAtOnce.TestCase
TestAtOnce.settings = SETTINGS
