# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms evaluated by the clock: dimensions, statistics, missing data, M of N, and what is refused."""

from __future__ import annotations

import time
from datetime import UTC
from datetime import datetime
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused

NAMESPACE = "Test/Alarms"


class Alarm:
    """An alarm on a metric of its own."""

    def __init__(self, stage: Stage, **settings: Any) -> None:
        self.cloudwatch = stage.client("cloudwatch")
        self.name = new_name("alarm")
        self.settings: dict[str, Any] = {
            "AlarmName": self.name,
            "Namespace": NAMESPACE,
            "MetricName": self.name,
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 10,
            "ComparisonOperator": "GreaterThanThreshold",
            **settings,
        }
        if "ExtendedStatistic" not in settings:
            self.settings.setdefault("Statistic", "Sum")
        self.put()

    def put(self, **changes: Any) -> None:
        self.settings |= changes
        self.cloudwatch.put_metric_alarm(**self.settings)

    def publish(self, *values: float, minutes_ago: float = 0, **dimensions: str) -> None:
        moment = datetime.fromtimestamp(time.time() - minutes_ago * 60, tz=UTC)
        named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
        data = [{"MetricName": self.name, "Value": value, "Timestamp": moment, "Dimensions": named} for value in values]
        self.cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=data)

    def describe(self) -> dict[str, Any]:
        return self.cloudwatch.describe_alarms(AlarmNames=[self.name])["MetricAlarms"][0]

    @property
    def state(self) -> str:
        return self.describe()["StateValue"]

    def becomes(self, state: str) -> bool:
        return eventually(lambda: self.state == state, seconds=30)

    def stays(self, state: str) -> bool:
        """Through several evaluations."""
        return not eventually(lambda: self.state != state, seconds=0.8)

    def history(self, kind: str) -> list[dict[str, Any]]:
        return self.cloudwatch.describe_alarm_history(AlarmName=self.name, HistoryItemType=kind)["AlarmHistoryItems"]


def test_a_new_alarm_has_no_data(stage: Stage) -> None:
    alarm = Alarm(stage)
    described = alarm.describe()
    assert (described["StateValue"], described["StateReason"]) == (
        "INSUFFICIENT_DATA",
        "Unchecked: Initial alarm creation",
    )
    assert alarm.stays("INSUFFICIENT_DATA")
    assert [item["HistorySummary"] for item in alarm.history("ConfigurationUpdate")] == [
        f'Alarm "{alarm.name}" created'
    ]
    assert alarm.history("StateUpdate") == []


def test_what_aws_shows_of_an_alarm(stage: Stage) -> None:
    """As AWS reads back an alarm: nothing that was not given, but empty lists of actions."""
    described = Alarm(stage).describe()
    shown = set(described) - {name for name in described if name.startswith("State")}
    assert shown == {
        "ActionsEnabled", "AlarmActions", "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "AlarmName",
        "ComparisonOperator", "Dimensions", "EvaluationPeriods", "InsufficientDataActions", "MetricName", "Namespace",
        "OKActions", "Period", "Statistic", "Threshold",
    }  # fmt: skip


def test_up_and_down(stage: Stage) -> None:
    alarm = Alarm(stage, TreatMissingData="notBreaching")
    assert alarm.becomes("OK")
    assert alarm.describe()["StateReason"] == (
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
        "[NonBreaching]."
    )
    alarm.publish(7, 4)
    assert alarm.becomes("ALARM")
    reason = alarm.describe()["StateReason"]
    assert reason.startswith("Threshold Crossed: 1 datapoint [11.0 (")
    assert reason.endswith(")] was greater than the threshold (10.0).")
    alarm.publish(-5)
    assert alarm.becomes("OK")
    assert [item["HistorySummary"] for item in alarm.history("StateUpdate")] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK",
    ]


def test_dimensions_are_exact(stage: Stage) -> None:
    alarm = Alarm(stage, Dimensions=[{"Name": "RuleName", "Value": "mine"}])
    alarm.publish(99, RuleName="another")
    alarm.publish(99)
    alarm.publish(99, RuleName="mine", Bus="b")
    assert alarm.stays("INSUFFICIENT_DATA")
    alarm.publish(99, RuleName="mine")
    assert alarm.becomes("ALARM")


@pytest.mark.parametrize(
    ("statistic", "threshold", "state"),
    [
        ({"Statistic": "Average"}, 4.9, "ALARM"),
        ({"Statistic": "Average"}, 5.1, "OK"),
        ({"Statistic": "Minimum"}, 0.9, "ALARM"),
        ({"Statistic": "Maximum"}, 9.1, "OK"),
        ({"Statistic": "SampleCount"}, 8.9, "ALARM"),
        ({"ExtendedStatistic": "p50"}, 4.9, "ALARM"),
        ({"ExtendedStatistic": "p95"}, 8.5, "ALARM"),
        ({"ExtendedStatistic": "p95"}, 9.0, "OK"),
    ],
)
def test_statistics(stage: Stage, statistic: dict[str, str], threshold: float, state: str) -> None:
    alarm = Alarm(stage, Threshold=threshold, **statistic)
    alarm.publish(*range(1, 10))
    assert alarm.becomes(state)
    assert ("Statistic" in alarm.describe()) is ("Statistic" in statistic)


@pytest.mark.parametrize(
    ("operator", "state"),
    [
        ("GreaterThanThreshold", "OK"),
        ("GreaterThanOrEqualToThreshold", "ALARM"),
        ("LessThanThreshold", "OK"),
        ("LessThanOrEqualToThreshold", "ALARM"),
    ],
)
def test_operators(stage: Stage, operator: str, state: str) -> None:
    alarm = Alarm(stage, ComparisonOperator=operator)
    alarm.publish(10)
    assert alarm.becomes(state)


