# SPDX-License-Identifier: GPL-3.0-or-later
"""GetMetricData with expressions, newest values first, and dimensions that are exact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from local_aws.metric_math.expression import ExpressionError
from local_aws.metric_math.functions import Array
from local_aws.metric_math.functions import Series
from local_aws.metric_math.functions import Value
from local_aws.metric_math.queries import Query
from local_aws.metric_math.queries import fault
from local_aws.metric_math.queries import values

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[..., Response]
type Result = dict[str, Any]

_OLDEST_FIRST = "TimestampAscending"


def get_metric_data(original: Action) -> Action:
    """ministack knows no expressions and takes a metric without dimensions for all of its name."""

    def serve(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        if not is_json:
            return original(params, data, is_cbor, is_json)
        queries = data.get("MetricDataQueries") or []
        text = fault(queries)
        if text:
            return cloudwatch._error("ValidationError", text, 400, use_json=True)
        span = cloudwatch._parse_ts(data.get("StartTime")), cloudwatch._parse_ts(data.get("EndTime"))
        found = {query["Id"]: _published(query["MetricStat"], *span) for query in queries if query.get("MetricStat")}
        try:
            results = _results(queries, found)
        except ExpressionError as error:
            return cloudwatch._error("ValidationError", f"Error in expression: {error}", 400, use_json=True)
        if data.get("ScanBy") != _OLDEST_FIRST:
            for result in results:
                result["Timestamps"].reverse()
                result["Values"].reverse()
        return cloudwatch._json_ok({"MetricDataResults": results})

    return serve


def _published(stat: dict[str, Any], start: float | None, end: float | None) -> dict[float, float]:
    """The values of one metric by the start of their period."""
    metric, period = stat["Metric"], int(stat["Period"])
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(metric.get("Dimensions") or []))
    buckets: dict[float, list[dict[str, Any]]] = {}
    for point in list(cloudwatch._metrics.get((metric["Namespace"], metric["MetricName"], dimensions)) or []):
        moment = point["Timestamp"]
        if (start is None or moment >= start) and (end is None or moment < end):
            buckets.setdefault(moment // period * period, []).append(point)
    found = {}
    for moment, points in buckets.items():
        value = cloudwatch._stat_value(cloudwatch._calc_stats(points), stat["Stat"], points)
        if value is not None:
            found[moment] = value
    return found


def _results(queries: list[Query], found: dict[str, dict[float, float]]) -> list[Result]:
    times = sorted({moment for series in found.values() for moment in series})
    series: dict[str, Series] = {name: [known.get(moment) for moment in times] for name, known in found.items()}
    computed = values(queries, series, _period(queries), len(times))
    return [
        result
        for query in queries
        if query.get("ReturnData", True)
        for result in _of_query(query, computed[query["Id"]], times)
    ]


def _of_query(query: Query, value: Value, times: list[float]) -> list[Result]:
    """An array gives a result for each of its series."""
    if isinstance(value, str):
        raise ExpressionError("a text is no result")
    several = value.series if isinstance(value, Array) else [value if isinstance(value, list) else [value] * len(times)]
    return [_result(query, each, times) for each in several]


def _result(query: Query, series: Series, times: list[float]) -> Result:
    present = [(moment, value) for moment, value in zip(times, series, strict=True) if value is not None]
    named = query["Id"] if query.get("Expression") else query["MetricStat"]["Metric"]["MetricName"]
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or named,
        "Timestamps": [cloudwatch._ts_iso(moment) for moment, _ in present],
        "Values": [value for _, value in present],
        "StatusCode": "Complete",
    }


def _period(queries: list[Query]) -> int:
    return next((int(query["MetricStat"]["Period"]) for query in queries if query.get("MetricStat")), 60)
