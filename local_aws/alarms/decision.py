# SPDX-License-Identifier: GPL-3.0-or-later
"""From datapoints to the state of an alarm, as CloudWatch documents it. Nothing here knows the time or a store.

An alarm looks at more datapoints than its evaluation periods, so that a few missing ones do not matter. Missing ones
are filled in only when fewer real ones than evaluation periods were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OK = "OK"
ALARM = "ALARM"
INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
STATES = (OK, ALARM, INSUFFICIENT_DATA)

MISSING = "missing"
IGNORE = "ignore"
BREACHING = "breaching"
NOT_BREACHING = "notBreaching"
TREATMENTS = (MISSING, IGNORE, BREACHING, NOT_BREACHING)


@dataclass(frozen=True)
class Rules:
    """Of the last `periods` datapoints, `to_alarm` have to breach."""

    periods: int
    to_alarm: int
    missing: str = MISSING


@dataclass(frozen=True)
class Decision:
    state: str
    # Positions of the real datapoints that counted, oldest first, and how many were filled in for missing ones.
    counted: tuple[int, ...]
    filled: int


def decide(breaches: Sequence[bool | None], rules: Rules, current: str) -> Decision:
    """The state for the datapoints of an evaluation range, oldest first; None stands for a missing one."""
    real = [index for index, breach in enumerate(breaches) if breach is not None]
    counted = tuple(real[-rules.periods :])
    filled = rules.periods - len(counted)
    breaching = sum(1 for index in counted if breaches[index])
    if breaching >= rules.to_alarm:
        state = ALARM
    elif filled == 0 or rules.missing == NOT_BREACHING:
        state = OK
    elif rules.missing == BREACHING:
        state = ALARM if breaching + filled >= rules.to_alarm else OK
    elif breaching < len(counted):
        state = OK
    elif rules.missing == IGNORE:
        state = current
    else:
        state = _of_missing(counted, len(breaches), rules, current)
    return Decision(state, counted, filled)


def _of_missing(counted: tuple[int, ...], length: int, rules: Rules, current: str) -> str:
    """Nothing but breaching and missing datapoints, too few to tell: an old breach alarms, a young one waits."""
    if not counted:
        return INSUFFICIENT_DATA
    return ALARM if length - counted[0] >= rules.to_alarm else current