def test_two_of_three(stage: Stage) -> None:
    alarm = Alarm(stage, EvaluationPeriods=3, DatapointsToAlarm=2)
    alarm.publish(20, minutes_ago=2.5)
    alarm.publish(1, minutes_ago=1.5)
    alarm.publish(1, minutes_ago=0.5)
    assert alarm.becomes("OK")
    alarm.publish(30, minutes_ago=0.5)
    assert alarm.becomes("ALARM")
    reason = alarm.describe()["StateReason"]
    assert reason.startswith("Threshold Crossed: 2 out of the last 3 datapoints [31.0 (")
    assert reason.endswith("were greater than the threshold (10.0) (minimum 2 datapoints for OK -> ALARM transition).")


@pytest.mark.parametrize(
    ("treatment", "state"),
    [
        ("missing", "INSUFFICIENT_DATA"),
        ("ignore", "INSUFFICIENT_DATA"),
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
    ],
)
def test_missing_data(stage: Stage, treatment: str, state: str) -> None:
    alarm = Alarm(stage, EvaluationPeriods=2, TreatMissingData=treatment)
    if state == "INSUFFICIENT_DATA":
        assert alarm.stays(state)
    else:
        assert alarm.becomes(state)


def test_data_that_went_missing_long_ago(stage: Stage) -> None:
    alarm = Alarm(stage, TreatMissingData="breaching")
    alarm.publish(1, minutes_ago=10)
    assert alarm.becomes("ALARM")
    alarm.publish(1, minutes_ago=1.5)
    assert alarm.becomes("OK")


def test_the_daily_alarm_looks_at_whole_hours(stage: Stage) -> None:
    """Like AWS, an alarm over more than a day sees nothing of the current hour."""
    alarm = Alarm(
        stage, Period=90000, Threshold=1, ComparisonOperator="LessThanThreshold", TreatMissingData="breaching"
    )
    assert alarm.becomes("ALARM")
    into_the_hour = time.time() % 3600 / 60
    alarm.publish(1, minutes_ago=into_the_hour / 2)
    assert alarm.stays("ALARM")
    alarm.publish(1, minutes_ago=into_the_hour + 1)
    assert alarm.becomes("OK")


def test_twenty_six_hours_of_silence(stage: Stage) -> None:
    alarm = Alarm(
        stage,
        Period=3600,
        EvaluationPeriods=26,
        DatapointsToAlarm=26,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="breaching",
    )
    assert alarm.becomes("ALARM")
    alarm.publish(1, minutes_ago=24 * 60)
    assert alarm.becomes("OK")


def test_a_state_set_by_hand_is_overtaken(stage: Stage) -> None:
    alarm = Alarm(stage, TreatMissingData="notBreaching")
    assert alarm.becomes("OK")
    alarm.cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="ALARM", StateReason="drill")
    assert alarm.describe()["StateReason"] == "drill"
    assert alarm.state == "ALARM"
    assert alarm.becomes("OK")
    with refused("ValidationError", "failed to satisfy constraint"):
        alarm.cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="RED", StateReason="drill")


def test_an_update_keeps_the_state(stage: Stage) -> None:
    alarm = Alarm(stage)
    alarm.publish(11)
    assert alarm.becomes("ALARM")
    alarm.put(AlarmDescription="new")
    described = alarm.describe()
    assert (described["StateValue"], described["AlarmDescription"]) == ("ALARM", "new")
    assert "StateReasonData" in described
    alarm.put(Threshold=12)
    assert alarm.becomes("OK")


def test_units_are_told_apart(stage: Stage) -> None:
    alarm = Alarm(stage, Unit="Seconds")
    alarm.publish(99)
    assert alarm.stays("INSUFFICIENT_DATA")


def test_a_composite_alarm_follows(stage: Stage) -> None:
    first, second = Alarm(stage, TreatMissingData="notBreaching"), Alarm(stage, TreatMissingData="notBreaching")
    cloudwatch, name = first.cloudwatch, new_name("composite")
    cloudwatch.put_composite_alarm(AlarmName=name, AlarmRule=f"ALARM({first.name}) AND ALARM({second.name})")

    def state() -> str:
        return cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0][
            "StateValue"
        ]

    first.publish(11)
    assert first.becomes("ALARM")
    assert state() == "OK"
    second.publish(11)
    assert eventually(lambda: state() == "ALARM")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"Period": 45}, "Period must be 10, 20, 30 or a multiple of 60"),
        ({"Period": 600, "EvaluationPeriods": 145}, "EvaluationPeriods * Period must be <= 86400"),
        ({"Period": 90000, "EvaluationPeriods": 7}, "EvaluationPeriods * Period must be <= 604800"),
        ({"EvaluationPeriods": 2, "DatapointsToAlarm": 3}, "less than or equal to EvaluationPeriods"),
        ({"TreatMissingData": "green"}, "TreatMissingData"),
        ({"Statistic": "Median"}, "statistic"),
        ({"ExtendedStatistic": "p95", "Statistic": "Sum"}, "both Statistic and ExtendedStatistic"),
        ({"ExtendedStatistic": "tm90"}, "not supported"),
        ({"ComparisonOperator": "GreaterThanUpperThreshold"}, "comparisonOperator"),
    ],
)
def test_alarms_that_are_refused(stage: Stage, settings: dict[str, Any], message: str) -> None:
    with refused("ValidationError", message):
        Alarm(stage, **settings)
