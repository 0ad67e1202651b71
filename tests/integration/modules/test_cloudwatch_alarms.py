# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of alarms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

ERRORS = {
    "name": "life-of-an-alarm",
    "description": "The function failed.",
    "namespace": "AWS/Lambda",
    "metric_name": "Errors",
    "dimensions": {"FunctionName": "TriggerCrawler"},
    "statistic": "Sum",
    "comparison": "GreaterThanOrEqualToThreshold",
    "threshold": 1,
    "period": 300,
    "evaluation_periods": 2,
    "treat_missing_data": "notBreaching",
}
LETTERS = {
    **ERRORS,
    "name": "life-of-another",
    "namespace": "AWS/SQS",
    "metric_name": "ApproximateNumberOfMessagesVisible",
    "dimensions": {"QueueName": "dlq"},
    "statistic": "Maximum",
}
NAMES = [ERRORS["name"], LETTERS["name"]]
TAGS = {"Project": "GenAI-Demo", "Owner": "Us"}


@pytest.fixture
def watched(aws: Aws) -> Iterator[Aws]:
    yield aws
    aws.traffic.faults.clear()
    aws.run("cloudwatch_alarms", alarms=[{"name": name} for name in NAMES], state="absent")


def change(aws: Aws, *alarms: dict, **options: Any) -> dict:
    """Predicted, done, and not done again."""
    asked = {"alarms": list(alarms), **options}
    planned = aws.run("cloudwatch_alarms", check=True, **asked)
    assert aws.traffic.writes == []
    done = aws.run("cloudwatch_alarms", **asked)
    again = aws.run("cloudwatch_alarms", **asked)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert planned["changes"] == done["changes"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert set(aws.traffic.operations) <= {"DescribeAlarms", "ListTagsForResource"}
    return done


def described(aws: Aws, name: str) -> dict[str, Any]:
    return aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]


def tags_of(aws: Aws, name: str) -> dict[str, str]:
    arn = described(aws, name)["AlarmArn"]
    return {
        tag["Key"]: tag["Value"] for tag in aws.client("cloudwatch").list_tags_for_resource(ResourceARN=arn)["Tags"]
    }


def test_life_cycle(watched: Aws) -> None:
    aws = watched
    topic = f"arn:aws:sns:ap-northeast-1:{aws.account}:alerts"
    made = change(aws, {**ERRORS, "alarm_actions": [topic]}, LETTERS, tags=TAGS)
    assert made["changes"] == NAMES
    assert made["diff"]["after"][NAMES[0]]["tags"] == TAGS
    found = described(aws, NAMES[0])
    assert (found["AlarmActions"], found["OKActions"], found["Period"], found["TreatMissingData"]) == (
        [topic],
        [],
        300,
        "notBreaching",
    )
    assert found["Dimensions"] == [{"Name": "FunctionName", "Value": "TriggerCrawler"}]
    assert [tags_of(aws, name) for name in NAMES] == [TAGS, TAGS]

    slower = change(aws, {"name": NAMES[0], "threshold": 2.5}, LETTERS, tags=TAGS)
    assert slower["changes"] == NAMES[:1]
    assert slower["diff"] == {
        "before": {NAMES[0]: {"threshold": 1.0}},
        "after": {NAMES[0]: {"threshold": 2.5}},
    }
    assert described(aws, NAMES[0])["AlarmActions"] == [topic], "what is not set is left alone"
    assert tags_of(aws, NAMES[0]) == TAGS, "an update keeps the tags"
    percentile = change(aws, {"name": NAMES[0], "extended_statistic": "p95", "dimensions": {"Resource": "x"}})
    assert percentile["diff"]["before"][NAMES[0]] == {
        "dimensions": {"FunctionName": "TriggerCrawler"},
        "statistic": "Sum",
    }

    assert change(aws, LETTERS, tags={"Owner": "You"}, purge_tags=False)["diff"]["after"] == {
        NAMES[1]: {"tags": {"Owner": "You"}}
    }
    assert change(aws, LETTERS, tags={"Owner": "You"})["diff"]["before"] == {
        NAMES[1]: {"tags": {"Project": "GenAI-Demo"}}
    }
    assert tags_of(aws, NAMES[1]) == {"Owner": "You"}
    assert not aws.run("cloudwatch_alarms", alarms=[LETTERS])["changed"], "tags that are not set are left alone"
    assert change(aws, LETTERS, tags={})["changed"]

    absent = {"state": "absent", "alarms": [{"name": name} for name in [*NAMES, "never-there"]]}
    assert aws.run("cloudwatch_alarms", check=True, **absent)["changes"] == sorted(NAMES)
    assert aws.traffic.writes == []
    assert aws.run("cloudwatch_alarms", **absent)["changes"] == sorted(NAMES)
    assert aws.traffic.operations == ["DescribeAlarms", "DeleteAlarms"]
    assert not aws.run("cloudwatch_alarms", **absent)["changed"]


