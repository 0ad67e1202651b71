# SPDX-License-Identifier: GPL-3.0-or-later
"""The events that Glue puts on EventBridge's default bus for crawlers. Every value is a string, as AWS's are."""

from __future__ import annotations

import time
from datetime import UTC
from datetime import datetime
from typing import Any
from urllib.parse import quote

from local_aws.glue.catalog.events import OF_DATABASE
from local_aws.glue.catalog.events import OF_TABLE
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.names import arn
from local_aws.glue.store import Scope

SOURCE = "aws.glue"
STATE_CHANGE = "Glue Crawler State Change"
NOT_INVOKED = "Glue Scheduled Crawler Invocation Failure"
# Names in one event: an event holds at most 256 KB.
CHUNK = 500


def started(job: Job) -> None:
    detail = {
        "accountId": job.scope.account,
        "crawlerName": job.name,
        "startTime": _time(job.started),
        "state": "Started",
        "message": "Crawler Started",
    }
    job.context.put_event(SOURCE, STATE_CHANGE, detail)


def ended(job: Job, outcome: Outcome) -> None:
    """AWS documents no event for a crawl that was stopped, so there is none."""
    if outcome.status == "SUCCEEDED":
        job.context.put_event(SOURCE, STATE_CHANGE, _succeeded(job, outcome))
    elif outcome.status == "FAILED":
        failed(job.context, job.scope, job.name, job.log_group, outcome.error)
    _tell_changes(job, outcome)


def failed(context: Any, scope: Scope, crawler: str, log_group: str, error: str) -> None:
    detail = {
        "crawlerName": crawler,
        "errorMessage": error,
        "accountId": scope.account,
        "cloudWatchLogLink": _log_link(scope.region, log_group, crawler),
        "state": "Failed",
        "message": "Crawler Failed",
    }
    context.put_event(SOURCE, STATE_CHANGE, detail)


def schedule_not_invoked(context: Any, account: str, crawler: str, error: str) -> None:
    detail = {"customerId": account, "crawlerName": crawler, "errorMessage": error}
    context.put_event(SOURCE, NOT_INVOKED, detail)


def _succeeded(job: Job, outcome: Outcome) -> dict[str, str]:
    now = time.time()
    return {
        "tablesCreated": str(len(outcome.changes.added)),
        "warningMessage": outcome.warning or "N/A",
        "partitionsUpdated": "0",
        "tablesUpdated": str(len(outcome.changes.updated)),
        "message": "Crawler Succeeded",
        "partitionsDeleted": "0",
        "accountId": job.scope.account,
        "runningTime (sec)": str(int(now - job.started)),
        "tablesDeleted": str(len(outcome.changes.deleted)),
        "crawlerName": job.name,
        "completionDate": _time(now),
        "state": "Succeeded",
        "partitionsCreated": "0",
        "cloudWatchLogLink": _log_link(job.scope.region, job.log_group, job.name),
    }


def _tell_changes(job: Job, outcome: Outcome) -> None:
    """Tables that came or went belong to the database's event, a table that changed to one of its own."""
    database = job.database
    for change, names in (("CreateTable", outcome.changes.added), ("DeleteTable", outcome.changes.deleted)):
        for start in range(0, len(names), CHUNK):
            some = names[start : start + CHUNK]
            detail = {"databaseName": database, "typeOfChange": change, "changedTables": some}
            job.context.put_event(SOURCE, OF_DATABASE, detail, [_table_arn(job, name) for name in some])
    for name in outcome.changes.updated:
        detail = {"databaseName": database, "tableName": name, "typeOfChange": "UpdateTable", "changedPartitions": []}
        job.context.put_event(SOURCE, OF_TABLE, detail, [_table_arn(job, name)])


def _table_arn(job: Job, table: str) -> str:
    return arn(job.scope.region, job.scope.account, "table", f"{job.database}/{table}")


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _log_link(region: str, group: str, stream: str) -> str:
    return (
        f"https://console.aws.amazon.com/cloudwatch/home?region={region}#logEventViewer:group={quote(group, safe='/')};"
        f"stream={quote(stream, safe='')}"
    )
