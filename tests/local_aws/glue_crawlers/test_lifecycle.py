# SPDX-License-Identifier: GPL-3.0-or-later
"""A crawler's states, with a crawl of the test's own: what takes too long or goes wrong too rarely for a real one."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.glue.crawl import run
from local_aws.glue.crawlers import actions
from local_aws.glue.crawlers import events
from local_aws.glue.crawlers import history
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers import running
from local_aws.glue.crawlers.job import Changes
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.dispatch import Request
from local_aws.glue.errors import GlueError
from local_aws.glue.store import Scope
from tests.local_aws.glue_crawlers.inside import Crawls
from tests.local_aws.glue_crawlers.inside import Service
from tests.local_aws.glue_crawlers.inside import keep
from tests.local_aws.glue_crawlers.stage import until


@pytest.fixture
def ask(service: Service, scope: Scope) -> Callable[..., Any]:
    """Call an action's function."""

    def call(function: Callable[[Request], Any], **params: Any) -> Any:
        return function(Request("", params, scope, service.context, scope.account, scope.region))

    return call


@pytest.fixture
def long_stop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOCAL_AWS_CRAWL_STOPPING_SECONDS", "60")
    running.may_wait(None)
    yield
    running.stop_waiting(None)


def state(scope: Scope) -> str:
    return records.get(scope, "c")["State"]


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(GlueError) as error:
        call()
    return error.value.code, error.value.message


def test_a_crawler_stays_stopping_for_a_while(
    service: Service, scope: Scope, crawls: Crawls, ask: Callable[..., Any], long_stop: None
) -> None:
    keep(scope, "c", "cron(0 2 * * ? *)")
    crawls.go.set()
    ask(running.start_crawler, Name="c")
    until(lambda: state(scope) == "STOPPING")
    assert records.get(scope, "c")["LastCrawl"]["Status"] == "SUCCEEDED"
    assert refused(lambda: ask(running.start_crawler, Name="c"))[0] == "CrawlerRunningException"
    assert refused(lambda: ask(running.stop_crawler, Name="c"))[0] == "CrawlerStoppingException"
    assert refused(lambda: ask(actions.delete_crawler, Name="c"))[0] == "CrawlerRunningException"
    until(lambda: [one["state"] for one in service.context.of_kind(events.STATE_CHANGE)] == ["Started", "Succeeded"])
    assert state(scope) == "STOPPING"
    running.stop_waiting(None)
    until(lambda: state(scope) == "READY")


def test_the_other_wording_for_a_running_crawler(
    scope: Scope, crawls: Crawls, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(scope, "c", "cron(0 2 * * ? *)")
    ask(running.start_crawler, Name="c")
    monkeypatch.setenv("LOCAL_AWS_CRAWLER_BUSY_ERROR", "invalid_input")
    assert refused(lambda: ask(actions.update_crawler, Name="c", Description="d")) == (
        "InvalidInputException",
        "Cannot update Crawler while running. Please stop crawl or wait until it completes to update.",
    )


def test_an_error_of_our_own_ends_the_crawl(
    service: Service, scope: Scope, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(job: Job) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(run, "crawl", broken)
    keep(scope, "c", "cron(0 2 * * ? *)")
    ask(running.start_crawler, Name="c")
    until(lambda: state(scope) == "READY")
    last = records.get(scope, "c")["LastCrawl"]
    assert (last["Status"], last["ErrorMessage"]) == ("FAILED", "Internal Service Exception")


def test_the_oldest_crawls_are_forgotten(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "KEPT", 3)
    keep(scope, "c", "cron(0 2 * * ? *)")
    for number in range(5):
        history.begin(scope, "c", {"CrawlId": str(number), "StartTime": 1000.0 + number, "State": "RUNNING"})
    assert [crawl["CrawlId"] for crawl in scope.values(history.KIND)] == ["4", "3", "2"]


def test_a_crawl_without_changes_has_no_summary(scope: Scope) -> None:
    crawl = {"CrawlId": "id", "StartTime": 1000.0, "State": "RUNNING"}
    history.begin(scope, "c", crawl)
    history.end(scope, "c", crawl, Outcome("SUCCEEDED", Changes()), 1001.0)
    (kept,) = scope.values(history.KIND)
    assert "Summary" not in kept
    assert kept["State"] == "COMPLETED"
