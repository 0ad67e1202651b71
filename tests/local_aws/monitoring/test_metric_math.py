# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions over metrics: what they give, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws.metric_math.queries import fault
from local_aws.metric_math.queries import values

M1: list[float | None] = [1.0, None, 3.0, 4.0]
M2: list[float | None] = [2.0, 2.0, 0.0, None]


def evaluated(expression: str, **more: str) -> Any:
    queries = [{"Id": name, "Expression": text} for name, text in {"e": expression, **more}.items()]
    return values(queries, {"m1": M1, "m2": M2}, 60, 4)["e"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("m1", M1),
        ("m1 + 1", [2.0, None, 4.0, 5.0]),
        ("2 * m1 - m2", [0.0, None, 6.0, None]),
        ("m1 / m2", [0.5, None, None, None]),
        ("-m1 ^ 2", [1.0, None, 9.0, 16.0]),
        ("100 * (m1 - 1) / 2", [0.0, None, 100.0, 150.0]),
        ("1 + 2 * 3", 7.0),
        ("m1 > 2", [0.0, None, 1.0, 1.0]),
        ("m1 > 2 AND m2 < 1", [0.0, None, 1.0, None]),
        ("m1 >= 3 || m1 == 1", [1.0, None, 1.0, 1.0]),
        ("FILL(m1, 0)", [1.0, 0.0, 3.0, 4.0]),
        ("FILL(m1, REPEAT)", [1.0, 1.0, 3.0, 4.0]),
        ("FILL(m1, LINEAR)", [1.0, 2.0, 3.0, 4.0]),
        ("FILL(m1, m2)", [1.0, 2.0, 3.0, 4.0]),
        ("IF(m2 > 1, m1, 9)", [1.0, None, 9.0, None]),
        ("IF(m2 > 1, m1)", [1.0, None, None, None]),
        ("SUM(METRICS())", [3.0, 2.0, 3.0, 4.0]),
        ("MAX([m1, m2])", [2.0, 2.0, 3.0, 4.0]),
        ("AVG([m1, m2])", [1.5, 2.0, 1.5, 4.0]),
        ("SUM(m1)", 8.0),
        ("MAX(m1) - MIN(m1)", 3.0),
        ("m1 - AVG(m2)", [1.0 - 4 / 3, None, 3.0 - 4 / 3, 4.0 - 4 / 3]),
        ("DIFF(m1)", [None, None, None, 1.0]),
        ("RATE(m1)", [None, None, None, 1 / 60]),
        ("RUNNING_SUM(m1)", [1.0, 1.0, 4.0, 8.0]),
        ("PERIOD(m1)", 60.0),
        ("METRIC_COUNT(METRICS())", 2.0),
        ("TIME_SERIES(5)", [5.0, 5.0, 5.0, 5.0]),
        ("ABS(0 - m1)", M1),
        ("CEIL(m1 / 2)", [1.0, None, 2.0, 2.0]),
        ("FIRST(METRICS())", M1),
    ],
)
def test_values(expression: str, value: Any) -> None:
    assert evaluated(expression) == value


def test_expressions_refer_to_each_other() -> None:
    assert evaluated("half + 1", half="m1 / 2") == [1.5, None, 2.5, 3.0]


@pytest.mark.parametrize(
    ("queries", "message"),
    [
        ([{"Id": "E1", "Expression": "1"}], "Id 'E1' must start"),
        ([{"Id": "a", "MetricStat": {"x": 1}}, {"Id": "a", "MetricStat": {"x": 1}}], "must be unique"),
        ([{"Id": "a"}], "either MetricStat or Expression"),
        ([{"Id": "a", "MetricStat": {"x": 1}, "Expression": "1"}], "either MetricStat or Expression"),
        ([{"Id": "a", "Expression": "b + 1"}], "b is not the Id of a metric"),
        ([{"Id": "a", "Expression": "a + 1"}], "a refers to itself"),
        ([{"Id": "a", "Expression": "1 +"}], "it ends too early"),
        ([{"Id": "a", "Expression": "(1"}], "it ends too early"),
        ([{"Id": "a", "Expression": "1 1"}], "'1' was not expected"),
        ([{"Id": "a", "Expression": "1 $ 2"}], "'$' was not expected"),
        ([{"Id": "a", "Expression": "SUM(1, 2)"}], "SUM takes one"),
        ([{"Id": "a", "Expression": "ANOMALY_DETECTION_BAND(a)"}], "refers to itself"),
        ([{"Id": "a", "Expression": "SEARCH('x')"}], "the function SEARCH is not emulated"),
        ([{"Id": "a", "Expression": "1 + 'x'"}], "does not take a text"),
        ([{"Id": "a", "Expression": "METRICS() + METRICS()"}], "does not take two arrays"),
    ],
)
def test_what_is_wrong_is_said(queries: list[dict[str, Any]], message: str) -> None:
    assert message in fault(queries)
    assert fault([{"Id": "m", "MetricStat": {"x": 1}}, {"Id": "e", "Expression": "m * 2"}]) == ""
