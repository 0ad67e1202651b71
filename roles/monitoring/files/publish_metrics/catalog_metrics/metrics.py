# SPDX-License-Identifier: GPL-3.0-or-later
"""The metrics themselves: the one place that says what this function publishes, and with which dimension. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .crawls import Crawl
from .crawls import hours_since_success
from .crawls import slowness

CRAWLER, DATABASE = "CrawlerName", "Database"

# Name -> (dimension, unit). vars/signals.yml of the role says the same, and a test that it does.
PUBLISHED: dict[str, tuple[str, str]] = {
    "CrawlSucceeded": (CRAWLER, "Count"),
    "CrawlFailed": (CRAWLER, "Count"),
    "CrawlDuration": (CRAWLER, "Seconds"),
    "CrawlSlowness": (CRAWLER, "None"),
    "TablesCreated": (CRAWLER, "Count"),
    "TablesUpdated": (CRAWLER, "Count"),
    "TablesDeleted": (CRAWLER, "Count"),
    "DPUHours": (CRAWLER, "None"),
    "HoursSinceSuccess": (CRAWLER, "None"),
    "TablesDiscovered": (DATABASE, "Count"),
    "NewTables": (DATABASE, "Count"),
    "SchemaChanges": (DATABASE, "Count"),
    "ContextsCovered": (DATABASE, "Count"),
    "BackupAgeHours": (DATABASE, "None"),
}


def of_crawl(crawl: Crawl, crawls: Sequence[Crawl]) -> dict[str, float]:
    """What one crawl came to."""
    done = 1.0 if crawl.succeeded else 0.0
    values = {
        "CrawlSucceeded": done,
        "CrawlFailed": 1.0 - done,
        "CrawlDuration": crawl.seconds,
        "DPUHours": crawl.dpu_hours,
    }
    if not crawl.succeeded:
        return values
    slow = slowness(crawl, crawls)
    return {
        **values,
        **({} if slow is None else {"CrawlSlowness": slow}),
        "TablesCreated": float(crawl.created),
        "TablesUpdated": float(crawl.updated),
        "TablesDeleted": float(crawl.deleted),
        "NewTables": float(crawl.created),
        "SchemaChanges": float(crawl.updated + crawl.deleted),
    }


def of_catalog(tables: Iterable[Mapping[str, Any]], contexts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """What the catalog holds now. A table that the crawler deprecated is gone from the database."""
    names = {table["Name"] for table in tables if not is_deprecated(table)}
    covered = [name for name, wanted in contexts.items() if names.issuperset(wanted)]
    return {"TablesDiscovered": float(len(names)), "ContextsCovered": float(len(covered))}


def is_deprecated(table: Mapping[str, Any]) -> bool:
    return "DEPRECATED_BY_CRAWLER" in (table.get("Parameters") or {})


def of_the_hour(crawls: Sequence[Crawl], made: datetime, now: datetime) -> dict[str, float]:
    """What grows while nothing happens."""
    return {"HoursSinceSuccess": hours_since_success(crawls, made, now)}


def of_the_backup(newest: datetime | None, made: datetime, now: datetime) -> dict[str, float]:
    """Before the first one it is counted from when the crawler was made, so that a new site is not late."""
    return {"BackupAgeHours": max(0.0, (now - (newest or made)).total_seconds() / 3600)}


def as_data(values: Mapping[str, float], crawler: str, database: str, when: datetime) -> list[dict[str, Any]]:
    owners = {CRAWLER: crawler, DATABASE: database}
    return [
        {
            "MetricName": name,
            "Dimensions": [{"Name": PUBLISHED[name][0], "Value": owners[PUBLISHED[name][0]]}],
            "Timestamp": when,
            "Unit": PUBLISHED[name][1],
            "Value": value,
        }
        for name, value in sorted(values.items())
    ]
