# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One crawl: started or joined, watched until its end, and told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .._aws.errors import GlueError
from .._aws.errors import error_code
from . import api
from .idle import is_busy
from .table_changes import TableMark
from .table_changes import marks
from .transform import plain
from .waiters import wait_until_ready


class CrawlFailed(GlueError):
    """The crawl ran, and AWS says that it failed. Carries the whole result."""


def databases_of(crawler: dict) -> list[str]:
    """The catalog databases that the crawler writes to."""
    catalog = [target["DatabaseName"] for target in crawler.get("Targets", {}).get("CatalogTargets", [])]
    own = [crawler["DatabaseName"]] if crawler.get("DatabaseName") else []
    return list(dict.fromkeys([*own, *catalog]))


def table_marks(client: Any, crawler: dict) -> dict[str, TableMark]:
    return marks(table for database in databases_of(crawler) for table in api.get_tables(client, database))


def last_crawl_id(crawler: dict) -> str | None:
    return (crawler.get("LastCrawl") or {}).get("MessagePrefix")


def start_or_join(client: Any, crawler: dict, wait_timeout: float) -> bool:
    """Start a crawl, or join the one under way. Says whether it was joined."""
    name, state = crawler["Name"], crawler.get("State")
    if state == "RUNNING":
        return True
    if state == "STOPPING":
        wait_until_ready(client, name, wait_timeout)
    try:
        api.start_crawler(client, name)
    except GlueError as error:
        if not is_busy(error):
            raise
        return True
    return False


def stop(client: Any, name: str) -> bool:
    """Stop the crawl under way. Says whether there was one to stop."""
    try:
        api.stop_crawler(client, name)
    except GlueError as error:
        if error_code(error) not in ("CrawlerNotRunningException", "CrawlerStoppingException"):
            raise
        return error_code(error) == "CrawlerStoppingException"
    return True


def history_entry(client: Any, crawler: dict) -> dict:
    """The crawl in the history of AWS, which knows its duration and what it used. It may not be there yet."""
    crawls = api.list_crawls(client, crawler["Name"])
    wanted = last_crawl_id(crawler)
    same = [crawl for crawl in crawls if wanted and wanted in (crawl.get("CrawlId"), crawl.get("MessagePrefix"))]
    return same[0] if same else {}


def crawl_result(crawler: dict, history: dict, region: str) -> dict:
    """The last crawl of the crawler, as the module returns it."""
    last = crawler.get("LastCrawl") or {}
    result = {
        "id": history.get("CrawlId") or last.get("MessagePrefix"),
        "state": crawler.get("State"),
        "status": last.get("Status"),
        "started": _text(last.get("StartTime")),
        "duration_seconds": _seconds(history.get("StartTime"), history.get("EndTime")),
        "dpu_hours": history.get("DPUHour"),
        "log_group": last.get("LogGroup"),
        "log_stream": last.get("LogStream"),
        "log_url": log_url(region, last),
        "message_prefix": last.get("MessagePrefix"),
        "error_message": last.get("ErrorMessage") or history.get("ErrorMessage"),
    }
    return {key: value for key, value in result.items() if value is not None}


def history_result(crawl: dict) -> dict:
    """A crawl in the history of AWS, as a task gets it."""
    facts = camel_dict_to_snake_dict(plain({key: value for key, value in crawl.items() if key != "DPUHour"}))
    more = {
        "dpu_hours": crawl.get("DPUHour"),
        "duration_seconds": _seconds(crawl.get("StartTime"), crawl.get("EndTime")),
    }
    return {**facts, **{key: value for key, value in more.items() if value is not None}}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 3) if start and end else None


def log_url(region: str, last: dict) -> str | None:
    """The crawl's log in the console, which wants the names encoded twice, with $ for %."""
    if not last.get("LogGroup") or not last.get("LogStream"):
        return None
    group, stream = (quote(quote(last[key], safe=""), safe="").replace("%", "$") for key in ("LogGroup", "LogStream"))
    console = f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
    return f"{console}#logsV2:log-groups/log-group/{group}/log-events/{stream}"
