# SPDX-License-Identifier: GPL-3.0-or-later
"""The datapoints that an alarm looks at: one for each period back from now, missing where nothing was published."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ministack.services import cloudwatch

from local_aws import switches
from local_aws.metric_math.queries import period_of
from local_aws.metric_math.queries import returning
from local_aws.metric_math.queries import values

_HOUR = 3600
_DAY = 86400


@dataclass(frozen=True)
class Datapoint:
    """One period: its start, and its value when something was published in it."""

    start: float
    value: float | None = None
    samples: float = 0


def recent(alarm: dict[str, Any]) -> list[Datapoint]:
    """The evaluation range of an alarm, oldest first."""
    return _of_metrics(alarm) if alarm.get("Metrics") else _of_one(alarm)


def _of_metrics(alarm: dict[str, Any]) -> list[Datapoint]:
    """The query that returns data, period by period."""
    queries, period = alarm["Metrics"], period_of(alarm)
    ranges = {query["Id"]: _of_one(_alone(query["MetricStat"], alarm)) for query in queries if query.get("MetricStat")}
    starts = [point.start for point in next(iter(ranges.values()))]
    series = {name: [point.value for point in points] for name, points in ranges.items()}
    found = values(queries, series, period, len(starts))[returning(queries)["Id"]]
    return [
        Datapoint(start, value, 0 if value is None else 1)
        for start, value in zip(starts, found if isinstance(found, list) else [None] * len(starts), strict=True)
    ]


def _alone(stat: dict[str, Any], alarm: dict[str, Any]) -> dict[str, Any]:
    """One metric of an alarm on several, as an alarm of its own."""
    return {
        **stat["Metric"],
        "Period": int(stat["Period"]),
        "ExtendedStatistic": stat["Stat"],
        "Unit": stat.get("Unit"),
        "EvaluationPeriods": alarm["EvaluationPeriods"],
    }


def _of_one(alarm: dict[str, Any]) -> list[Datapoint]:
    period, periods = alarm["Period"], alarm["EvaluationPeriods"]
    count = periods + int(switches.number("LOCAL_AWS_ALARM_EXTRA_PERIODS", 2))
    end = _end(period * periods)
    buckets: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for point in _points(alarm):
        age = end - point["Timestamp"]
        if 0 <= age < period * count:
            buckets[int(age // period)].append(point)
    return [_datapoint(end - (index + 1) * period, buckets[index], alarm) for index in range(count - 1, -1, -1)]


def _end(span: float) -> float:
    """An alarm that looks back for more than a day sees data up to the last whole hour only."""
    now = time.time()
    by_the_hour = switches.on("LOCAL_AWS_ALARM_WHOLE_HOURS", default=True)
    return now - now % _HOUR if span > _DAY and by_the_hour else now


def _points(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    dimensions = cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))
    points = list(cloudwatch._metrics.get(key) or [])
    unit = alarm.get("Unit")
    return [point for point in points if point.get("Unit") == unit] if unit else points


def _datapoint(start: float, points: list[dict[str, Any]], alarm: dict[str, Any]) -> Datapoint:
    statistics = cloudwatch._calc_stats(points)
    if not statistics:
        return Datapoint(start)
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    return Datapoint(start, cloudwatch._stat_value(statistics, statistic, points), statistics["SampleCount"])
