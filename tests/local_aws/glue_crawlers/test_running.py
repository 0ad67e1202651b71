# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and stopping, and what is refused in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import refusal
from tests.local_aws.glue_crawlers.wire import Gate
from tests.local_aws.glue_crawlers.wire import gate

SECONDS = 60


@pytest.fixture
def held(stage: Stage) -> Iterator[Gate]:
    with gate(stage.port) as made:
        yield made


def start_held(stage: Stage, held: Gate, path: str = f"{DATABASE}/nowhere/%") -> str:
    """A crawler that is running, and has reached a database that does not answer."""
    crawler = stage.make_crawler(path, connection=stage.make_connection(port=held.port))
    stage.glue.start_crawler(Name=crawler)
    assert held.arrived.wait(SECONDS)
    return crawler


def state(stage: Stage, crawler: str) -> str:
    return stage.glue.get_crawler(Name=crawler)["Crawler"]["State"]


def test_a_running_crawler_refuses_changes(stage: Stage, held: Gate) -> None:
    crawler = start_held(stage, held)
    shown = stage.glue.get_crawler(Name=crawler)["Crawler"]
    assert shown["State"] == "RUNNING"
    assert shown["CrawlElapsedTime"] > 0
    assert "LastCrawl" not in shown
    (crawl,) = stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]
    assert crawl["State"] == "RUNNING"
    assert "EndTime" not in crawl
    started = ("CrawlerRunningException", f"Crawler with name {crawler} has already started")
    assert refusal(stage.glue.start_crawler, Name=crawler) == started
    assert refusal(stage.glue.update_crawler, Name=crawler, Description="d") == started
    deleted = ("CrawlerRunningException", f"Cannot delete crawler {crawler} while it's running")
    assert refusal(stage.glue.delete_crawler, Name=crawler) == deleted
    held.open()
    assert stage.wait(crawler)["LastCrawl"]["Status"] == "SUCCEEDED"
    stage.glue.update_crawler(Name=crawler, Description="d")
    stage.glue.delete_crawler(Name=crawler)


def test_stop(stage: Stage, held: Gate) -> None:
    crawler = start_held(stage, held)
    stage.glue.stop_crawler(Name=crawler)
    shown = stage.wait(crawler)
    assert shown["LastCrawl"]["Status"] == "CANCELLED"
    assert "ErrorMessage" not in shown["LastCrawl"]
    (crawl,) = stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]
    assert crawl["State"] == "STOPPED"
    assert stage.tables(crawler) == {}
    not_running = ("CrawlerNotRunningException", f"Crawler with name {crawler} is not running")
    assert refusal(stage.glue.stop_crawler, Name=crawler) == not_running


def test_a_stopped_crawler_can_be_started_again(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema, gate(stage.port) as held:
        crawler = start_held(stage, held, f"{DATABASE}/{schema}/%")
        stage.glue.stop_crawler(Name=crawler)
        stage.wait(crawler)
        held.open()
        stage.succeed(crawler)
        assert len(stage.tables(crawler)) == 1
        states = [crawl["State"] for crawl in stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]]
        assert states == ["COMPLETED", "STOPPED"]


def test_crawls_run_side_by_side(stage: Stage, held: Gate) -> None:
    waiting = start_held(stage, held)
    stage.succeed(stage.make_crawler(f"{DATABASE}/nowhere/%"))
    assert state(stage, waiting) == "RUNNING"
    held.open()
    stage.wait(waiting)


def test_the_definition_of_the_start_counts(stage: Stage) -> None:
    """A connection that changes during a crawl is for the next one."""
    with stage.schema("CREATE TABLE a (x int)") as schema, gate(stage.port) as held:
        crawler = start_held(stage, held, f"{DATABASE}/{schema}/%")
        stage.change(schema, "CREATE TABLE b (x int)")
        held.open()
        stage.wait(crawler)
        assert len(stage.tables(crawler)) == 2
