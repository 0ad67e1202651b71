# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms and widgets on what nothing publishes, or beyond the limits of CloudWatch."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.filter.signal_faults import signal_faults

SIGNALS = [
    {"namespace": "DataCatalog", "dimensions": ["CrawlerName"], "metrics": ["CrawlFailed", "CrawlSucceeded"]},
    {"namespace": "AWS/Lambda", "dimensions": ["FunctionName"], "metrics": ["Errors", "Duration"]},
]
ALARM = {
    "name": "A",
    "namespace": "DataCatalog",
    "metric_name": "CrawlFailed",
    "dimensions": {"CrawlerName": "x"},
    "period": 300,
    "evaluation_periods": 1,
}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"period": 90000, "evaluation_periods": 1}, None),
        ({"period": 10, "evaluation_periods": 8640}, None),
        (
            {"metric_name": "CrawlFailled"},
            "alarm A: nothing publishes DataCatalog CrawlFailled. Did you mean CrawlFailed?",
        ),
        (
            {"namespace": "AWS/Glue", "metric_name": "glue.driver.aggregate.numFailedTasks"},
            "alarm A: nothing publishes AWS/Glue glue.driver.aggregate.numFailedTasks.",
        ),
        (
            {"dimensions": {"JobName": "x"}},
            "alarm A: DataCatalog CrawlFailed is published with CrawlerName, not with JobName.",
        ),
        ({"dimensions": {}}, "alarm A: DataCatalog CrawlFailed is published with CrawlerName, not with nothing."),
        ({"period": 90}, "alarm A: period 90 is given, 10, 20, 30 or a multiple of 60 is allowed."),
        (
            {"evaluation_periods": 289},
            "alarm A: period 300 times evaluation_periods 289 is 86700 seconds,"
            " 86400 are allowed for periods below an hour.",
        ),
        (
            {"period": 3600, "evaluation_periods": 169},
            "alarm A: period 3600 times evaluation_periods 169 is 608400 seconds, 604800 are allowed.",
        ),
        (
            {"evaluation_periods": 2, "datapoints_to_alarm": 3},
            "alarm A: datapoints_to_alarm 3 is given, 1 to evaluation_periods (2) is allowed.",
        ),
    ],
)
def test_alarms(changes: dict[str, Any], fault: str | None) -> None:
    assert signal_faults([{**ALARM, **changes}], SIGNALS) == ([fault] if fault else [])


def widget(*rows: list) -> dict[str, Any]:
    return {"type": "metric", "properties": {"title": "W", "metrics": list(rows)}}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (
            [["DataCatalog", "CrawlFailed", "CrawlerName", "x", {"stat": "Sum"}], [".", "CrawlSucceeded", ".", "."]],
            None,
        ),
        ([["AWS/Lambda", "Errors", "FunctionName", "a"], ["...", "b"]], None),
        ([[{"expression": "m1 + 1"}]], None),
        ([["AWS/Lambda", "Error", "FunctionName", "a"]], "nothing publishes AWS/Lambda Error. Did you mean Errors?"),
        (
            [["DataCatalog", "CrawlFailed", "CrawlerName", "x"], [".", "Errors", ".", "."]],
            "nothing publishes DataCatalog Errors.",
        ),
        ([["AWS/Glue", "glue.driver.jvm.heap.usage", "JobName", "x"]], "nothing publishes AWS/Glue glue.driver"),
    ],
)
def test_widgets(rows: list[list], fault: str | None) -> None:
    found = signal_faults([], SIGNALS, [widget(*rows), {"type": "text", "properties": {"markdown": "x"}}])
    assert len(found) == (1 if fault else 0)
    if fault:
        assert found[0].startswith(f"widget 'W': {fault}")


def test_what_is_no_alarm() -> None:
    with pytest.raises(AnsibleFilterError, match="is not as documented"):
        signal_faults([{"name": "A"}], SIGNALS)
