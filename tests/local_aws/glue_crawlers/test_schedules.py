# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule of a crawler, as a client sees it."""

from __future__ import annotations

from typing import Any

from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import refusal

DAILY = "cron(0 17 * * ? *)"
WEEKLY = "cron(0 17 ? * MON *)"


def schedule(stage: Stage, crawler: str) -> dict[str, Any] | None:
    return stage.glue.get_crawler(Name=crawler)["Crawler"].get("Schedule")


def test_a_schedule_is_paused_and_resumed(stage: Stage) -> None:
    crawler = stage.make_crawler(Schedule=DAILY)
    assert schedule(stage, crawler) == {"ScheduleExpression": DAILY, "State": "SCHEDULED"}
    code, _message = refusal(stage.glue.start_crawler_schedule, CrawlerName=crawler)
    assert code == "SchedulerRunningException"
    stage.glue.stop_crawler_schedule(CrawlerName=crawler)
    assert schedule(stage, crawler) == {"ScheduleExpression": DAILY, "State": "NOT_SCHEDULED"}
    code, _message = refusal(stage.glue.stop_crawler_schedule, CrawlerName=crawler)
    assert code == "SchedulerNotRunningException"
    stage.glue.start_crawler_schedule(CrawlerName=crawler)
    assert schedule(stage, crawler) == {"ScheduleExpression": DAILY, "State": "SCHEDULED"}


def test_a_crawler_without_schedule(stage: Stage) -> None:
    crawler = stage.make_crawler()
    assert refusal(stage.glue.start_crawler_schedule, CrawlerName=crawler)[0] == "NoScheduleException"
    assert refusal(stage.glue.stop_crawler_schedule, CrawlerName=crawler)[0] == "SchedulerNotRunningException"


def test_update_crawler_schedule(stage: Stage) -> None:
    crawler = stage.make_crawler()
    stage.glue.update_crawler_schedule(CrawlerName=crawler, Schedule=DAILY)
    assert schedule(stage, crawler) == {"ScheduleExpression": DAILY, "State": "SCHEDULED"}
    refused = refusal(stage.glue.update_crawler_schedule, CrawlerName=crawler, Schedule="rate(1 day)")
    assert refused == (
        "InvalidInputException",
        "Invalid schedule cron expression. Expected format: Cron(CRON_EXPRESSION)",
    )
    stage.glue.stop_crawler_schedule(CrawlerName=crawler)
    stage.glue.update_crawler_schedule(CrawlerName=crawler, Schedule=WEEKLY)
    assert schedule(stage, crawler) == {"ScheduleExpression": WEEKLY, "State": "NOT_SCHEDULED"}
    stage.glue.update_crawler_schedule(CrawlerName=crawler, Schedule="")
    assert schedule(stage, crawler) is None


def test_an_update_of_the_crawler_keeps_a_paused_schedule_paused(stage: Stage) -> None:
    crawler = stage.make_crawler(Schedule=DAILY)
    stage.glue.stop_crawler_schedule(CrawlerName=crawler)
    stage.glue.update_crawler(Name=crawler, Schedule=WEEKLY)
    assert schedule(stage, crawler) == {"ScheduleExpression": WEEKLY, "State": "NOT_SCHEDULED"}
    stage.glue.update_crawler(Name=crawler, Description="d")
    assert schedule(stage, crawler) == {"ScheduleExpression": WEEKLY, "State": "NOT_SCHEDULED"}
