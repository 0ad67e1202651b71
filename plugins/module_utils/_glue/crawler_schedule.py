# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule of a crawler: what the task asks for, whether it is followed, what to show of it."""

from __future__ import annotations

from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import GlueError
from .._aws.errors import error_code
from .._aws.retry import patiently
from . import api
from .idle import LAG_SECONDS
from .idle import is_scheduler_moving
from .schedule import LocalSchedule
from .schedule import to_utc

STATES = {"active": "SCHEDULED", "paused": "NOT_SCHEDULED"}


def local_schedule(params: dict) -> LocalSchedule | None:
    options = params["schedule_local"]
    return to_utc(options["time"], options["timezone"], options["days"]) if options else None


def compare_schedule_state(found: dict | None, wanted: str | None, comparison: Comparison) -> bool:
    """A new schedule is followed, until it is paused."""
    if wanted is None:
        return False
    state = ((found or {}).get("Schedule") or {}).get("State") or "SCHEDULED"
    state = "SCHEDULED" if state == "TRANSITIONING" else state
    before = next(option for option, value in STATES.items() if value == state)
    if before == wanted:
        return False
    comparison.record("schedule_state", before if found else None, wanted)
    return True


def set_schedule_state(client: Any, name: str, wanted: str) -> None:
    """Pause or resume. That it is so already is no failure."""
    change = api.start_crawler_schedule if wanted == "active" else api.stop_crawler_schedule
    try:
        patiently(lambda: change(client, name), is_scheduler_moving, LAG_SECONDS)
    except GlueError as error:
        if error_code(error) not in ("SchedulerRunningException", "SchedulerNotRunningException"):
            raise


def schedule_result(crawler: dict, local: LocalSchedule | None) -> dict:
    """When the crawler runs: in UTC, as Glue keeps it, and in local time, as the task has it."""
    schedule = crawler.get("Schedule") or {}
    expression = schedule.get("ScheduleExpression")
    if not expression:
        return {}
    result = {"utc": expression, "schedule_expression": expression}
    if schedule.get("State"):
        result["state"] = schedule["State"]
    if local:
        result |= {"local": local.local, "timezone": local.timezone, "utc_offset": local.utc_offset}
        if local.offset_changes_on:
            result["offset_changes_on"] = local.offset_changes_on
    return result


def planned_schedule(found: dict | None, wanted: dict, params: dict) -> dict:
    """The schedule as GetCrawler would return it."""
    state = STATES.get(params["schedule_state"]) or ((found or {}).get("Schedule") or {}).get("State")
    return {"ScheduleExpression": wanted.get("Schedule", ""), "State": state or "SCHEDULED"}
