# SPDX-License-Identifier: GPL-3.0-or-later
"""Metric filters publish what is logged."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused
from tests.local_aws.monitoring.test_alarms import Alarm

NAMESPACE = "Test/Filters"


class Group:
    """A log group with one metric filter."""

    def __init__(self, stage: Stage, pattern: str, **transformation: Any) -> None:
        self.stage, self.logs = stage, stage.client("logs")
        self.name = f"/test/{new_name('group')}"
        self.metric = new_name("metric")
        self.logs.create_log_group(logGroupName=self.name)
        self.logs.create_log_stream(logGroupName=self.name, logStreamName="s")
        self.put(pattern, **transformation)

    def put(self, pattern: str, **transformation: Any) -> None:
        made = {"metricName": self.metric, "metricNamespace": NAMESPACE, "metricValue": "1", **transformation}
        self.logs.put_metric_filter(
            logGroupName=self.name, filterName="f", filterPattern=pattern, metricTransformations=[made]
        )

    def write(self, *lines: Any) -> None:
        now = int(time.time() * 1000)
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        events = [{"timestamp": now, "message": text} for text in texts]
        self.logs.put_log_events(logGroupName=self.name, logStreamName="s", logEvents=events)

    def sum(self, **dimensions: str) -> float:
        return self.stage.sum(NAMESPACE, self.metric, **dimensions)

    def samples(self) -> int:
        points = self.stage.client("cloudwatch").get_metric_statistics(
            Namespace=NAMESPACE,
            MetricName=self.metric,
            StartTime=time.time() - 300,
            EndTime=time.time() + 60,
            Period=60,
            Statistics=["SampleCount"],
        )["Datapoints"]
        return int(sum(point["SampleCount"] for point in points))


def test_counting_matches(stage: Stage) -> None:
    group = Group(stage, '?ERROR ?"Internal Service Exception"')
    group.write("[id] ERROR : Internal Service Exception", "[id] INFO : fine", "[id] ERROR : another")
    group.write("[id] error : not in capitals")
    assert group.sum() == 2


def test_a_value_from_json(stage: Stage) -> None:
    group = Group(stage, "{ $.latency > 10 }", metricValue="$.latency", unit="Milliseconds")
    group.write({"latency": 20}, {"latency": 5}, {"latency": 30.5}, "no json")
    assert group.sum() == 50.5


def test_a_value_from_words(stage: Stage) -> None:
    group = Group(stage, "[kind = REPORT*, ..., size]", metricValue="$size")
    group.write("REPORT took 3 ms 128", "START 1", "REPORT 64")
    assert group.sum() == 192


def test_dimensions_from_fields(stage: Stage) -> None:
    group = Group(stage, "{ $.table = * }", dimensions={"Table": "$.table"})
    group.write({"table": "orders"}, {"table": "orders"}, {"table": "items"})
    assert (group.sum(Table="orders"), group.sum(Table="items")) == (2, 1)


def test_a_default_for_what_does_not_match(stage: Stage) -> None:
    group = Group(stage, "ERROR", defaultValue=0)
    group.write("fine")
    group.write("fine again")
    assert (group.sum(), group.samples()) == (0, 1)
    plain = Group(stage, "ERROR")
    plain.write("fine")
    assert plain.samples() == 0


def test_what_a_function_logs_counts(stage: Stage) -> None:
    function = stage.function("def handler(event, context):\n    raise OSError('x')\n")
    name = f"/aws/lambda/{function}"
    logs = stage.client("logs")
    logs.create_log_group(logGroupName=name)
    made = {"metricName": function, "metricNamespace": NAMESPACE, "metricValue": "1"}
    logs.put_metric_filter(logGroupName=name, filterName="f", filterPattern='"[ERROR]"', metricTransformations=[made])
    stage.invoke(function)
    assert stage.sum(NAMESPACE, function) == 1


def test_an_alarm_on_a_metric_filter(stage: Stage) -> None:
    alarm = Alarm(stage, Threshold=0)
    group = Group(stage, "FATAL", metricName=alarm.name, metricNamespace="Test/Alarms")
    group.write("FATAL: sorry, too many clients already")
    assert alarm.becomes("ALARM")


@pytest.mark.parametrize(
    ("pattern", "transformation"),
    [
        ("{ $.a = }", {}),
        ("ERROR", {"metricValue": "one"}),
        ("{ $.a = 1 }", {"defaultValue": 0, "dimensions": {"A": "$.a"}}),
    ],
)
def test_filters_that_are_refused(stage: Stage, pattern: str, transformation: dict[str, Any]) -> None:
    group = Group(stage, "ERROR")
    with refused("InvalidParameterException", "Invalid metric"):
        group.put(pattern, **transformation)


def test_trying_a_pattern(stage: Stage) -> None:
    logs = stage.client("logs")
    answer = logs.test_metric_filter(filterPattern="ERROR", logEventMessages=["fine", "ERROR x"])
    assert [each["eventNumber"] for each in answer["matches"]] == [2]


def test_filtering_events_uses_the_same_patterns(stage: Stage) -> None:
    group = Group(stage, "ERROR")
    group.write({"level": "ERROR", "n": 1}, {"level": "INFO", "n": 2}, "plain ERROR")
    assert stage.log(group.name, '{ $.level = "ERR*" }') == ['{"level": "ERROR", "n": 1}']
    assert len(stage.log(group.name, "ERROR -plain")) == 1
    assert stage.log(group.name, "error") == []
    with refused("InvalidParameterException", "Invalid filter pattern"):
        stage.log(group.name, "{ $.a = }")


def test_metric_filters_count_for_the_group(stage: Stage) -> None:
    group = Group(stage, "ERROR")
    described = stage.client("logs").describe_log_groups(logGroupNamePrefix=group.name)["logGroups"][0]
    assert described["metricFilterCount"] == 1
    assert described["logGroupArn"] == arn("logs", f"log-group:{group.name}")
