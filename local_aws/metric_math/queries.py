# SPDX-License-Identifier: GPL-3.0-or-later
"""The queries of an alarm or of GetMetricData: metrics, and expressions that refer to them and to each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from local_aws.metric_math.expression import ExpressionError
from local_aws.metric_math.expression import Tree
from local_aws.metric_math.expression import names_in
from local_aws.metric_math.expression import parse
from local_aws.metric_math.functions import OPERATORS
from local_aws.metric_math.functions import Array
from local_aws.metric_math.functions import Series
from local_aws.metric_math.functions import Surroundings
from local_aws.metric_math.functions import Value
from local_aws.metric_math.functions import call
from local_aws.metric_math.functions import combine

type Query = dict[str, Any]

_ID = re.compile(r"[a-z]\w*")
_FILLERS = ("REPEAT", "LINEAR")


def returning(queries: Iterable[Query]) -> Query:
    """The query whose values an alarm looks at."""
    return next(query for query in queries if query.get("ReturnData", True))


def period_of(alarm: dict[str, Any]) -> int:
    """Of an alarm on one metric or on several, which have the same."""
    if not alarm.get("Metrics"):
        return int(alarm["Period"])
    return next(int(query["MetricStat"]["Period"]) for query in alarm["Metrics"] if query.get("MetricStat"))


def fault_of_alarm(queries: list[Query]) -> str:
    """What is wrong with the queries of an alarm, which has to look at one time series."""
    if sum(1 for query in queries if query.get("ReturnData", True)) != 1:
        return "Exactly one element of the metrics list should return data."
    metrics = [query for query in queries if query.get("MetricStat")]
    if not metrics:
        return "Invalid metrics list: at least one metric is needed."
    if len({int(query["MetricStat"]["Period"]) for query in metrics}) > 1:
        return "Metrics list contains different periods: the metrics of an alarm need the same."
    text = fault(queries)
    if not text:
        series: dict[str, Series] = {query["Id"]: [1.0] for query in metrics}
        if not isinstance(values(queries, series, 60, 1)[returning(queries)["Id"]], list):
            return "Error in expression: the alarm needs a single time series."
    return text


def fault(queries: list[Query]) -> str:
    """What is wrong with the queries by themselves; empty when nothing is."""
    ids = [query.get("Id", "") for query in queries]
    for name in ids:
        if not _ID.fullmatch(name):
            return f"Id '{name}' must start with a lowercase letter and hold letters, digits and underscores."
    if len(set(ids)) < len(ids):
        return "The values for parameter Id in MetricDataQueries must be unique."
    for query in queries:
        if bool(query.get("MetricStat")) == bool(query.get("Expression")):
            return "Each metric needs either MetricStat or Expression."
    try:
        for query in queries:
            if query.get("Expression"):
                unknown = set(names_in(parse(query["Expression"]))) - set(ids) - set(_FILLERS)
                if unknown:
                    raise ExpressionError(f"{min(unknown)} is not the Id of a metric")
        values(queries, {query["Id"]: [1.0] for query in queries if query.get("MetricStat")}, 60, 1)
    except ExpressionError as error:
        return f"Error in expression: {error}"
    return ""


def values(queries: Iterable[Query], series: dict[str, Series], period: int, length: int) -> dict[str, Value]:
    """The value of each query, given the series of the metrics."""
    expressions = {query["Id"]: parse(query["Expression"]) for query in queries if query.get("Expression")}
    around = Surroundings(period, length, Array(tuple(series.values())))
    found: dict[str, Value] = dict(series)
    waiting: set[str] = set()

    def of(name: str) -> Value:
        if name in _FILLERS:
            return name
        if name not in found:
            if name in waiting or name not in expressions:
                raise ExpressionError(f"{name} refers to itself")
            waiting.add(name)
            found[name] = _value(expressions[name], of, around)
        return found[name]

    return {name: of(name) for name in [*series, *expressions]}


def _value(tree: Tree, of: Callable[[str], Value], around: Surroundings) -> Value:
    kind = tree[0]
    if kind in ("number", "text"):
        return tree[1]
    if kind == "name":
        return of(tree[1])
    if kind == "negative":
        return combine("-", 0.0, _value(tree[1], of, around))
    if kind == "list":
        return Array(tuple(_as_series(_value(each, of, around)) for each in tree[1]))
    if kind == "call":
        return call(tree[1], [_value(each, of, around) for each in tree[2]], around)
    if kind not in OPERATORS:
        raise ExpressionError(f"'{kind}' is not emulated")
    return combine(kind, _value(tree[1], of, around), _value(tree[2], of, around))


def _as_series(value: Value) -> Series:
    if not isinstance(value, list):
        raise ExpressionError("an array holds time series")
    return value
