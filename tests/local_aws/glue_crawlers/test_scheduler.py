# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules really fire: the thread, with a clock and a crawl of the test's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from local_aws.glue.crawlers import events
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers.scheduler import Scheduler
from local_aws.glue.store import Scope
from tests.local_aws.glue_crawlers.inside import MIDNIGHT
from tests.local_aws.glue_crawlers.inside import Crawls
from tests.local_aws.glue_crawlers.inside import Service
from tests.local_aws.glue_crawlers.inside import keep
from tests.local_aws.glue_crawlers.stage import until

HOUR = 3600
DAILY = "cron(0 2 * * ? *)"


@dataclass
class Clock:
    now: float = MIDNIGHT

    def __call__(self) -> float:
        return self.now


def ready(scope: Scope, name: str) -> bool:
    return records.get(scope, name)["State"] == "READY"


def test_what_is_due_fires_once(service: Service, scope: Scope, crawls: Crawls) -> None:
    keep(scope, "daily", DAILY)
    keep(scope, "paused", DAILY, state="NOT_SCHEDULED")
    keep(scope, "later", "cron(0 3 * * ? *)")
    crawls.go.set()
    clock = Clock()
    scheduler = Scheduler(service, clock)
    assert scheduler.tick() == []
    clock.now = MIDNIGHT + 2 * HOUR - 1
    assert scheduler.tick() == []
    clock.now = MIDNIGHT + 2 * HOUR
    assert scheduler.tick() == ["daily"]
    clock.now += 59
    assert scheduler.tick() == []
    until(lambda: crawls.begun == ["daily"] and ready(scope, "daily"))
    clock.now += 24 * HOUR
    assert scheduler.tick() == ["daily", "later"]


def test_a_machine_that_slept_makes_up_once(service: Service, scope: Scope, crawls: Crawls) -> None:
    keep(scope, "often", "cron(0/5 * * * ? *)")
    clock = Clock()
    scheduler = Scheduler(service, clock)
    clock.now += 8 * HOUR
    assert scheduler.tick() == ["often"]
    assert scheduler.tick() == []


def test_what_was_due_before_the_start_is_not_made_up(service: Service, scope: Scope) -> None:
    keep(scope, "daily", DAILY)
    clock = Clock(MIDNIGHT + 3 * HOUR)
    assert Scheduler(service, clock).tick() == []


def test_each_account_and_region_is_served_in_its_own_name(service: Service, scope: Scope, crawls: Crawls) -> None:
    other = service.store.scope("111111111111", "eu-west-1")
    keep(scope, "here", DAILY)
    keep(other, "there", DAILY)
    clock = Clock()
    scheduler = Scheduler(service, clock)
    clock.now += 2 * HOUR
    assert sorted(scheduler.tick()) == ["here", "there"]
    assert set(service.context.scopes) == {("000000000000", "ap-northeast-1"), ("111111111111", "eu-west-1")}


def test_a_crawler_that_still_runs_is_told_and_left_alone(service: Service, scope: Scope, crawls: Crawls) -> None:
    keep(scope, "daily", DAILY)
    clock = Clock()
    scheduler = Scheduler(service, clock)
    clock.now += 2 * HOUR
    scheduler.tick()
    clock.now += 24 * HOUR
    scheduler.tick()
    (told,) = service.context.of_kind("Glue Scheduled Crawler Invocation Failure")
    assert told == {
        "customerId": "000000000000",
        "crawlerName": "daily",
        "errorMessage": "Crawler with name daily has already started",
    }
    until(lambda: crawls.begun == ["daily"])


@contextmanager
def started(scheduler: Scheduler) -> Iterator[None]:
    scheduler.start()
    yield
    scheduler.close()


def test_the_thread_wakes_at_the_full_minute(service: Service, scope: Scope, crawls: Crawls) -> None:
    keep(scope, "daily", DAILY)
    begin = time.monotonic()
    just_before = MIDNIGHT + 2 * HOUR - 0.2
    with started(Scheduler(service, lambda: just_before + time.monotonic() - begin)):
        until(lambda: crawls.begun == ["daily"])
    assert time.monotonic() - begin >= 0.2


def test_a_crawl_that_was_under_way_when_the_process_ended(service: Service, scope: Scope) -> None:
    keep(scope, "broken", DAILY)
    running = {"CrawlId": "id", "StartTime": MIDNIGHT}
    records.put(scope, {**records.get(scope, "broken"), "State": "RUNNING", "Running": running})
    keep(scope, "ended", DAILY)
    last = {"Status": "SUCCEEDED", "MessagePrefix": "id"}
    ending = {**records.get(scope, "ended"), "State": "STOPPING", "Running": running, "LastCrawl": last}
    records.put(scope, ending)
    service.context.down = True
    with started(Scheduler(service)):
        broken = records.get(scope, "broken")
        assert broken["State"] == "READY"
        assert broken["LastCrawl"]["Status"] == "FAILED"
        assert broken["LastCrawl"]["ErrorMessage"] == "Internal Service Exception"
        assert records.get(scope, "ended")["State"] == "READY"
        assert records.get(scope, "ended")["LastCrawl"] == last
        assert service.context.told == []
        service.context.down = False
        until(lambda: service.context.of_kind(events.STATE_CHANGE))
    told = service.context.of_kind(events.STATE_CHANGE)
    assert told[0]["crawlerName"] == "broken"
    assert told[0]["errorMessage"] == "Internal Service Exception"
