# SPDX-License-Identifier: GPL-3.0-or-later
"""StartCrawler and StopCrawler, and a crawler's way from READY through RUNNING and STOPPING back to READY."""

from __future__ import annotations

import contextvars
import logging
import threading
import uuid
from typing import Any

from local_aws.glue.clock import now_exact
from local_aws.glue.crawlers import events
from local_aws.glue.crawlers import history
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers import switches
from local_aws.glue.crawlers.definition import READY
from local_aws.glue.crawlers.definition import RUNNING
from local_aws.glue.crawlers.definition import STOPPING
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.job import INTERNAL_ERROR
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.crawlers.job import log_group
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.hooks import on_close
from local_aws.glue.hooks import on_start
from local_aws.glue.store import Scope

log = logging.getLogger(__name__)

# The crawls of this process, by crawl id; what a restart leaves behind is not in it.
_jobs: dict[str, Job] = {}
_closing = threading.Event()


@action("StartCrawler")
def start_crawler(request: Request) -> Result:
    start_crawl(request.scope, request.context, request.params["Name"])
    return {}


@action("StopCrawler")
def stop_crawler(request: Request) -> Result:
    scope, name = request.scope, request.params["Name"]
    record = records.get(scope, name)
    if record["State"] == READY:
        raise GlueError("CrawlerNotRunningException", f"Crawler with name {name} is not running")
    if record["State"] == STOPPING:
        raise GlueError("CrawlerStoppingException", f"Crawler with name {name} is already stopping")
    records.put(scope, {**record, "State": STOPPING})
    job = _jobs.get(record["Running"]["CrawlId"])
    if job:
        job.cancelled.set()
    return {}


def start_crawl(scope: Scope, context: Any, name: str) -> None:
    """Begin a crawl on a thread of its own, which sees the account and region of this one."""
    with scope.lock:
        record = records.get(scope, name)
        records.refuse_start_while_busy(record)
        job = Job(scope, context, record, str(uuid.uuid4()), now_exact())
        running = {"CrawlId": job.crawl_id, "StartTime": job.started}
        records.put(scope, {**record, "State": RUNNING, "Running": running})
        history.begin(scope, name, {**running, "State": RUNNING, **_log_place(record, job.crawl_id)})
        _jobs[job.crawl_id] = job
    work = contextvars.copy_context()
    threading.Thread(target=work.run, args=(_work, job), name=f"crawl-{name}", daemon=True).start()


def _work(job: Job) -> None:
    try:
        from local_aws.glue.crawl.run import crawl  # brings psycopg and boto3, which only a crawl needs

        events.started(job)
        outcome = crawl(job)
    except Exception:
        log.exception("The crawl of %s failed", job.name)
        outcome = Outcome("FAILED", error=INTERNAL_ERROR)
    try:
        _finish(job, outcome)
    except Exception:
        log.exception("The crawl of %s could not be ended", job.name)
    finally:
        _jobs.pop(job.crawl_id, None)


def _finish(job: Job, outcome: Outcome) -> None:
    """With a time to stay STOPPING the event goes out before the crawler is ready, as it may on AWS."""
    wait = switches.stopping_seconds()
    close_crawl(job.scope, job.name, outcome, STOPPING if wait else READY)
    events.ended(job, outcome)
    if wait:
        _closing.wait(wait)
        with job.scope.lock:
            records.put(job.scope, _ready(records.get(job.scope, job.name)))


def close_crawl(scope: Scope, name: str, outcome: Outcome, state: str = READY) -> None:
    """Write what a crawl ended with into the crawler and its history."""
    with scope.lock:
        record = records.get(scope, name)
        running = record["Running"]
        last: dict[str, Any] = {"Status": outcome.status}
        if outcome.error:
            last["ErrorMessage"] = outcome.error
        last |= {**_log_place(record, running["CrawlId"]), "StartTime": running["StartTime"]}
        ended = {**record, "State": state, "LastCrawl": last}
        records.put(scope, _ready(ended) if state == READY else ended)
        history.end(scope, name, running, outcome, now_exact())


def recover(scope: Scope) -> list[Record]:
    """Crawls that were under way when the process ended have failed; the crawlers concerned."""
    with scope.lock:
        busy = [record for record in scope.values(records.KIND) if record["State"] != READY]
        for record in busy:
            if record["Running"]["CrawlId"] == record.get("LastCrawl", {}).get("MessagePrefix"):
                records.put(scope, _ready(record))  # its end was written; only the state was still to come
            else:
                close_crawl(scope, record["Name"], Outcome("FAILED", error=INTERNAL_ERROR))
    return busy


@on_start
def may_wait(service: Any) -> None:
    _closing.clear()


@on_close
def stop_waiting(service: Any) -> None:
    _closing.set()


def _ready(record: Record) -> Record:
    ready = {**record, "State": READY}
    ready.pop("Running", None)
    return ready


def _log_place(record: Record, crawl_id: str) -> dict[str, str]:
    return {"LogGroup": log_group(record), "LogStream": record["Name"], "MessagePrefix": crawl_id}
