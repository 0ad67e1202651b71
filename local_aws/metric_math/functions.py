# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of metric math, on numbers, series (one value a period, or none) and arrays of series."""

from __future__ import annotations

import itertools
import math
import operator
import statistics
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local_aws.metric_math.expression import ExpressionError

type Series = list[float | None]
type Value = float | Series | Array | str
type Fold = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Array:
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Surroundings:
    """What an expression stands in: how long a period is, how many there are, and the metrics of the request."""

    period: int
    length: int
    metrics: Array


def _divide(left: float, right: float) -> float | None:
    return left / right if right else None


def _power(left: float, right: float) -> float | None:
    try:
        found = left**right
    except (OverflowError, ZeroDivisionError):
        return None
    return found if isinstance(found, float) else None


OPERATORS: dict[str, Callable[[float, float], float | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "^": _power,
    "==": lambda left, right: float(left == right),
    "!=": lambda left, right: float(left != right),
    "<": lambda left, right: float(left < right),
    ">": lambda left, right: float(left > right),
    "<=": lambda left, right: float(left <= right),
    ">=": lambda left, right: float(left >= right),
    "&&": lambda left, right: float(bool(left) and bool(right)),
    "||": lambda left, right: float(bool(left) or bool(right)),
}
_FOLDS: dict[str, Fold] = {
    "AVG": statistics.fmean,
    "MAX": max,
    "MIN": min,
    "SUM": math.fsum,
    "STDDEV": statistics.pstdev,
    "DATAPOINT_COUNT": len,
}
_EACH: dict[str, Callable[[float], float | None]] = {
    "ABS": abs,
    "CEIL": lambda value: float(math.ceil(value)),
    "FLOOR": lambda value: float(math.floor(value)),
    "LOG": lambda value: math.log(value) if value > 0 else None,
    "LOG10": lambda value: math.log10(value) if value > 0 else None,
}


def combine(sign: str, left: Value, right: Value) -> Value:
    """Two values by an operator, period by period; a missing one leaves nothing."""
    if isinstance(left, str) or isinstance(right, str):
        raise ExpressionError(f"'{sign}' does not take a text")
    if isinstance(left, Array) and isinstance(right, Array):
        raise ExpressionError(f"'{sign}' does not take two arrays")
    if isinstance(left, Array):
        return Array(tuple(_series(combine(sign, each, right)) for each in left.series))
    if isinstance(right, Array):
        return Array(tuple(_series(combine(sign, left, each)) for each in right.series))
    compute = OPERATORS[sign]
    if isinstance(left, float) and isinstance(right, float):
        return compute(left, right) or 0.0
    length = len(left if isinstance(left, list) else _series(right))
    pairs = zip(_spread(left, length), _spread(right, length), strict=True)
    return [None if a is None or b is None else compute(a, b) for a, b in pairs]


def call(name: str, arguments: list[Value], around: Surroundings) -> Value:
    if name in _FOLDS:
        return _folded(name, _only(name, arguments))
    if name in _EACH:
        return _each(_EACH[name], _only(name, arguments))
    if name in _OTHERS:
        return _OTHERS[name](arguments, around)
    raise ExpressionError(f"the function {name} is not emulated")


def _folded(name: str, value: Value) -> Value:
    """Of a series one number; of an array a series."""
    fold = _FOLDS[name]
    if isinstance(value, Array):
        columns = [[item for item in column if item is not None] for column in zip(*value.series, strict=True)]
        return [float(fold(column)) if column else None for column in columns]
    present = [item for item in _series(value) if item is not None]
    return float(fold(present)) if present else 0.0


def _each(change: Callable[[float], float | None], value: Value) -> Value:
    if isinstance(value, Array):
        return Array(tuple(_series(_each(change, series)) for series in value.series))
    if isinstance(value, float):
        return change(value) or 0.0
    return [None if item is None else change(item) for item in _series(value)]


def _fill(arguments: list[Value], around: Surroundings) -> Value:
    if len(arguments) != 2:
        raise ExpressionError("FILL takes a metric and what to fill in")
    value, filler = arguments
    if isinstance(value, Array):
        return Array(tuple(_series(_fill([series, filler], around)) for series in value.series))
    return _filled(_series(value), filler)


def _filled(series: Series, filler: Value) -> Series:
    if filler == "REPEAT":
        last: float | None = None
        found: Series = []
        for item in series:
            last = item if item is not None else last
            found.append(last)
        return found
    if filler == "LINEAR":
        return _interpolated(series)
    others = _spread(filler if isinstance(filler, float) else _series(filler), len(series))
    return [other if item is None else item for item, other in zip(series, others, strict=True)]


def _interpolated(series: Series) -> Series:
    known = [(index, item) for index, item in enumerate(series) if item is not None]
    found = list(series)
    for (before, first), (after, last) in itertools.pairwise(known):
        for index in range(before + 1, after):
            found[index] = first + (last - first) * (index - before) / (after - before)
    return found


def _if(arguments: list[Value], around: Surroundings) -> Value:
    if len(arguments) not in (2, 3):
        raise ExpressionError("IF takes a condition and one or two values")
    if all(isinstance(argument, float) for argument in arguments):
        return arguments[1] if arguments[0] else (arguments[2] if len(arguments) == 3 else 0.0)
    length = around.length
    condition, then, *other = [_spread(_number_or_series(argument), length) for argument in arguments]
    otherwise: Series = other[0] if other else [None] * length
    triples = zip(condition, then, otherwise, strict=True)
    return [None if test is None else (yes if test else no) for test, yes, no in triples]


def _running(step: Callable[[Series, int], float | None]) -> Callable[[list[Value], Surroundings], Value]:
    def apply(arguments: list[Value], around: Surroundings) -> Value:
        series = _series(arguments[0])
        return [step(series, index) for index in range(len(series))]

    return apply


def _difference(series: Series, index: int) -> float | None:
    here, before = series[index], series[index - 1] if index else None
    return None if here is None or before is None else here - before


def _rate(arguments: list[Value], around: Surroundings) -> Value:
    series = _series(arguments[0])
    found = [_difference(series, index) for index in range(len(series))]
    return [None if item is None else item / around.period for item in found]


def _total(series: Series, index: int) -> float | None:
    return math.fsum(item for item in series[: index + 1] if item is not None)


def _metrics(arguments: list[Value], around: Surroundings) -> Value:
    return around.metrics


def _count(arguments: list[Value], around: Surroundings) -> Value:
    value = arguments[0]
    return float(len(value.series)) if isinstance(value, Array) else 1.0


def _chosen(index: int) -> Callable[[list[Value], Surroundings], Value]:
    def choose(arguments: list[Value], around: Surroundings) -> Value:
        value = arguments[0]
        return value.series[index] if isinstance(value, Array) else value

    return choose


_OTHERS: dict[str, Callable[[list[Value], Surroundings], Value]] = {
    "DIFF": _running(_difference),
    "FILL": _fill,
    "FIRST": _chosen(0),
    "IF": _if,
    "LAST": _chosen(-1),
    "METRICS": _metrics,
    "METRIC_COUNT": _count,
    "PERIOD": lambda arguments, around: float(around.period),
    "RATE": _rate,
    "RUNNING_SUM": _running(_total),
    "TIME_SERIES": lambda arguments, around: _spread(_number_or_series(arguments[0]), around.length),
}


def _only(name: str, arguments: list[Value]) -> Value:
    if len(arguments) != 1 or isinstance(arguments[0], str):
        raise ExpressionError(f"{name} takes one metric or array")
    return arguments[0]


def _number_or_series(value: Value) -> float | Series:
    return value if isinstance(value, float) else _series(value)


def _series(value: Any) -> Series:
    if not isinstance(value, list):
        raise ExpressionError("a time series is needed")
    return value


def _spread(value: float | Series, length: int) -> Series:
    return [value] * length if isinstance(value, float) else value
