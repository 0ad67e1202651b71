# SPDX-License-Identifier: GPL-3.0-or-later
"""ListCrawls and GetCrawlerMetrics."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import refusal


@pytest.fixture(scope="module")
def crawled(stage: Stage) -> tuple[str, list[dict[str, Any]]]:
    """A crawler with three crawls behind it, the second of which failed, and what ListCrawls says of them."""
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        threshold = '{"Version":1.0,"CrawlerOutput":{"Tables":{"TableThreshold":1}}}'
        stage.glue.update_crawler(Name=crawler, Configuration=threshold)
        stage.failure(crawler)
        stage.glue.update_crawler(Name=crawler, Configuration="")
        stage.change(schema, "DROP TABLE b")
        stage.succeed(crawler)
    return crawler, stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]


def ids(stage: Stage, crawler: str, *filters: tuple[str, str, str]) -> list[str]:
    given = [{"FieldName": f, "FilterOperator": o, "FieldValue": v} for f, o, v in filters]
    return [crawl["CrawlId"] for crawl in stage.glue.list_crawls(CrawlerName=crawler, Filters=given)["Crawls"]]


def test_the_newest_comes_first(crawled: tuple[str, list[dict[str, Any]]]) -> None:
    crawler, crawls = crawled
    assert [crawl["State"] for crawl in crawls] == ["COMPLETED", "FAILED", "COMPLETED"]
    assert crawls[0]["StartTime"] > crawls[1]["StartTime"] > crawls[2]["StartTime"]
    for crawl in crawls:
        assert crawl["EndTime"] > crawl["StartTime"]
        assert crawl["DPUHour"] > 0
        assert (crawl["LogGroup"], crawl["LogStream"]) == ("/aws-glue/crawlers", crawler)
        assert crawl["MessagePrefix"] == crawl["CrawlId"]
    assert "greater than the table threshold" in crawls[1]["ErrorMessage"]
    assert "Summary" not in crawls[1]


def test_filters(stage: Stage, crawled: tuple[str, list[dict[str, Any]]]) -> None:
    crawler, crawls = crawled
    newest, failed, oldest = (crawl["CrawlId"] for crawl in crawls)
    middle = str(int(crawls[1]["StartTime"].timestamp() * 1000))
    assert ids(stage, crawler, ("CRAWL_ID", "EQ", failed)) == [failed]
    assert ids(stage, crawler, ("STATE", "EQ", "COMPLETED")) == [newest, oldest]
    assert ids(stage, crawler, ("STATE", "NE", "COMPLETED")) == [failed]
    assert ids(stage, crawler, ("START_TIME", "GT", middle)) == [newest]
    assert ids(stage, crawler, ("START_TIME", "LE", middle)) == [failed, oldest]
    assert ids(stage, crawler, ("END_TIME", "LT", middle)) == [oldest]
    assert ids(stage, crawler, ("DPU_HOUR", "GT", "1000")) == []
    assert ids(stage, crawler, ("STATE", "EQ", "COMPLETED"), ("START_TIME", "GE", middle)) == [newest]


def test_pages(stage: Stage, crawled: tuple[str, list[dict[str, Any]]]) -> None:
    crawler, crawls = crawled
    first = stage.glue.list_crawls(CrawlerName=crawler, MaxResults=2)
    rest = stage.glue.list_crawls(CrawlerName=crawler, MaxResults=2, NextToken=first["NextToken"])
    assert first["Crawls"] + rest["Crawls"] == crawls
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    "given", [{"FieldName": "STATE"}, {"FieldName": "START_TIME", "FilterOperator": "GT", "FieldValue": "yesterday"}]
)
def test_bad_filters(stage: Stage, crawled: tuple[str, list[dict[str, Any]]], given: dict[str, str]) -> None:
    code, _message = refusal(stage.glue.list_crawls, CrawlerName=crawled[0], Filters=[given])
    assert code == "InvalidInputException"


def test_metrics(stage: Stage, crawled: tuple[str, list[dict[str, Any]]]) -> None:
    crawler, crawls = crawled
    (metrics,) = stage.glue.get_crawler_metrics(CrawlerNameList=[crawler, "missing"])["CrawlerMetricsList"]
    runtimes = [(crawl["EndTime"] - crawl["StartTime"]).total_seconds() for crawl in crawls]
    assert metrics.pop("LastRuntimeSeconds") == pytest.approx(runtimes[0], abs=0.002)
    assert metrics.pop("MedianRuntimeSeconds") == pytest.approx(sorted(runtimes)[1], abs=0.002)
    assert metrics == {
        "CrawlerName": crawler,
        "TimeLeftSeconds": 0.0,
        "StillEstimating": False,
        "TablesCreated": 2,
        "TablesUpdated": 1,
        "TablesDeleted": 0,
    }
    every = stage.glue.get_crawler_metrics()["CrawlerMetricsList"]
    assert crawler in [one["CrawlerName"] for one in every]
