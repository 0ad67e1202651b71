# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily check of the catalog: one row for each thing that is looked at. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from typing import Any

DAY = timedelta(hours=24)
LEVELS = ("OK", "WARNING", "CRITICAL")
OK, WARNING, CRITICAL = LEVELS


@dataclass(frozen=True)
class Expected:
    """What the inventory says should be."""

    fewest: int
    most: int
    contexts: dict[str, list[str]]
    prefix: str
    scheduled: bool = True
    hours: float = 25
    backup_hours: float = 0  # no backups are kept
    functions: Sequence[str] = ()
    critical_topic: str = "DataCatalogCriticalAlerts"


@dataclass(frozen=True)
class Found:
    """What the info modules returned. Metrics: `letters`, `backup_age`, and the errors of each function by its name."""

    crawlers: Sequence[dict]
    crawls: Sequence[dict]
    tables: Sequence[dict]
    alarms: Sequence[dict]
    metrics: Mapping[str, dict]


def rows(found: Found, expected: Expected, now: datetime) -> list[dict[str, Any]]:
    """Each row has what is looked at, what was found and expected, how bad it is, and what to do."""
    names = {table["name"] for table in found.tables if not _is_deprecated(table)}
    return [
        _crawler(found.crawlers, expected),
        _last(found.crawls, expected, now),
        _failures(found.crawls, now),
        _count(names, expected),
        _coverage(names, expected),
        _errors(expected.functions, found.metrics),
        _letters(found.metrics),
        *([_backup(found.metrics, expected)] if expected.backup_hours else []),
        _alarms(found.alarms, expected),
    ]


def worst(found: Sequence[dict]) -> str:
    return max((row["level"] for row in found), key=LEVELS.index, default=OK)


def lines(found: Sequence[dict]) -> list[str]:
    """One screen: a line for each row, in columns, and under what is not well what to do about it."""
    width = max((len(row["check"]) for row in found), default=0)
    shown = []
    for row in found:
        shown.append(f"{row['level']:<8}  {row['check']:<{width}}  {row['found']}")
        if row["mend"]:
            shown.append(f"-> {row['mend']}")
    return shown


def _row(check: str, level: str, found: Any, should: str, mend: str) -> dict[str, Any]:
    well = level == OK
    return {
        "check": check,
        "level": level,
        "found": str(found),
        "expected": should,
        "mend": "" if well else mend,
        "ok": well,
    }


def _is_deprecated(table: dict) -> bool:
    return "DEPRECATED_BY_CRAWLER" in (table.get("parameters") or {})


def _crawler(crawlers: Sequence[dict], expected: Expected) -> dict[str, Any]:
    if not crawlers:
        return _row("crawler", CRITICAL, "not there", "there", "Run site.yml.")
    schedule = (crawlers[0].get("schedule") or {}).get("state", "not scheduled")
    ok = schedule == "SCHEDULED" or not expected.scheduled
    should = "scheduled" if expected.scheduled else "there"
    mend = "Run site.yml --tags glue, which puts the schedule back."
    return _row("crawler", OK if ok else WARNING, f"{crawlers[0]['state']}, {schedule}", should, mend)


def _last(crawls: Sequence[dict], expected: Expected, now: datetime) -> dict[str, Any]:
    """A crawl that went well long ago is no comfort where a schedule should have brought a newer one."""
    ended = [crawl for crawl in crawls if crawl.get("end_time")]
    should = f"COMPLETED, within {expected.hours:g} hours" if expected.scheduled else "COMPLETED"
    mend = "Run crawl.yml. Runbook: CrawlerExecutionFailure, CrawlerNotRunning."
    if not ended:
        return _row("last crawl", WARNING, "none yet", should, mend)
    last = max(ended, key=lambda crawl: datetime.fromisoformat(crawl["start_time"]))
    error = f": {last['error_message']}" if last.get("error_message") else ""
    seconds = f"{float(last.get('duration_seconds', 0)):.0f} s"
    found = f"{last['state']} at {last['end_time']} in {seconds}{error}"
    age = (now - datetime.fromisoformat(last["end_time"])).total_seconds() / 3600
    late = expected.scheduled and age > expected.hours
    found += f", {age:.0f} hours ago" if late else ""
    level = CRITICAL if last["state"] != "COMPLETED" else WARNING if late else OK
    return _row("last crawl", level, found, should, mend)