def test_more_alarms_than_a_call_takes(watched: Aws) -> None:
    many = [{"name": f"one-of-many-{number}"} for number in range(101)]
    watched.run("cloudwatch_alarms", alarms=many, state="absent")
    assert watched.traffic.operations == ["DescribeAlarms", "DescribeAlarms"]


def test_passing_errors_are_tried_again(watched: Aws) -> None:
    for operation in ("DescribeAlarms", "PutMetricAlarm"):
        for code in ("Throttling", "InternalServiceFault"):
            watched.traffic.fail_once(operation, code)
    assert watched.run("cloudwatch_alarms", alarms=[ERRORS])["changed"]
    assert watched.traffic.operations.count("PutMetricAlarm") == 3


def test_error_of_aws_is_shown(watched: Aws) -> None:
    watched.traffic.fail_once("PutMetricAlarm", "LimitExceeded", "The quota of alarms is reached")
    with pytest.raises(ModuleFailed, match=r"Failed to put alarm life-of-an-alarm.*The quota of alarms is reached"):
        watched.run("cloudwatch_alarms", alarms=[ERRORS])


def test_a_new_alarm_has_to_say_everything(watched: Aws) -> None:
    with pytest.raises(ModuleFailed, match="alarm life-of-an-alarm: namespace, metric_name, comparison, thr"):
        watched.run("cloudwatch_alarms", alarms=[{"name": NAMES[0]}])
    without = {key: value for key, value in ERRORS.items() if key != "statistic"}
    with pytest.raises(ModuleFailed, match="statistic or extended_statistic must be set"):
        watched.run("cloudwatch_alarms", alarms=[without])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": "n" * 256}, "a name of 256 characters is given, 1 to 255 are allowed"),
        ({"period": 90}, "period 90 is given, 10, 20, 30 or a multiple of 60 is allowed"),
        ({"evaluation_periods": 289}, "289 is 86700 seconds, 86400 are allowed for periods below an hour"),
        ({"period": 3600, "evaluation_periods": 169}, "604800 are allowed"),
        ({"evaluation_periods": 0}, "evaluation_periods 0 is 0 seconds"),
        ({"datapoints_to_alarm": 3}, r"datapoints_to_alarm 3 is given, 1 to evaluation_periods \(2\) is allowed"),
        ({"extended_statistic": "p95"}, "statistic or extended_statistic must be set, and not both"),
        ({"statistic": "", "extended_statistic": "p101"}, "'p101' is given, one such as p95"),
        ({"description": "x" * 1025}, "1025 characters are given, 1024 are allowed"),
        ({"dimensions": {str(number): "x" for number in range(31)}}, "31 are given, 30 are allowed"),
        ({"ok_actions": ["arn:aws:sns:x"] * 6}, "ok_actions: 6 are given, 5 are allowed"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, changes: dict, complaint: str) -> None:
    alarm = {key: value for key, value in {**ERRORS, **changes}.items() if value != ""}
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("cloudwatch_alarms", alarms=[alarm])
    assert foreign.traffic.calls == []


def test_an_alarm_is_named_once(foreign: Aws) -> None:
    with pytest.raises(ModuleFailed, match="'life-of-an-alarm' is given twice"):
        foreign.run("cloudwatch_alarms", alarms=[ERRORS, ERRORS])
    with pytest.raises(ModuleFailed, match="tags: 51 are given, 50 are allowed"):
        foreign.run("cloudwatch_alarms", alarms=[ERRORS], tags={str(number): "x" for number in range(51)})
