# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms on one metric: what is asked for, what AWS has, and how the two differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .limits import period_faults

Alarm = dict[str, Any]

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
COMPARISONS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
)
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
ACTIONS = ("alarm_actions", "ok_actions", "insufficient_data_actions")

# Option -> field of PutMetricAlarm and DescribeAlarms.
FIELDS = {
    "description": "AlarmDescription",
    "namespace": "Namespace",
    "metric_name": "MetricName",
    "dimensions": "Dimensions",
    "statistic": "Statistic",
    "extended_statistic": "ExtendedStatistic",
    "unit": "Unit",
    "comparison": "ComparisonOperator",
    "threshold": "Threshold",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "datapoints_to_alarm": "DatapointsToAlarm",
    "treat_missing_data": "TreatMissingData",
    "actions_enabled": "ActionsEnabled",
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
    "insufficient_data_actions": "InsufficientDataActions",
}
NEEDED = ("namespace", "metric_name", "comparison", "threshold", "period", "evaluation_periods")
# What AWS takes where nothing is said; it does not always show it.
DEFAULTS: Alarm = {
    "description": "",
    "dimensions": {},
    "treat_missing_data": "missing",
    "actions_enabled": True,
    **{action: [] for action in ACTIONS},
}
_PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)|(tm|wm|tc|ts|pr|iqm|TM|WM|TC|TS|PR|IQM)\S*")


def alarm_of(found: dict[str, Any]) -> Alarm:
    """An alarm as AWS describes it, in the spelling of the options."""
    shown = {option: found[field] for option, field in FIELDS.items() if found.get(field) is not None}
    shown["dimensions"] = {entry["Name"]: entry["Value"] for entry in found.get("Dimensions") or []}
    if found.get("Metrics"):
        shown["metrics"] = found["Metrics"]  # an expression over several metrics, which this cannot say
    return {**DEFAULTS, **shown}


def wanted_alarm(given: Alarm, current: Alarm | None) -> Alarm:
    """What is not given stays as it is. One statistic takes the place of the other."""
    said = {option: value for option, value in given.items() if option in FIELDS and value is not None}
    before = {option: value for option, value in (current or DEFAULTS).items() if option in FIELDS}
    if "statistic" in said or "extended_statistic" in said:
        before = {option: value for option, value in before.items() if not option.endswith("statistic")}
    return {**before, **said}


def request_of(name: str, alarm: Alarm) -> dict[str, Any]:
    """Whatever PutMetricAlarm is not told it forgets, so it is told all."""
    said = {FIELDS[option]: value for option, value in alarm.items() if value != ""}
    pairs = [{"Name": key, "Value": str(value)} for key, value in sorted(alarm["dimensions"].items())]
    return {**said, "AlarmName": name, "Dimensions": pairs}


def compare_alarm(current: Alarm | None, wanted: Alarm | None) -> Comparison:
    """Field by field; actions in any order."""
    comparison = Comparison()
    before, after = current or {}, wanted or {}
    for option in [*FIELDS, "metrics"]:
        comparison.field(option, before.get(option), after.get(option), _same)
    return comparison


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(item, str) for item in [*one, *other]):
        return sorted(one) == sorted(other)
    return bool(one == other)


def check_names(alarms: Iterable[Alarm]) -> None:
    names = [alarm["name"] for alarm in alarms]
    for name in names:
        if not 1 <= len(name) <= 255:
            raise InvalidOption(f"alarms: a name of {len(name)} characters is given, 1 to 255 are allowed.")
        if names.count(name) > 1:
            raise InvalidOption(f"alarms: {name!r} is given twice.")


def check_alarm(name: str, alarm: Alarm) -> None:
    """What CloudWatch would refuse, before it is called."""
    for fault in _faults(alarm):
        raise InvalidOption(f"alarm {name}: {fault}")


def is_complete(alarm: Alarm) -> bool:
    """Whether it says all that a new alarm needs."""
    return not _missing(alarm) and bool(alarm.get("statistic") or alarm.get("extended_statistic"))


def _missing(alarm: Alarm) -> list[str]:
    return [option for option in NEEDED if alarm.get(option) in (None, "")]


def _faults(alarm: Alarm) -> Iterator[str]:
    missing = _missing(alarm)
    if missing:
        yield f"{', '.join(missing)} must be set for an alarm that is not there yet."
        return
    statistics = [option for option in ("statistic", "extended_statistic") if alarm.get(option)]
    if len(statistics) != 1:
        yield "statistic or extended_statistic must be set, and not both."
    elif alarm.get("extended_statistic") and not _PERCENTILE.fullmatch(alarm["extended_statistic"]):
        yield f"extended_statistic: {alarm['extended_statistic']!r} is given, one such as p95 or tm90 is allowed."
    if len(alarm["description"]) > 1024:
        yield f"description: {len(alarm['description'])} characters are given, 1024 are allowed."
    if len(alarm["dimensions"]) > 30:
        yield f"dimensions: {len(alarm['dimensions'])} are given, 30 are allowed."
    for option in ACTIONS:
        if len(alarm[option]) > 5:
            yield f"{option}: {len(alarm[option])} are given, 5 are allowed."
    yield from period_faults(alarm["period"], alarm["evaluation_periods"], alarm.get("datapoints_to_alarm"))
