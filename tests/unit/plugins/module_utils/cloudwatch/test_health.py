# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily check: what is well, and each thing that can be wrong."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.filter.catalog_health import catalog_health
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import Expected
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import Found
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import lines
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import rows
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import worst

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
EXPECTED = Expected(
    fewest=2,
    most=3,
    contexts={"sales": ["Orders"], "people": ["users"]},
    prefix="db_public_",
    backup_hours=17,
    functions=["Trigger"],
)
CRAWLER = {"state": "READY", "schedule": {"state": "SCHEDULED"}}
TABLES = [{"name": "db_public_orders", "parameters": {}}, {"name": "db_public_users"}]
ALARMS = [{"alarm_name": "DataCatalog-A", "state_value": "OK"}]
METRICS = {"letters": {"sum": 9.0, "latest": 0.0}, "backup_age": {"latest": 8.25}, "Trigger": {"sum": 0.0}}


def crawl(start: str, state: str = "COMPLETED", **more: Any) -> dict[str, Any]:
    return {"start_time": start, "end_time": start, "state": state, "duration_seconds": 61.4, **more}


CRAWLS = [crawl("2026-01-10T02:00:03+09:00")]
WELL: dict[str, Any] = {"crawlers": [CRAWLER], "crawls": CRAWLS, "tables": TABLES, "alarms": ALARMS, "metrics": METRICS}


def checked(expected: Expected = EXPECTED, **changes: Any) -> list[dict[str, Any]]:
    return rows(Found(**{**WELL, **changes}), expected, NOW)


def wrong(expected: Expected = EXPECTED, **changes: Any) -> dict[str, str]:
    return {row["check"]: row["found"] for row in checked(expected, **changes) if not row["ok"]}


def test_all_is_well() -> None:
    assert wrong() == {}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"crawlers": []}, {"crawler": "not there"}),
        ({"crawlers": [{"state": "READY"}]}, {"crawler": "READY, not scheduled"}),
        (
            {"crawls": [crawl("2026-01-09T10:00:00+00:00")]},
            {"last crawl": "COMPLETED at 2026-01-09T10:00:00+00:00 in 61 s, 26 hours ago"},
        ),
        ({"crawls": [crawl("2026-01-09T11:30:00+00:00")]}, {}),
        ({"crawls": []}, {"last crawl": "none yet"}),
        (
            {"crawls": [*CRAWLS, crawl("2026-01-10T03:00:00+09:00", "FAILED", error_message="No way in")]},
            {
                "last crawl": "FAILED at 2026-01-10T03:00:00+09:00 in 61 s: No way in",
                "failed crawls in 24 hours": "1 of 2",
            },
        ),
        ({"crawls": [*CRAWLS, crawl("2026-01-08T03:00:00+09:00", "FAILED")]}, {}),
        ({"tables": [*TABLES, {"name": "a"}, {"name": "b"}]}, {"tables": "4"}),
        (
            {"tables": [TABLES[1], {"name": "db_public_orders", "parameters": {"DEPRECATED_BY_CRAWLER": "1"}}]},
            {"tables": "1", "bounded contexts": "1, not sales"},
        ),
        ({"alarms": [{"alarm_name": "DataCatalog-B", "state_value": "ALARM"}, *ALARMS]}, {"alarms": "DataCatalog-B"}),
        ({"alarms": []}, {"alarms": "not deployed"}),
        ({"metrics": {**METRICS, "letters": {"latest": 2.0}}}, {"dead letters": "2"}),
        ({"metrics": {**METRICS, "letters": {"sum": 0.0}}}, {}),
        ({"metrics": {**METRICS, "backup_age": {"latest": 17.5}}}, {"newest backup": "17.5 hours ago"}),
        ({"metrics": {**METRICS, "backup_age": {"sum": 0.0}}}, {"newest backup": "not known"}),
        ({"metrics": {**METRICS, "Trigger": {"sum": 3.0}}}, {"function errors in 24 hours": "3 of Trigger"}),
    ],
)
def test_what_is_wrong(changes: dict[str, Any], found: dict[str, str]) -> None:
    assert wrong(**changes) == found


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "OK"),
        ({"crawlers": []}, "CRITICAL"),
        ({"crawlers": [{"state": "READY"}]}, "WARNING"),
        ({"crawls": []}, "WARNING"),
        ({"crawls": [crawl("2026-01-10T02:00:03+09:00", "FAILED")]}, "CRITICAL"),
        ({"tables": []}, "WARNING"),
        ({"alarms": []}, "CRITICAL"),
        (
            {"alarms": [{"alarm_name": "A", "state_value": "ALARM", "alarm_actions": ["a:DataCatalogWarningAlerts"]}]},
            "WARNING",
        ),
        (
            {"alarms": [{"alarm_name": "A", "state_value": "ALARM", "alarm_actions": ["a:DataCatalogCriticalAlerts"]}]},
            "CRITICAL",
        ),
        ({"metrics": {**METRICS, "letters": {"latest": 1.0}}}, "CRITICAL"),
        ({"metrics": {**METRICS, "Trigger": {"sum": 1.0}}}, "WARNING"),
        ({"metrics": {**METRICS, "backup_age": {"latest": 23.9}}}, "WARNING"),
        ({"metrics": {**METRICS, "backup_age": {"latest": 24.1}}}, "CRITICAL"),
    ],
)
def test_how_bad_it_is(changes: dict[str, Any], level: str) -> None:
    found = checked(**changes)
    assert worst(found) == level
    assert all(row["mend"] for row in found if row["level"] != "OK")
    assert not any(row["mend"] for row in found if row["level"] == "OK")


def test_where_no_backups_are_kept_none_is_missed() -> None:
    expected = Expected(**{**EXPECTED.__dict__, "backup_hours": 0, "functions": []})
    assert [row["check"] for row in checked(expected, metrics={})][-2:] == ["dead letters", "alarms"]
    assert wrong(expected, metrics={}) == {}


def test_a_crawler_without_a_schedule_where_none_is_wanted() -> None:
    expected = Expected(**{**EXPECTED.__dict__, "scheduled": False})
    assert wrong(expected, crawlers=[{"state": "READY"}], crawls=[crawl("2026-01-01T00:00:00+00:00")]) == {}


def test_lines_are_in_columns() -> None:
    shown = lines(checked(crawlers=[]))
    assert shown[0] == "CRITICAL  crawler                      not there"
    assert shown[1] == "-> Run site.yml."
    assert shown[4] == "OK        tables                       2"


def test_the_filter() -> None:
    expected = {"fewest": 2, "most": 3, "contexts": {}, "prefix": ""}
    assert catalog_health({**WELL, "crawlers": []}, **expected)["ok"] is False
    with pytest.raises(AnsibleFilterError, match="is not as documented"):
        catalog_health(WELL, few=1)
