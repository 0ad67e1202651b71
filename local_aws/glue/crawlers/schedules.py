# SPDX-License-Identifier: GPL-3.0-or-later
"""StartCrawlerSchedule, StopCrawlerSchedule, UpdateCrawlerSchedule."""

from __future__ import annotations

from local_aws.glue.clock import now_exact
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers.definition import NOT_SCHEDULED
from local_aws.glue.crawlers.definition import SCHEDULED
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.definition import make_schedule
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError


@action("StartCrawlerSchedule")
def start_schedule(request: Request) -> Result:
    record = _find(request)
    schedule = record.get("Schedule")
    if schedule is None:
        raise GlueError("NoScheduleException", f"There is no schedule for crawler {record['Name']}")
    if schedule["State"] == SCHEDULED:
        raise GlueError("SchedulerRunningException", f"The scheduler for crawler {record['Name']} is already running")
    return _put(request, {**record, "Schedule": {**schedule, "State": SCHEDULED}})


@action("StopCrawlerSchedule")
def stop_schedule(request: Request) -> Result:
    record = _find(request)
    schedule = record.get("Schedule")
    if schedule is None or schedule["State"] != SCHEDULED:
        raise GlueError("SchedulerNotRunningException", f"The scheduler for crawler {record['Name']} is not running")
    return _put(request, {**record, "Schedule": {**schedule, "State": NOT_SCHEDULED}})


@action("UpdateCrawlerSchedule")
def update_schedule(request: Request) -> Result:
    record = _find(request)
    schedule = make_schedule(request.params.get("Schedule", ""), record.get("Schedule"))
    changed = {**record, "Version": record["Version"] + 1}
    changed.pop("Schedule", None)
    return _put(request, {**changed, "Schedule": schedule} if schedule else changed)


def _find(request: Request) -> Record:
    return records.get(request.scope, request.params["CrawlerName"])


def _put(request: Request, record: Record) -> Result:
    records.put(request.scope, {**record, "LastUpdated": now_exact()})
    return {}
