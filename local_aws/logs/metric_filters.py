# SPDX-License-Identifier: GPL-3.0-or-later
"""Metric filters: what is written to a log group becomes metrics."""

from __future__ import annotations

import time
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from ministack.services import cloudwatch
from ministack.services import cloudwatch_logs

from local_aws.logs.conditions import MISSING
from local_aws.logs.conditions import Lookup
from local_aws.logs.patterns import InvalidPattern
from local_aws.logs.patterns import compile_pattern

type Event = dict[str, Any]


def apply(group: str, events: Sequence[Event]) -> None:
    """Publish what the filters of a group make of new events."""
    for (filter_group, _), metric_filter in cloudwatch_logs._metric_filters.items():
        if filter_group == group:
            _apply_filter(metric_filter, events)


def refusal(data: dict[str, Any]) -> str | None:
    """Why PutMetricFilter refuses a filter."""
    try:
        compile_pattern(data.get("filterPattern", ""))
    except InvalidPattern:
        return "Invalid metric filter pattern"
    for transformation in data.get("metricTransformations") or []:
        if transformation.get("dimensions") and transformation.get("defaultValue") is not None:
            return "Invalid metric transformation: dimensions and default value are mutually exclusive properties."
        value = str(transformation.get("metricValue", ""))
        if not value.startswith("$") and _number(value) is None:
            return f"Invalid metric transformation: metric value {value} is neither a number nor a field."
    return None


def _apply_filter(metric_filter: dict[str, Any], events: Sequence[Event]) -> None:
    pattern = compile_pattern(metric_filter["filterPattern"])
    matches = [(event, fields) for event in events if (fields := pattern(event.get("message", ""))) is not None]
    for transformation in metric_filter["metricTransformations"]:
        values = list(_values(transformation, matches))
        for moment, value, dimensions in values:
            _publish(transformation, moment, value, dimensions)
        if not values and events:
            _publish_default(transformation)


def _values(
    transformation: dict[str, Any], matches: Sequence[tuple[Event, Lookup]]
) -> Iterator[tuple[float, float, dict[str, str]]]:
    wanted = str(transformation["metricValue"])
    for event, fields in matches:
        value = _number(fields(wanted) if wanted.startswith("$") else wanted)
        if value is not None:
            dimensions = {
                name: str(found)
                for name, selector in (transformation.get("dimensions") or {}).items()
                if (found := fields(selector)) is not MISSING
            }
            yield event.get("timestamp", time.time() * 1000) / 1000, value, dimensions


def _publish_default(transformation: dict[str, Any]) -> None:
    """Once for each minute in which something was logged that did not match."""
    default = transformation.get("defaultValue")
    if default is None:
        return
    key = (transformation["metricNamespace"], transformation["metricName"], "")
    points = cloudwatch._metrics.get(key) or []
    if not points or points[-1]["Timestamp"] // 60 != time.time() // 60:
        _publish(transformation, time.time(), float(default), {})


def _publish(transformation: dict[str, Any], moment: float, value: float, dimensions: dict[str, str]) -> None:
    cloudwatch._store_datum(
        transformation["metricNamespace"],
        transformation["metricName"],
        dimensions,
        moment,
        transformation.get("unit") or "None",
        value,
        None,
        None,
        None,
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
