# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an alarm changed its state, in CloudWatch's words and in its data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from typing import Any

from local_aws.alarms.datapoints import Datapoint
from local_aws.alarms.decision import ALARM
from local_aws.alarms.decision import BREACHING
from local_aws.alarms.decision import INSUFFICIENT_DATA
from local_aws.alarms.decision import Decision
from local_aws.metric_math.queries import period_of

_OPERATORS = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


def timestamp(seconds: float) -> str:
    """As in CloudWatch's messages: 2026-01-31T02:00:00.000+0000."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def text(
    alarm: dict[str, Any], datapoints: Sequence[Datapoint], breaches: Sequence[bool | None], decision: Decision
) -> str:
    """The StateReason."""
    if decision.state == INSUFFICIENT_DATA:
        return f"Insufficient Data: {_counted(decision.filled, 'datapoint')} unknown."
    alarming = decision.state == ALARM
    crossed = [datapoints[index] for index in decision.counted if breaches[index] == alarming]
    if not crossed:
        treated = "Breaching" if alarm.get("TreatMissingData") == BREACHING else "NonBreaching"
        periods = f"{decision.filled} period{'' if decision.filled == 1 else 's'}"
        missing = _counted(decision.filled, "missing datapoint")
        return f"Threshold Crossed: no datapoints were received for {periods} and {missing} treated as [{treated}]."
    listed = ", ".join(f"{point.value} ({_short(point.start)})" for point in reversed(crossed))
    verb = f"{'was' if len(crossed) == 1 else 'were'}{'' if alarming else ' not'}"
    comparison = f"{verb} {_OPERATORS[alarm['ComparisonOperator']]} the threshold ({alarm['Threshold']})"
    if "DatapointsToAlarm" not in alarm:
        noun = "datapoint" if len(crossed) == 1 else "datapoints"
        return f"Threshold Crossed: {len(crossed)} {noun} [{listed}] {comparison}."
    last = f"{len(crossed)} out of the last {alarm['EvaluationPeriods']} datapoints"
    return f"Threshold Crossed: {last} [{listed}] {comparison} {_minimum(alarm, alarming=alarming)}."


def data(alarm: dict[str, Any], datapoints: Sequence[Datapoint], decision: Decision, now: float) -> dict[str, Any]:
    """The StateReasonData."""
    counted = [datapoints[index] for index in decision.counted]
    missing = [point for point in datapoints if point.value is None]
    evaluated = [*counted, *missing[len(missing) - decision.filled :]]
    start = {"startDate": timestamp(counted[0].start)} if counted else {}
    unit = {"unit": alarm["Unit"]} if alarm.get("Unit") else {}
    named = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
    statistic = {"statistic": named} if named else {}  # an alarm on several metrics has none
    return {
        "version": "1.0",
        "queryDate": timestamp(now),
        **start,
        **unit,
        **statistic,
        "period": period_of(alarm),
        "recentDatapoints": [point.value for point in counted],
        "threshold": alarm["Threshold"],
        "evaluatedDatapoints": [_evaluated(point) for point in sorted(evaluated, key=lambda point: -point.start)],
    }


def _minimum(alarm: dict[str, Any], *, alarming: bool) -> str:
    to_alarm = alarm["DatapointsToAlarm"]
    needed = to_alarm if alarming else alarm["EvaluationPeriods"] - to_alarm + 1
    change = "OK -> ALARM" if alarming else "ALARM -> OK"
    return f"(minimum {needed} datapoint{'' if needed == 1 else 's'} for {change} transition)"


def _counted(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"


def _short(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, tz=UTC):%d/%m/%y %H:%M:%S}"


def _evaluated(point: Datapoint) -> dict[str, Any]:
    moment = {"timestamp": timestamp(point.start)}
    return moment if point.value is None else {**moment, "sampleCount": point.samples, "value": point.value}
