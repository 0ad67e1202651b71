# SPDX-License-Identifier: GPL-3.0-or-later
"""Fires schedules: a thread that wakes at every full minute and starts the crawlers that are due."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from typing import TYPE_CHECKING

from local_aws.glue.crawlers import events
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers import running
from local_aws.glue.crawlers.cron import parse_cron
from local_aws.glue.crawlers.definition import SCHEDULED
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.job import INTERNAL_ERROR
from local_aws.glue.crawlers.job import log_group
from local_aws.glue.errors import GlueError
from local_aws.glue.hooks import on_close
from local_aws.glue.hooks import on_start
from local_aws.glue.store import Scope

if TYPE_CHECKING:
    from local_aws.glue.service import GlueService

MINUTE = 60
log = logging.getLogger(__name__)


class Scheduler:
    """Starts what has become due since it last looked, once each however often that was.

    What would have been due while the process was down is not made up for: AWS's schedule would have fired elsewhere.
    """

    def __init__(self, service: GlueService, clock: Callable[[], float] = time.time) -> None:
        self._service = service
        self._clock = clock
        self._untold: list[tuple[Scope, Record]] = []
        self._looked = clock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crawler-schedules", daemon=True)

    def start(self) -> None:
        """Close the crawls that a sudden end of the process left open, then begin to watch the clock."""
        for account, region in self._service.store.scopes():
            scope = self._service.store.scope(account, region)
            self._untold += [(scope, record) for record in running.recover(scope)]
        self._thread.start()

    def close(self) -> None:
        self._ended.set()

    def tick(self) -> list[str]:
        """Start what is due now; the names of the crawlers concerned."""
        before, self._looked = self._looked, self._clock()
        fired = []
        for account, region in self._service.store.scopes():
            scope = self._service.store.scope(account, region)
            due = [record for record in scope.values(records.KIND) if _due(record, before, self._looked)]
            if due:
                with self._service.context.in_scope(account, region):
                    for record in due:
                        self._fire(scope, record["Name"])
                        fired.append(record["Name"])
        return fired

    def _fire(self, scope: Scope, name: str) -> None:
        context = self._service.context
        try:
            running.start_crawl(scope, context, name)
        except GlueError as error:
            events.schedule_not_invoked(context, scope.account, name, error.message)

    def _run(self) -> None:
        while not self._ended.wait(1 if self._untold else MINUTE - self._clock() % MINUTE):
            try:
                self._tell_failures()
                self.tick()
            except Exception:
                log.exception("The schedules of crawlers could not be looked at")

    def _tell_failures(self) -> None:
        """EventBridge is not up yet when the service starts; what cannot be told now is told a second later."""
        while self._untold:
            scope, record = self._untold[0]
            context = self._service.context
            with context.in_scope(scope.account, scope.region):
                events.failed(context, scope, record["Name"], log_group(record), INTERNAL_ERROR)
            self._untold.pop(0)


def _due(record: Record, after: float, until: float) -> bool:
    schedule = record.get("Schedule")
    if schedule is None or schedule["State"] != SCHEDULED:
        return False
    next_run = _cron(schedule["ScheduleExpression"]).next_after(datetime.fromtimestamp(after, UTC))
    return next_run is not None and next_run.timestamp() <= until


_cron = functools.lru_cache(maxsize=1024)(parse_cron)
_schedulers: list[Scheduler] = []


@on_start
def start_schedules(service: GlueService) -> None:
    scheduler = Scheduler(service)
    _schedulers.append(scheduler)
    scheduler.start()


@on_close
def stop_schedules(service: GlueService) -> None:
    while _schedulers:
        _schedulers.pop().close()
