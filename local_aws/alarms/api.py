# SPDX-License-Identifier: GPL-3.0-or-later
"""PutMetricAlarm and SetAlarmState: what AWS refuses, and how it keeps an alarm."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from ministack.services import cloudwatch

from local_aws.alarms import decision
from local_aws.alarms import evaluation
from local_aws.alarms import history
from local_aws.alarms.requests import fields
from local_aws.metric_math.queries import fault_of_alarm
from local_aws.metric_math.queries import period_of

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[..., Response]

_STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)$")
_STATE = ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp")
_OF_ONE_METRIC = ("Namespace", "MetricName", "Dimensions", "Period", "Statistic", "ExtendedStatistic")
_HOUR = 3600
_DAY = 86400
_WEEK = 7 * _DAY


def put_metric_alarm(original: Action) -> Action:
    """Refuse what AWS refuses; keep of the request what AWS keeps."""

    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        given = fields(params, data, structured=is_cbor or is_json)
        message = next(_refusals(given), None)
        if message:
            return cloudwatch._error("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)
        before = cloudwatch._alarms.get(given["AlarmName"])
        answer = original(params, data, is_cbor, is_json)
        if answer[0] == 200:
            _keep(cloudwatch._alarms[given["AlarmName"]], before, given)
        return answer

    return put


def set_alarm_state(original: Action) -> Action:
    """The state holds until the alarm is evaluated again."""

    def set_state(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        given = fields(params, data, structured=is_cbor or is_json)
        if given.get("StateValue") not in decision.STATES:
            message = (
                f"1 validation error detected: Value '{given.get('StateValue')}' at 'stateValue' failed to satisfy "
                "constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
            )
            return cloudwatch._error("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)
        alarm = cloudwatch._alarms.get(given["AlarmName"])
        if alarm is not None:
            evaluation.hold(alarm["AlarmArn"])
        return original(params, data, is_cbor, is_json)

    return set_state


def _keep(alarm: dict[str, Any], before: dict[str, Any] | None, given: dict[str, Any]) -> None:
    """An update leaves the state alone. ministack fills in defaults that AWS does not show."""
    for name in ("Statistic", "ExtendedStatistic", "TreatMissingData", "Unit", "AlarmDescription"):
        if not given.get(name):
            alarm.pop(name, None)
    if given.get("Metrics"):
        for name in _OF_ONE_METRIC:
            alarm.pop(name, None)
        alarm |= {"Namespace": None, "MetricName": None}  # ministack reads them
        alarm["Metrics"] = [{"ReturnData": True, **query} for query in given["Metrics"]]
    alarm["InsufficientDataActions"] = list(given.get("InsufficientDataActions") or [])
    if given.get("EvaluateLowSampleCountPercentile"):
        alarm["EvaluateLowSampleCountPercentile"] = given["EvaluateLowSampleCountPercentile"]
    alarm["StateTransitionedTimestamp"] = alarm["StateUpdatedTimestamp"]
    alarm.update({key: value for key, value in (before or {}).items() if key in _STATE})
    alarm["AlarmConfigurationUpdatedTimestamp"] = time.time()
    verb = "updated" if before else "created"
    kept = {key: value for key, value in alarm.items() if not key.startswith("State")}
    update = {"version": "1.0", "type": "Update" if before else "Create", f"{verb}Alarm": kept}
    history.add(
        alarm["AlarmName"], "MetricAlarm", "ConfigurationUpdate", f'Alarm "{alarm["AlarmName"]}" {verb}', update
    )


def _refusals(given: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a request, in the order in which it is found."""
    if given.get("ThresholdMetricId"):
        yield "Alarms on anomaly detection (ThresholdMetricId) are not emulated."
        return
    if given.get("ComparisonOperator") not in evaluation.COMPARISONS:
        yield (
            f"Value '{given.get('ComparisonOperator')}' at 'comparisonOperator' is not emulated or not valid: "
            f"Member must satisfy enum value set: [{', '.join(evaluation.COMPARISONS)}]"
        )
    if given.get("Metrics"):
        yield from _metrics_refusals(given)
    else:
        yield from _statistic_refusals(given)
    if given.get("TreatMissingData", decision.MISSING) not in decision.TREATMENTS:
        yield f"TreatMissingData must be one of {', '.join(decision.TREATMENTS)}."
    yield from _period_refusals(given)


def _metrics_refusals(given: dict[str, Any]) -> Iterator[str]:
    queries = given["Metrics"]
    if not all(isinstance(query, dict) for query in queries):
        yield "Alarms on several metrics are emulated for AWS JSON alone, not for the query protocol."
        return
    for name in (*_OF_ONE_METRIC, "Unit"):
        if given.get(name):
            yield f"Metrics list and {name} cannot be specified together."
    text = fault_of_alarm(queries)
    if text:
        yield text
        return
    for query in queries:
        statistic = (query.get("MetricStat") or {}).get("Stat")
        if statistic and statistic not in _STATISTICS and not _PERCENTILE.match(statistic):
            yield f"The value {statistic} for parameter Stat is not supported."


def _statistic_refusals(given: dict[str, Any]) -> Iterator[str]:
    statistic, extended = given.get("Statistic"), given.get("ExtendedStatistic")
    if statistic and extended:
        yield "Cannot specify both Statistic and ExtendedStatistic."
    elif not statistic and not extended:
        yield "Either Statistic or ExtendedStatistic must be specified."
    elif statistic and statistic not in _STATISTICS:
        yield f"Value '{statistic}' at 'statistic' failed to satisfy constraint: Member must satisfy enum value set: "
    elif extended and not _PERCENTILE.match(extended):
        yield f"The value {extended} for parameter ExtendedStatistic is not supported."
    for name in ("Namespace", "MetricName"):
        if not given.get(name):
            yield f"The parameter {name} is required."


def _period_refusals(given: dict[str, Any]) -> Iterator[str]:
    period = period_of(given) if given.get("Period") or given.get("Metrics") else 0
    periods = int(given.get("EvaluationPeriods") or 0)
    to_alarm = int(given.get("DatapointsToAlarm") or periods)
    if period not in {10, 20, 30} and (period <= 0 or period % 60):
        yield "Period must be 10, 20, 30 or a multiple of 60"
    elif periods < 1:
        yield "EvaluationPeriods must be at least 1."
    elif period < _HOUR and period * periods > _DAY:
        yield (
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) "
            "when Period is less than 3600."
        )
    elif period * periods > _WEEK:
        yield "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800)."
    elif to_alarm > periods:
        yield "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
