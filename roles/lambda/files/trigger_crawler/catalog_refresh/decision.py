# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do now: a pure function of what is pending, what the crawler does, and the time.

The rows are tried from the top; `any` matches everything. The unit test reads this table and tries each row.

| waiting | in flight | due | crawler            | last crawl         | attempts | decision |
|---------|-----------|-----|--------------------|--------------------|----------|----------|
| no      | no        | any | any                | any                | any      | rest     |
| yes     | no        | no  | any                | any                | any      | wait     |
| any     | yes       | any | not looked at      | any                | any      | look     |
| yes     | no        | yes | not looked at      | any                | any      | look     |
| any     | yes       | any | READY              | new, succeeded     | any      | confirm  |
| any     | yes       | any | READY              | new, failed        | left     | retry    |
| any     | yes       | any | READY              | new, failed        | used up  | give up  |
| any     | yes       | any | READY              | old, started now   | any      | hold     |
| any     | yes       | any | READY              | old, started long ago | any   | restart  |
| no      | yes       | any | RUNNING            | any                | any      | hold     |
| no      | yes       | any | STOPPING           | any                | any      | hold     |
| yes     | any       | any | RUNNING since      | any                | any      | adopt    |
| yes     | any       | any | RUNNING before     | any                | any      | busy     |
| yes     | any       | any | STOPPING           | any                | any      | busy     |
| yes     | no        | yes | READY              | after, succeeded   | any      | settle   |
| yes     | no        | yes | READY              | old                | any      | start    |

- `due`: the pause after the newest change is over, or the longest wait since the first one, and a failed crawl's pause.
- `RUNNING since`: somebody's crawl that began after the newest change, and so will see it; `before`: one that may not.
- `last crawl` is `new` when it is not the one that was the last when ours was started.
- `after`: somebody's crawl that began after the newest change.
- `rest`, `wait`, `hold`, `busy`, `start` end the work on an event; after the others it is looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass

from .model import RUNNING
from .model import SUCCEEDED
from .model import Crawler
from .model import Pending

REST = "rest"
WAIT = "wait"
LOOK = "look"
CONFIRM = "confirm"
RETRY = "retry"
GIVE_UP = "give up"
HOLD = "hold"
RESTART = "restart"
ADOPT = "adopt"
BUSY = "busy"
SETTLE = "settle"
START = "start"

# From so many waiting changes on it is a migration, not a change: its end is worth waiting for, whatever the delay is.
BURST = 10
BURST_QUIET_MS = 2_000
BURST_LONGEST_MS = 60_000
# A crawl of somebody else covers a change when it began so long after it: clocks differ, and a commit takes its time.
MARGIN_MS = 5_000
# A crawl that was started leaves its trace within this time, or it was never run.
LOST_MS = 600_000


@dataclass(frozen=True)
class Pace:
    delay_ms: int
    max_delay_ms: int
    retry_ms: int
    max_attempts: int


def due_at(pending: Pending, pace: Pace) -> int:
    """When the waiting changes may be crawled."""
    burst = pending.waiting >= BURST
    delay = max(pace.delay_ms, BURST_QUIET_MS) if burst else pace.delay_ms
    longest = max(pace.max_delay_ms, BURST_LONGEST_MS) if burst else pace.max_delay_ms
    first = pending.first_at or pending.last_at
    return max(min(pending.last_at + delay, first + longest), pending.not_before)


def decide(pending: Pending, crawler: Crawler | None, now: int, pace: Pace) -> str:
    waiting = pending.waiting > 0
    if not pending.in_flight:
        if not waiting:
            return REST
        if now < due_at(pending, pace):
            return WAIT
    if crawler is None:
        return LOOK
    if not crawler.ready:
        return _while_it_runs(pending, crawler, pace) if waiting else HOLD
    if pending.in_flight:
        return _after_ours(pending, crawler, now, pace)
    margin = max(pace.delay_ms, MARGIN_MS)
    if crawler.last_status == SUCCEEDED and crawler.last_started_at >= pending.last_at + margin:
        return SETTLE
    return START


def _while_it_runs(pending: Pending, crawler: Crawler, pace: Pace) -> str:
    covers = crawler.since is not None and crawler.since >= pending.last_at + max(pace.delay_ms, MARGIN_MS)
    return ADOPT if crawler.state == RUNNING and covers else BUSY


def _after_ours(pending: Pending, crawler: Crawler, now: int, pace: Pace) -> str:
    if crawler.last == pending.previous:
        return HOLD if now < pending.started_at + LOST_MS else RESTART
    if crawler.last_status == SUCCEEDED:
        return CONFIRM
    return RETRY if pending.attempts + 1 < pace.max_attempts else GIVE_UP


def backoff_until(pending: Pending, now: int, pace: Pace) -> int:
    """Twice as long after each crawl that failed."""
    return now + pace.retry_ms * 2**pending.attempts
