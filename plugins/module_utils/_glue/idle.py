# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing a crawler that may be running: AWS refuses that, in more than one wording."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._aws.errors import GlueError
from .._aws.errors import error_code
from .._aws.errors import error_text
from .._aws.retry import patiently
from . import api
from .waiters import wait_until_ready

# How long a crawler may go on being called busy after GetCrawler said that it is ready.
LAG_SECONDS = 20.0


def is_busy(error: AnsibleAWSError) -> bool:
    """CrawlerRunningException, or "Cannot update Crawler while running" as an InvalidInputException."""
    if error_code(error) in ("CrawlerRunningException", "CrawlerStoppingException"):
        return True
    text = error_text(error).casefold()
    return error_code(error) == "InvalidInputException" and "while running" in text


def is_scheduler_moving(error: AnsibleAWSError) -> bool:
    return error_code(error) == "SchedulerTransitioningException"


@dataclass(frozen=True)
class RunningPolicy:
    """What to do with a running crawler, and for how long at most."""

    on_running: str
    wait_timeout: float

    def settle(self, client: Any, name: str, timeout: float) -> None:
        """Get the crawler to stand still."""
        if self.on_running == "stop":
            _stop(client, name)
        wait_until_ready(client, name, timeout)


def _stop(client: Any, name: str) -> None:
    try:
        api.stop_crawler(client, name)
    except GlueError as error:
        if error_code(error) not in ("CrawlerNotRunningException", "CrawlerStoppingException"):
            raise


def change_while_idle(client: Any, crawler: dict, policy: RunningPolicy, change: Callable[[], Any]) -> None:
    """Make the change when the crawler stands still, for at most as long as the policy says."""
    name = crawler["Name"]
    deadline = time.monotonic() + policy.wait_timeout
    busy = crawler.get("State", "READY") != "READY"
    if busy and policy.on_running == "fail":
        raise GlueError(message=f"Crawler {name} is {crawler['State']} and on_running is fail, so it is not changed")
    while True:
        if busy:
            policy.settle(client, name, max(1.0, deadline - time.monotonic()))
        try:
            patiently(change, is_busy if busy else is_scheduler_moving, LAG_SECONDS)
            return
        except GlueError as error:
            if not is_busy(error) or policy.on_running == "fail" or time.monotonic() >= deadline:
                raise
            busy = True