def _failures(crawls: Sequence[dict], now: datetime) -> dict[str, Any]:
    recent = [crawl for crawl in crawls if now - datetime.fromisoformat(crawl["start_time"]) <= DAY]
    failed = [crawl for crawl in recent if crawl["state"] == "FAILED"]
    found, mend = f"{len(failed)} of {len(recent)}", "Runbook: CrawlerExecutionFailure."
    return _row("failed crawls in 24 hours", WARNING if failed else OK, found, "none", mend)


def _count(names: set[str], expected: Expected) -> dict[str, Any]:
    ok = expected.fewest <= len(names) <= expected.most
    should = f"{expected.fewest} to {expected.most}"
    return _row("tables", OK if ok else WARNING, len(names), should, "Run verify.yml. Runbook: TableCount.")


def _coverage(names: set[str], expected: Expected) -> dict[str, Any]:
    missing = sorted(
        context
        for context, tables in expected.contexts.items()
        if not names.issuperset(f"{expected.prefix}{table}".lower() for table in tables)
    )
    whole = len(expected.contexts)
    found = f"{whole - len(missing)}{', not ' + ', '.join(missing) if missing else ''}"
    mend = "Run verify.yml, which names the tables. Runbook: ContextsMissing."
    return _row("bounded contexts", WARNING if missing else OK, found, f"{whole} with all their tables", mend)


def _errors(functions: Sequence[str], metrics: Mapping[str, dict]) -> dict[str, Any]:
    errors = {name: metrics.get(name, {}).get("sum", 0) for name in functions}
    found = ", ".join(f"{count:g} of {name}" for name, count in errors.items() if count) or "0"
    mend = "Read its log, /aws/lambda/ and its name. Runbook: TriggerFunction, Publisher, BackupFunction."
    return _row("function errors in 24 hours", OK if found == "0" else WARNING, found, "none", mend)


def _letters(metrics: Mapping[str, dict]) -> dict[str, Any]:
    """SQS tells nothing of a queue that nobody has used for six hours: then there is nothing in it either."""
    letters = metrics.get("letters", {}).get("latest", 0)
    mend = "Mend what the letters say, then run redrive.yml. Runbook: DeadLetters."
    return _row("dead letters", CRITICAL if letters else OK, f"{letters:g}", "none", mend)


def _backup(metrics: Mapping[str, dict], expected: Expected) -> dict[str, Any]:
    should, mend = f"within {expected.backup_hours:g} hours", "Run backup.yml. Runbook: BackupTooOld."
    age = metrics.get("backup_age", {}).get("latest")
    if age is None:
        return _row("newest backup", WARNING, "not known", should, "Start the publisher. Runbook: Publisher.")
    level = OK if age <= expected.backup_hours else WARNING if age <= DAY.total_seconds() / 3600 else CRITICAL
    return _row("newest backup", level, f"{age:.1f} hours ago", should, mend)


def _alarms(alarms: Sequence[dict], expected: Expected) -> dict[str, Any]:
    """All else that has a threshold. What would tell the critical topic is critical."""
    if not alarms:
        mend = "Run site.yml --tags monitoring."
        return _row("alarms", CRITICAL, "not deployed", "none fires", mend)
    firing = [alarm for alarm in alarms if alarm["state_value"] == "ALARM"]
    if not firing:
        return _row("alarms", OK, f"{len(alarms)}, none fires", "none fires", "")
    topics = {action.rpartition(":")[2] for alarm in firing for action in alarm.get("alarm_actions") or []}
    level = CRITICAL if expected.critical_topic in topics else WARNING
    found = ", ".join(sorted(alarm["alarm_name"] for alarm in firing))
    return _row("alarms", level, found, "none fires", "Each one's description names its heading in docs/runbooks.md.")
