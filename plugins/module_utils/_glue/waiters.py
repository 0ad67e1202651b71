# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounded waits for crawlers."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.waiter import BaseWaiterFactory

from .._aws.errors import GlueErrorHandler
from .._aws.errors import waiter_error
from .._aws.retry import PASSING_CODES


class _CrawlerWaiters(BaseWaiterFactory):
    """Waiters whose condition is only known when they are made."""

    def __init__(self, condition: str) -> None:
        self._condition = condition
        super().__init__()

    @property
    def _waiter_model_data(self) -> dict[str, dict]:
        acceptors = [{"state": "success", "matcher": "path", "expected": True, "argument": self._condition}]
        acceptors += [{"state": "retry", "matcher": "error", "expected": code} for code in PASSING_CODES]
        return {"crawler": {"operation": "GetCrawler", "delay": 5, "maxAttempts": 1, "acceptors": acceptors}}


# Most crawls of a small catalog are short: look often at first, then at the steady pace.
EAGER_SECONDS, EAGER_PAUSE = 3.0, 0.3


def _bounds(timeout: float, pause: float) -> dict[str, float]:
    """The first look is at once, so one attempt more than there are pauses."""
    pause = min(pause, max(timeout, 0.1))
    return {"Delay": pause, "MaxAttempts": max(2, round(timeout / pause) + 1)}


def _wait(client: Any, name: str, condition: str, timeout: float, pause: float) -> None:
    waiter = _CrawlerWaiters(condition).get_waiter(client, "crawler")
    eager = min(EAGER_SECONDS, timeout)
    try:
        waiter.wait(Name=name, WaiterConfig=_bounds(eager, min(EAGER_PAUSE, pause)))
    except waiter_error() as error:
        if "Max attempts exceeded" not in str(error) or timeout <= eager:
            raise
        waiter.wait(Name=name, WaiterConfig=_bounds(timeout - eager, pause))


@GlueErrorHandler.common_error_handler("wait until crawler {name} is ready")
def wait_until_ready(client: Any, name: str, timeout: float, pause: float = 2) -> None:
    _wait(client, name, "Crawler.State == 'READY'", timeout, pause)


@GlueErrorHandler.common_error_handler("wait for the crawl of crawler {name} to finish")
def wait_until_crawled(client: Any, name: str, previous: str | None, timeout: float, pause: float = 5) -> None:
    """Until the crawler is ready and its last crawl is another one than the one before."""
    condition = f"Crawler.State == 'READY' && Crawler.LastCrawl.Status && {_is_new(previous)}"
    _wait(client, name, condition, timeout, pause)


def _is_new(previous: str | None) -> str:
    """Where AWS names no crawl there is nothing to tell them apart by, and being ready has to do."""
    return f"Crawler.LastCrawl.MessagePrefix != `{json.dumps(previous)}`" if previous else "`true`"
