# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms and queries on metric math, as a client sees them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused
from tests.local_aws.monitoring.test_alarms import NAMESPACE
from tests.local_aws.monitoring.test_alarms import Alarm


def math_alarm(stage: Stage, *expressions: tuple[str, str], **settings: Any) -> Alarm:
    """An alarm on expressions over m1, the metric of its name, and m2, that of the dimension Part=two."""
    name = new_name("math")

    def stat(*dimensions: dict[str, str]) -> dict[str, Any]:
        metric = {"Namespace": NAMESPACE, "MetricName": name, "Dimensions": list(dimensions)}
        return {"Metric": metric, "Period": 60, "Stat": "Sum"}

    queries = [
        {"Id": "m1", "MetricStat": stat(), "ReturnData": False},
        {"Id": "m2", "MetricStat": stat({"Name": "Part", "Value": "two"}), "ReturnData": False},
    ]
    last = expressions[-1][0]
    queries += [{"Id": key, "Expression": text, "ReturnData": key == last} for key, text in expressions]
    alarm = Alarm.__new__(Alarm)
    alarm.cloudwatch, alarm.name = stage.client("cloudwatch"), name
    alarm.settings = {
        "AlarmName": name,
        "Metrics": queries,
        "EvaluationPeriods": 1,
        "Threshold": 0.5,
        "ComparisonOperator": "GreaterThanThreshold",
        **settings,
    }
    alarm.put()
    return alarm


def test_an_alarm_on_metric_math(stage: Stage) -> None:
    alarm = math_alarm(stage, ("rate", "m1 / m2"), ("limited", "IF(m2 > 10, rate, 0)"))
    described = alarm.describe()
    assert [query["Id"] for query in described["Metrics"]] == ["m1", "m2", "rate", "limited"]
    assert not {"Namespace", "MetricName", "Period", "Statistic", "Dimensions"} & set(described)
    alarm.publish(8)
    alarm.publish(9, Part="two")
    assert alarm.becomes("OK")
    alarm.publish(3, Part="two")
    assert alarm.becomes("ALARM")
    data = json.loads(alarm.describe()["StateReasonData"])
    assert data["recentDatapoints"] == [pytest.approx(8 / 12)]
    assert (data["period"], "statistic" in data) == (60, False)


def test_what_the_topic_and_the_bus_hear_of_metric_math(stage: Stage) -> None:
    url, queue = stage.open_queue("events.amazonaws.com")
    alarm = math_alarm(stage, ("e", "m1 * 2"))
    rule = new_name("rule")
    events = stage.client("events")
    pattern = {"source": ["aws.cloudwatch"], "resources": [alarm.describe()["AlarmArn"]]}
    events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": queue}])
    alarm.publish(1)
    metrics = stage.body(url)["detail"]["configuration"]["metrics"]
    assert metrics[0]["metricStat"]["metric"]["name"] == alarm.name
    assert metrics[2] == {"id": "e", "expression": "m1 * 2", "returnData": True}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Metrics": [{"Id": "a", "Expression": "1"}]}, "at least one metric"),
        ({"Namespace": "x"}, "Metrics list and Namespace cannot be specified together."),
        ({"ThresholdMetricId": "e"}, "not emulated"),
    ],
)
def test_metric_math_that_is_refused(stage: Stage, change: dict[str, Any], message: str) -> None:
    with refused("ValidationError", message):
        math_alarm(stage, ("e", "m1 + 1"), **change)
    for expressions, told in (
        ([("e", "m1 +")], "Error in expression"),
        ([("e", "SUM(m1)")], "single time series"),
        ([("e", "m3")], "m3 is not the Id"),
    ):
        with refused("ValidationError", told):
            math_alarm(stage, *expressions)


def test_metric_data_with_expressions(stage: Stage) -> None:
    alarm = math_alarm(stage, ("e", "m1 * 2"))
    alarm.publish(1, minutes_ago=2)
    alarm.publish(5)
    alarm.publish(100, Part="two")
    now = time.time()
    queries = [{**query, "ReturnData": True} for query in alarm.settings["Metrics"] if query["Id"] != "m2"]
    given = {"MetricDataQueries": queries, "StartTime": now - 600, "EndTime": now + 60}
    found = alarm.cloudwatch.get_metric_data(**given)["MetricDataResults"]
    assert {result["Id"]: result["Values"] for result in found} == {"m1": [5.0, 1.0], "e": [10.0, 2.0]}
    oldest_first = alarm.cloudwatch.get_metric_data(**given, ScanBy="TimestampAscending")["MetricDataResults"]
    assert oldest_first[0]["Values"] == [1.0, 5.0]
    with refused("ValidationError", "b is not the Id"):
        alarm.cloudwatch.get_metric_data(**{**given, "MetricDataQueries": [{"Id": "a", "Expression": "b"}]})
