# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a crawler, as ListCrawls tells it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

COMPLETED = "COMPLETED"
# How many earlier crawls say what is usual, and how many are needed to say it.
USUAL = 10
ENOUGH = 3


@dataclass(frozen=True)
class Crawl:
    state: str
    started: datetime
    ended: datetime | None
    created: int = 0
    updated: int = 0
    deleted: int = 0
    dpu_hours: float = 0.0

    @property
    def seconds(self) -> float:
        return (self.ended - self.started).total_seconds() if self.ended else 0.0

    @property
    def succeeded(self) -> bool:
        return self.state == COMPLETED and self.ended is not None


def crawl_of(history: Mapping[str, Any]) -> Crawl:
    summary = json.loads(history.get("Summary") or "{}").get("TABLE") or {}
    return Crawl(
        state=history.get("State", ""),
        started=history["StartTime"],
        ended=history.get("EndTime"),
        created=_count(summary, "ADD"),
        updated=_count(summary, "UPDATE"),
        deleted=_count(summary, "DELETE"),
        dpu_hours=float(history.get("DPUHour") or 0.0),
    )


def _count(summary: Mapping[str, Any], kind: str) -> int:
    """Each kind is JSON within JSON, and is left out when there is nothing of it."""
    found = summary.get(kind)
    if not found:
        return 0
    return int((json.loads(found) if isinstance(found, str) else found).get("Count", 0))


def newest(crawls: Iterable[Crawl]) -> Crawl | None:
    ended = [crawl for crawl in crawls if crawl.ended]
    return max(ended, key=lambda crawl: crawl.started, default=None)


def slowness(crawl: Crawl, crawls: Iterable[Crawl]) -> float | None:
    """How many times as long as usual a crawl took. Nothing while nobody knows what is usual."""
    earlier = [each for each in crawls if each.succeeded and each.started < crawl.started]
    usual = [each.seconds for each in sorted(earlier, key=lambda each: each.started)[-USUAL:]]
    if len(usual) < ENOUGH or median(usual) <= 0:
        return None
    return crawl.seconds / median(usual)


def hours_since_success(crawls: Iterable[Crawl], made: datetime, now: datetime) -> float:
    """A crawler that never succeeded is counted from when it was made, so that a new one is not late."""
    ends = [crawl.ended for crawl in crawls if crawl.succeeded and crawl.ended]
    return max(0.0, (now - max([*ends, made])).total_seconds() / 3600)
