# SPDX-License-Identifier: GPL-3.0-or-later
"""From an event to the metrics that it gives reason for."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from typing import Protocol

from . import metrics
from .config import Config
from .crawls import Crawl
from .crawls import newest

STATE_CHANGE = "Glue Crawler State Change"
NOT_INVOKED = "Glue Scheduled Crawler Invocation Failure"
ENDS = ("Succeeded", "Failed")


class Sources(Protocol):
    def now(self) -> datetime: ...
    def crawls(self, crawler: str) -> Sequence[Crawl]: ...
    def crawler_made(self, crawler: str) -> datetime: ...
    def tables(self, database: str) -> Sequence[Mapping[str, Any]]: ...
    def newest_backup(self, bucket: str, prefix: str) -> datetime | None: ...
    def put(self, namespace: str, data: list[dict[str, Any]]) -> None: ...


def publish(event: Mapping[str, Any], config: Config, aws: Sources) -> dict[str, Any]:
    """Events of other crawlers and beginnings of crawls give reason for nothing."""
    kind = event.get("detail-type", "")
    detail = event.get("detail") or {}
    if kind in (STATE_CHANGE, NOT_INVOKED) and detail.get("crawlerName") != config.crawler:
        return {"published": [], "because": f"the event is about {detail.get('crawlerName')}"}
    if kind == STATE_CHANGE and detail.get("state") not in ENDS:
        return {"published": [], "because": f"the crawler is {detail.get('state')}"}

    crawls = aws.crawls(config.crawler)
    values = _of_event(kind, detail, crawls)
    if any(crawl.succeeded for crawl in crawls):  # before the first crawl an empty catalog is as it should be
        values |= metrics.of_catalog(aws.tables(config.database), config.contexts)
    made = aws.crawler_made(config.crawler)
    values |= metrics.of_the_hour(crawls, made, aws.now())
    if config.backup_bucket:
        newest_backup = aws.newest_backup(config.backup_bucket, config.backup_prefix)
        values |= metrics.of_the_backup(newest_backup, made, aws.now())
    aws.put(config.namespace, metrics.as_data(values, config.crawler, config.database, aws.now()))
    return {"published": sorted(values)}


def _of_event(kind: str, detail: Mapping[str, Any], crawls: Sequence[Crawl]) -> dict[str, float]:
    """The event says what came of the crawl; the history, which may not show it yet, says the rest."""
    if kind == NOT_INVOKED:
        return {"CrawlSucceeded": 0.0, "CrawlFailed": 1.0}
    if kind != STATE_CHANGE:
        return {}
    done = 1.0 if detail["state"] == ENDS[0] else 0.0
    told = {"CrawlSucceeded": done, "CrawlFailed": 1.0 - done}
    crawl = newest(crawls)
    return told if crawl is None or crawl.succeeded != bool(done) else metrics.of_crawl(crawl, crawls) | told
