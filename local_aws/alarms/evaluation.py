# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluate every metric alarm, turn after turn."""

from __future__ import annotations

import json
import logging
import operator
import time
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch

from local_aws import switches
from local_aws.alarms import datapoints
from local_aws.alarms import decision
from local_aws.alarms import reasons

logger = logging.getLogger("local_aws")

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

# SetAlarmState holds until the next evaluation: on AWS up to a minute, here a few seconds.
_forced: dict[str, float] = {}


def hold(alarm_arn: str) -> None:
    """Leave an alarm for a moment in the state that was set by hand."""
    _forced[alarm_arn] = time.monotonic() + switches.number("LOCAL_AWS_ALARM_HOLD_SECONDS", 5)


def evaluate_all() -> None:
    for (account, region, name), alarm in cloudwatch._alarms.all_items():
        if time.monotonic() < _forced.get(alarm["AlarmArn"], 0):
            continue
        with responses.request_scope(account, region):
            try:
                evaluate(alarm)
            except Exception:
                logger.exception("The alarm %s could not be evaluated", name)


def evaluate(alarm: dict[str, Any]) -> None:
    """Decide on the state of one alarm; when it is another one, tell everybody."""
    points = datapoints.recent(alarm)
    compare = COMPARISONS[alarm["ComparisonOperator"]]
    breaches = [None if point.value is None else compare(point.value, alarm["Threshold"]) for point in points]
    rules = decision.Rules(
        alarm["EvaluationPeriods"],
        alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"]),
        alarm.get("TreatMissingData", decision.MISSING),
    )
    decided = decision.decide(breaches, rules, alarm["StateValue"])
    if decided.state != alarm["StateValue"]:
        now = time.time()
        reason_data = reasons.data(alarm, points, decided, now)
        _transition(alarm, decided.state, reasons.text(alarm, points, breaches, decided), reason_data, now)


def _transition(alarm: dict[str, Any], state: str, reason: str, reason_data: dict[str, Any], now: float) -> None:
    old = alarm["StateValue"]
    alarm["StateValue"] = state
    alarm["StateReason"] = reason
    alarm["StateReasonData"] = json.dumps(reason_data, separators=(",", ":"))
    alarm["StateUpdatedTimestamp"] = alarm["StateTransitionedTimestamp"] = now
    cloudwatch._record_history(alarm["AlarmName"], old, state, reason, reason_data=reason_data)
    cloudwatch._dispatch_alarm_actions(alarm, old, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
