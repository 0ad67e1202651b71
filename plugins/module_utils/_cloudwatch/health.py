# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily check of the catalog: one row for each thing that is looked at. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from typing import Any

DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Expected:
    """What the inventory says should be."""

    fewest: int
    most: int
    contexts: dict[str, list[str]]
    prefix: str
    scheduled: bool = True
    hours: float = 25


def rows(
    crawlers: Sequence[dict],
    crawls: Sequence[dict],
    tables: Sequence[dict],
    alarms: Sequence[dict],
    expected: Expected,
    now: datetime,
) -> list[dict[str, Any]]:
    """Each row has what is looked at, what was found, and whether it is well."""
    names = {table["name"] for table in tables if not _is_deprecated(table)}
    return [
        _crawler(crawlers, expected),
        _last(crawls, expected, now),
        _failures(crawls, now),
        _row(
            "tables",
            len(names),
            expected.fewest <= len(names) <= expected.most,
            f"{expected.fewest} to {expected.most}",
        ),
        _coverage(names, expected),
        _alarms(alarms),
    ]


def _row(check: str, found: Any, ok: bool, should: str) -> dict[str, Any]:
    return {"check": check, "found": str(found), "ok": ok, "expected": should}


def _is_deprecated(table: dict) -> bool:
    return "DEPRECATED_BY_CRAWLER" in (table.get("parameters") or {})


def _crawler(crawlers: Sequence[dict], expected: Expected) -> dict[str, Any]:
    if not crawlers:
        return _row("crawler", "not there", False, "there")
    schedule = (crawlers[0].get("schedule") or {}).get("state", "not scheduled")
    ok = schedule == "SCHEDULED" or not expected.scheduled
    return _row("crawler", f"{crawlers[0]['state']}, {schedule}", ok, "scheduled" if expected.scheduled else "there")


def _last(crawls: Sequence[dict], expected: Expected, now: datetime) -> dict[str, Any]:
    """A crawl that went well long ago is no comfort where a schedule should have brought a newer one."""
    ended = [crawl for crawl in crawls if crawl.get("end_time")]
    if not ended:
        return _row("last crawl", "none yet", False, "COMPLETED")
    last = max(ended, key=lambda crawl: datetime.fromisoformat(crawl["start_time"]))
    error = f": {last['error_message']}" if last.get("error_message") else ""
    seconds = f"{float(last.get('duration_seconds', 0)):.0f} s"
    found = f"{last['state']} at {last['end_time']} in {seconds}{error}"
    age = (now - datetime.fromisoformat(last["end_time"])).total_seconds() / 3600
    late = expected.scheduled and age > expected.hours
    found += f", {age:.0f} hours ago" if late else ""
    should = f"COMPLETED, within {expected.hours:g} hours" if expected.scheduled else "COMPLETED"
    return _row("last crawl", found, last["state"] == "COMPLETED" and not late, should)


def _failures(crawls: Sequence[dict], now: datetime) -> dict[str, Any]:
    recent = [crawl for crawl in crawls if now - datetime.fromisoformat(crawl["start_time"]) <= DAY]
    failed = [crawl for crawl in recent if crawl["state"] == "FAILED"]
    return _row("failed crawls in 24 hours", f"{len(failed)} of {len(recent)}", not failed, "none")


def _coverage(names: set[str], expected: Expected) -> dict[str, Any]:
    missing = sorted(
        context
        for context, tables in expected.contexts.items()
        if not names.issuperset(f"{expected.prefix}{table}".lower() for table in tables)
    )
    whole = len(expected.contexts)
    found = f"{whole - len(missing)}{', not ' + ', '.join(missing) if missing else ''}"
    return _row("bounded contexts", found, not missing, f"{whole} with all their tables")


def _alarms(alarms: Sequence[dict]) -> dict[str, Any]:
    """The dead-letter queue, the age of the backup and all else that has a threshold."""
    firing = sorted(alarm["alarm_name"] for alarm in alarms if alarm["state_value"] == "ALARM")
    none = f"{len(alarms)}, none fires" if alarms else "not deployed"
    return _row("alarms", ", ".join(firing) or none, bool(alarms) and not firing, "none fires")


def lines(found: Sequence[dict]) -> list[str]:
    """One screen: a line for each row, in columns."""
    width = max((len(row["check"]) for row in found), default=0)
    return [f"{'ok   ' if row['ok'] else 'WRONG'}  {row['check']:<{width}}  {row['found']}" for row in found]
