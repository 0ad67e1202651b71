# SPDX-License-Identifier: GPL-3.0-or-later
"""What the publisher says about crawls and the catalog, without an AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from catalog_metrics.aws import Aws
from catalog_metrics.config import Config
from catalog_metrics.config import ConfigurationError
from catalog_metrics.crawls import Crawl
from catalog_metrics.crawls import crawl_of
from catalog_metrics.crawls import hours_since_success
from catalog_metrics.crawls import slowness
from catalog_metrics.metrics import PUBLISHED
from catalog_metrics.publish import publish

from local_aws.paths import REPOSITORY

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
CONFIG = Config("DataCatalog", "crawler", "catalog", {"orders": ["orders", "items"], "users": ["users"]})


def crawl(hours_ago: float, seconds: float = 60, state: str = "COMPLETED", **counts: int) -> Crawl:
    started = NOW - timedelta(hours=hours_ago)
    return Crawl(state, started, started + timedelta(seconds=seconds), **counts)


class Fake:
    """Holds what AWS would answer, and keeps what it is told."""

    def __init__(self, crawls: Sequence[Crawl] = (), tables: Sequence[str] = (), made: datetime = NOW) -> None:
        self.history, self.made = crawls, made
        self.catalog: list[Mapping[str, Any]] = [{"Name": name, "Parameters": {}} for name in tables]
        self.backup: datetime | None = None
        self.put_data: list[dict[str, Any]] = []

    def now(self) -> datetime:
        return NOW

    def crawls(self, crawler: str) -> Sequence[Crawl]:
        assert crawler == "crawler"
        return self.history

    def crawler_made(self, crawler: str) -> datetime:
        return self.made

    def tables(self, database: str) -> Sequence[Mapping[str, Any]]:
        assert database == "catalog"
        return self.catalog

    def newest_backup(self, bucket: str, prefix: str) -> datetime | None:
        return self.backup

    def put(self, namespace: str, data: list[dict[str, Any]]) -> None:
        assert namespace == "DataCatalog"
        self.put_data = data

    @property
    def values(self) -> dict[str, float]:
        return {datum["MetricName"]: datum["Value"] for datum in self.put_data}


def change(state: str, crawler: str = "crawler") -> dict[str, Any]:
    return {"detail-type": "Glue Crawler State Change", "detail": {"crawlerName": crawler, "state": state}}


def test_a_crawl_that_succeeded() -> None:
    history = [crawl(1, 90, created=3, updated=2, deleted=1), crawl(25), crawl(49), crawl(73)]
    aws = Fake(history, ["orders", "items"], NOW - timedelta(days=9))
    publish(change("Succeeded"), CONFIG, aws)
    assert aws.values == {
        "CrawlSucceeded": 1,
        "CrawlFailed": 0,
        "CrawlDuration": 90,
        "CrawlSlowness": 1.5,
        "TablesCreated": 3,
        "TablesUpdated": 2,
        "TablesDeleted": 1,
        "NewTables": 3,
        "SchemaChanges": 3,
        "DPUHours": 0,
        "TablesDiscovered": 2,
        "ContextsCovered": 1,
        "HoursSinceSuccess": pytest.approx(1 - 90 / 3600),
    }


def test_a_crawl_that_failed_counts_no_tables() -> None:
    aws = Fake([crawl(1, state="FAILED"), crawl(25)], ["users"], NOW - timedelta(days=9))
    publish(change("Failed"), CONFIG, aws)
    assert (aws.values["CrawlFailed"], aws.values["CrawlSucceeded"]) == (1, 0)
    assert "TablesCreated" not in aws.values
    assert aws.values["HoursSinceSuccess"] == pytest.approx(25 - 60 / 3600)


def test_the_event_is_believed_when_the_history_does_not_show_the_crawl_yet() -> None:
    aws = Fake([crawl(25)])
    publish(change("Failed"), CONFIG, aws)
    assert (aws.values["CrawlFailed"], aws.values["CrawlSucceeded"]) == (1, 0)
    assert "CrawlDuration" not in aws.values


def test_a_schedule_that_could_not_start_the_crawler_is_a_failure() -> None:
    aws = Fake()
    publish(
        {"detail-type": "Glue Scheduled Crawler Invocation Failure", "detail": {"crawlerName": "crawler"}}, CONFIG, aws
    )
    assert (aws.values["CrawlFailed"], aws.values["CrawlSucceeded"]) == (1, 0)


def test_a_look_by_the_clock_counts_no_crawl() -> None:
    aws = Fake([crawl(30)], ["users"], NOW - timedelta(days=9))
    aws.backup = NOW - timedelta(hours=50)
    publish({"detail-type": "Scheduled Event"}, Config(**{**CONFIG.__dict__, "backup_bucket": "b"}), aws)
    assert set(aws.values) == {"TablesDiscovered", "ContextsCovered", "HoursSinceSuccess", "BackupAgeHours"}
    assert aws.values["BackupAgeHours"] == 50


def test_before_the_first_backup_a_new_site_is_not_late() -> None:
    aws = Fake([crawl(1)], made=NOW - timedelta(hours=3))
    publish({}, Config(**{**CONFIG.__dict__, "backup_bucket": "b"}), aws)
    assert aws.values["BackupAgeHours"] == 3


class NoSuchBucket(Exception):
    pass


def bucket(*pages: dict[str, datetime] | None) -> Aws:
    """Objects and when they were written, page by page; nothing for a bucket that is not there."""

    def paginate(**asked: str) -> Iterator[dict[str, Any]]:
        assert asked == {"Bucket": "b", "Prefix": "glue-catalog/"}
        for page in pages:
            if page is None:
                raise NoSuchBucket
            yield {"Contents": [{"Key": key, "LastModified": when} for key, when in page.items()]} if page else {}

    s3 = SimpleNamespace(
        exceptions=SimpleNamespace(NoSuchBucket=NoSuchBucket),
        get_paginator=lambda name: SimpleNamespace(paginate=paginate),
    )
    return Aws(None, None, s3)


def test_a_backup_without_its_manifest_is_none() -> None:
    old, older = NOW - timedelta(hours=9), NOW - timedelta(hours=17)
    found = bucket(
        {"glue-catalog/1/manifest.json": older, "glue-catalog/1/tables.gz": older},
        {"glue-catalog/2/manifest.json": old, "glue-catalog/3/tables.gz": NOW, "glue-catalog/manifest.json.bak": NOW},
    )
    assert found.newest_backup("b", "glue-catalog/") == old
    assert bucket({}).newest_backup("b", "glue-catalog/") is None
    assert bucket(None).newest_backup("b", "glue-catalog/") is None


@pytest.mark.parametrize("event", [change("Started"), change("Failed", "somebody else's")])
def test_what_is_no_reason(event: dict[str, Any]) -> None:
    aws = Fake()
    assert publish(event, CONFIG, aws)["published"] == []
    assert aws.put_data == []


def test_deprecated_tables_are_gone() -> None:
    aws = Fake([crawl(1)], ["users"])
    aws.catalog = [*aws.catalog, {"Name": "orders", "Parameters": {"DEPRECATED_BY_CRAWLER": "1"}}, {"Name": "items"}]
    publish({}, CONFIG, aws)
    assert (aws.values["TablesDiscovered"], aws.values["ContextsCovered"]) == (2, 1)


def test_before_the_first_success_an_empty_catalog_is_no_news() -> None:
    aws = Fake([crawl(1, state="FAILED")])
    publish({}, CONFIG, aws)
    assert set(aws.values) == {"HoursSinceSuccess"}


def test_every_metric_has_its_dimension_and_its_unit() -> None:
    aws = Fake([crawl(1), crawl(25), crawl(49), crawl(73)])
    aws.backup = NOW
    publish(change("Succeeded"), Config(**{**CONFIG.__dict__, "backup_bucket": "b"}), aws)
    assert set(aws.values) == set(PUBLISHED), "together they are all that it can publish"
    owners = {"CrawlerName": "crawler", "Database": "catalog"}
    for datum in aws.put_data:
        dimension, unit = PUBLISHED[datum["MetricName"]]
        assert datum["Dimensions"] == [{"Name": dimension, "Value": owners[dimension]}]
        assert (datum["Unit"], datum["Timestamp"]) == (unit, NOW)


def test_a_new_crawler_is_not_late() -> None:
    assert hours_since_success([], NOW - timedelta(hours=2), NOW) == 2
    assert hours_since_success([crawl(1, state="FAILED")], NOW - timedelta(hours=2), NOW) == 2
    assert hours_since_success([crawl(26, 3600)], NOW - timedelta(days=9), NOW) == 25


def test_what_is_usual_needs_some_crawls_and_forgets_the_oldest() -> None:
    assert slowness(crawl(0, 600), [crawl(1), crawl(2)]) is None
    assert slowness(crawl(0, 600), [crawl(1), crawl(2), crawl(3, state="FAILED")]) is None
    assert slowness(crawl(0, 600), [crawl(1), crawl(2), crawl(3)]) == 10
    old = [crawl(hours, 6000) for hours in range(11, 30)]
    assert slowness(crawl(0, 600), [*old, *(crawl(hours) for hours in range(1, 11))]) == 10


def test_history_as_aws_tells_it() -> None:
    summary = {"TABLE": {"ADD": json.dumps({"Count": 2, "Details": {"names": ["a", "b"]}}), "UPDATE": '{"Count": 1}'}}
    told = {"State": "COMPLETED", "StartTime": NOW, "EndTime": NOW, "Summary": json.dumps(summary), "DPUHour": 0.25}
    assert crawl_of(told) == Crawl("COMPLETED", NOW, NOW, 2, 1, 0, 0.25)
    assert crawl_of({"State": "RUNNING", "StartTime": NOW}) == Crawl("RUNNING", NOW, None)


def test_configuration() -> None:
    contexts = {"prefix": "DB_public_", "contexts": {"a": ["T1"]}}
    given = {"NAMESPACE": "N", "CRAWLER_NAME": "c", "GLUE_DATABASE": "d", "BOUNDED_CONTEXTS": json.dumps(contexts)}
    assert Config.from_environment(given) == Config("N", "c", "d", {"a": ["db_public_t1"]})
    for name in given:
        with pytest.raises(ConfigurationError, match=f"{name} is missing or empty"):
            Config.from_environment({**given, name: " "})
    for wrong in ("[]", "{", "{}", '{"prefix": "", "contexts": []}'):
        with pytest.raises(ConfigurationError, match="BOUNDED_CONTEXTS must be"):
            Config.from_environment({**given, "BOUNDED_CONTEXTS": wrong})


def test_the_table_of_what_publishes_what_is_true() -> None:
    path = REPOSITORY / "roles" / "monitoring" / "vars" / "main" / "signals.yml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))["__monitoring_signals"]
    own = [entry for entry in table if entry["namespace"] == "{{ monitoring_namespace }}"]
    told = {metric: entry["dimensions"][0] for entry in own for metric in entry["metrics"]}
    assert told == {metric: dimension for metric, (dimension, _unit) in PUBLISHED.items()}
