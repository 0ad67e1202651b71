# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawls a crawler has made: ListCrawls and GetCrawlerMetrics."""

from __future__ import annotations

import json
import operator
import statistics
from collections.abc import Callable
from typing import Any

from local_aws.glue.crawlers import records
from local_aws.glue.crawlers.job import Changes
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import invalid_input
from local_aws.glue.names import escape
from local_aws.glue.paging import page_of_items
from local_aws.glue.store import Scope

KIND = "crawl"
KEPT = 1000
# AWS documents 20 and 100 for ListCrawls.
PAGE = 20
LONGEST_PAGE = 100
MOST_METRICS = 1000
LATEST = 10**15 - 1
# How many DPUs a crawl of JDBC takes is documented nowhere.
DPUS = 2

STATES = {"SUCCEEDED": "COMPLETED", "CANCELLED": "STOPPED", "FAILED": "FAILED"}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "GT": operator.gt,
    "GE": operator.ge,
    "LT": operator.lt,
    "LE": operator.le,
    "EQ": operator.eq,
    "NE": operator.ne,
}
FIELDS = {
    "CRAWL_ID": "CrawlId",
    "STATE": "State",
    "START_TIME": "StartTime",
    "END_TIME": "EndTime",
    "DPU_HOUR": "DPUHour",
}


def begin(scope: Scope, crawler: str, crawl: dict[str, Any]) -> None:
    """Keep a crawl that has started, and let go of the oldest beyond what is kept."""
    scope.put(KIND, _key(crawler, crawl), crawl)
    for key in scope.keys(KIND, _prefix(crawler))[KEPT:]:
        scope.delete(KIND, key)


def end(scope: Scope, crawler: str, running: dict[str, Any], outcome: Outcome, now: float) -> None:
    """Close the entry of the crawl that a record's Running names."""
    key = _key(crawler, running)
    crawl = scope.get(KIND, key) or dict(running)
    crawl |= {"State": STATES[outcome.status], "EndTime": now}
    crawl["DPUHour"] = round(DPUS * max(0.0, now - crawl["StartTime"]) / 3600, 6)
    crawl["Tables"] = {kind: len(names) for kind, names in outcome.changes.by_kind().items()}
    if crawl["Tables"]:
        crawl["Summary"] = summary(outcome.changes)
    if outcome.error:
        crawl["ErrorMessage"] = outcome.error
    scope.put(KIND, key, crawl)


def summary(changes: Changes) -> str:
    """ListCrawls' Summary, absent when nothing changed. Its shape is known from a program that reads AWS's."""
    kinds = {
        kind: json.dumps({"Count": len(names), "Details": {"names": names}}, ensure_ascii=False)
        for kind, names in changes.by_kind().items()
    }
    return json.dumps({"TABLE": kinds}, ensure_ascii=False)


def forget(scope: Scope, crawler: str) -> None:
    scope.delete_prefix(KIND, _prefix(crawler))


@action("ListCrawls")
def list_crawls(request: Request) -> Result:
    crawler = request.params["CrawlerName"]
    records.get(request.scope, crawler)
    tests = [_test(filter_) for filter_ in request.params.get("Filters") or []]
    crawls = request.scope.items(KIND, _prefix(crawler))
    found = ((key, _shown(crawl)) for key, crawl in crawls if all(test(crawl) for test in tests))
    page, token = page_of_items(request, found, most=LONGEST_PAGE if "MaxResults" in request.params else PAGE)
    return {"Crawls": page, **token}


@action("GetCrawlerMetrics")
def get_crawler_metrics(request: Request) -> Result:
    wanted = request.params.get("CrawlerNameList") or [record["Name"] for record in request.scope.values(records.KIND)]
    known = ((name, name) for name in sorted(set(wanted)) if records.find(request.scope, name))
    names, token = page_of_items(request, known, most=MOST_METRICS)
    return {"CrawlerMetricsList": [_metrics(request.scope, name) for name in names], **token}


def _metrics(scope: Scope, crawler: str) -> dict[str, Any]:
    ended = [crawl for crawl in scope.values(KIND, _prefix(crawler)) if "EndTime" in crawl]
    runtimes = [crawl["EndTime"] - crawl["StartTime"] for crawl in ended]

    def total(kind: str) -> int:
        return sum(crawl["Tables"].get(kind, 0) for crawl in ended)

    return {
        "CrawlerName": crawler,
        "TimeLeftSeconds": 0.0,
        "StillEstimating": False,
        "LastRuntimeSeconds": round(runtimes[0], 3) if runtimes else 0.0,
        "MedianRuntimeSeconds": round(statistics.median(runtimes), 3) if runtimes else 0.0,
        "TablesCreated": total("ADD"),
        "TablesUpdated": total("UPDATE"),
        "TablesDeleted": total("DELETE"),
    }


def _test(filter_: dict[str, str]) -> Callable[[dict[str, Any]], bool]:
    name, compare = filter_.get("FieldName"), filter_.get("FilterOperator")
    if name not in FIELDS or compare not in COMPARE or "FieldValue" not in filter_:
        raise invalid_input("A filter needs FieldName, FilterOperator and FieldValue.")
    value = _filter_value(name, filter_["FieldValue"])
    member = FIELDS[name]
    return lambda crawl: member in crawl and COMPARE[compare](crawl[member], value)


def _filter_value(name: str, text: str) -> Any:
    if name in ("CRAWL_ID", "STATE"):
        return text
    try:
        return float(text) if name == "DPU_HOUR" else float(text) / 1000
    except ValueError as error:
        raise invalid_input(f"Invalid value {text} for the filter field {name}.") from error


def _shown(crawl: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in crawl.items() if key != "Tables"}


def _prefix(crawler: str) -> str:
    return f"{escape(crawler)}/"


def _key(crawler: str, crawl: dict[str, Any]) -> str:
    """Keys sort by the time of the start, the newest first."""
    return f"{_prefix(crawler)}{LATEST - int(crawl['StartTime'] * 1000):015d}-{crawl['CrawlId']}"
