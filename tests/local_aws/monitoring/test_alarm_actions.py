# SPDX-License-Identifier: GPL-3.0-or-later
"""Who hears of an alarm: topics that let CloudWatch in, functions, EventBridge, and the alarm's history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import policy
from tests.local_aws.events.stage import statement
from tests.local_aws.monitoring.test_alarms import Alarm

CLOUDWATCH = "cloudwatch.amazonaws.com"


def raised(stage: Stage, action: str, **settings: Any) -> Alarm:
    alarm = Alarm(stage, AlarmActions=[action], **settings)
    alarm.publish(11)
    assert alarm.becomes("ALARM")
    return alarm


def test_the_message_of_an_alarm(stage: Stage) -> None:
    topic = stage.topic(statement(CLOUDWATCH, "sns:Publish"))
    url = stage.subscribed(topic, RawMessageDelivery="false")
    dimensions = [{"Name": "D", "Value": "v"}]
    alarm = Alarm(stage, AlarmActions=[topic], AlarmDescription="why", Dimensions=dimensions)
    alarm.publish(11, D="v")
    envelope = stage.body(url)
    message = json.loads(envelope["Message"])
    assert envelope["Subject"] == f'ALARM: "{alarm.name}" in Asia Pacific (Tokyo)'
    shown = ("AlarmName", "AlarmDescription", "AWSAccountId", "NewStateValue", "Region", "AlarmArn", "AlarmActions")
    assert {name: message[name] for name in shown} == {
        "AlarmName": alarm.name,
        "AlarmDescription": "why",
        "AWSAccountId": "000000000000",
        "NewStateValue": "ALARM",
        "Region": "Asia Pacific (Tokyo)",
        "AlarmArn": arn("cloudwatch", f"alarm:{alarm.name}"),
        "AlarmActions": [topic],
    }
    assert message["NewStateReason"].startswith("Threshold Crossed: 1 datapoint [11.0 (")
    assert message["Trigger"]["Dimensions"] == [{"value": "v", "name": "D"}]
    assert (message["Trigger"]["Statistic"], message["Trigger"]["StatisticType"]) == ("SUM", "Statistic")
    assert alarm.history("Action")[0]["HistorySummary"] == f"Successfully executed action {topic}"


def test_the_default_policy_of_a_topic_lets_alarms_in(stage: Stage) -> None:
    topic = stage.topic()
    url = stage.subscribed(topic)
    raised(stage, topic)
    assert stage.body(url)["NewStateValue"] == "ALARM"


@pytest.mark.parametrize(
    "allowed",
    [
        statement("events.amazonaws.com", "sns:Publish"),
        statement(CLOUDWATCH, "sns:Publish", ArnLike={"aws:SourceArn": arn("cloudwatch", "alarm:another")}),
    ],
)
def test_a_topic_that_lets_no_alarm_in(stage: Stage, allowed: dict[str, Any]) -> None:
    topic = stage.topic(allowed)
    url = stage.subscribed(topic)
    alarm = raised(stage, topic)
    assert alarm.history("Action")[0]["HistorySummary"] == (
        f'Failed to execute action {topic}. Received error: "Resource: {arn("cloudwatch", f"alarm:{alarm.name}")} is '
        f'not authorized to perform: SNS:Publish on resource: {topic}"'
    )
    assert stage.messages(url, seconds=0) == []


@pytest.mark.parametrize("key_lets_in", [True, False])
def test_an_encrypted_topic_needs_the_key(stage: Stage, key_lets_in: bool) -> None:
    key = stage.key(*([statement(CLOUDWATCH, ["kms:GenerateDataKey*", "kms:Decrypt"])] if key_lets_in else []))
    topic = stage.topic(statement(CLOUDWATCH, "sns:Publish"), KmsMasterKeyId=key)
    summary = raised(stage, topic).history("Action")[0]["HistorySummary"]
    failed = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
    assert (failed in summary) is not key_lets_in


def test_actions_that_are_switched_off(stage: Stage) -> None:
    topic = stage.topic()
    url = stage.subscribed(topic)
    alarm = raised(stage, topic, ActionsEnabled=False)
    assert stage.messages(url, seconds=0) == []
    assert alarm.history("Action") == []


def test_a_function_as_the_action(stage: Stage) -> None:
    function = stage.open_function(
        "def handler(event, context):\n    print('GOT', event['alarmData']['state']['value'])\n",
        "lambda.alarms.cloudwatch.amazonaws.com",
    )
    raised(stage, arn("lambda", f"function:{function}"))
    assert "GOT ALARM" in stage.logged(function, "GOT")


def test_the_event_of_an_alarm(stage: Stage) -> None:
    url, queue = stage.open_queue("events.amazonaws.com")
    alarm, events, rule = Alarm(stage, AlarmDescription="why"), stage.client("events"), new_name("rule")
    pattern = {"source": ["aws.cloudwatch"], "detail": {"alarmName": [alarm.name]}}
    events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": queue}])
    alarm.publish(11)
    event = stage.body(url)
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["resources"] == [arn("cloudwatch", f"alarm:{alarm.name}")]
    detail = event["detail"]
    assert (detail["state"]["value"], detail["previousState"]["value"]) == ("ALARM", "INSUFFICIENT_DATA")
    assert json.loads(detail["state"]["reasonData"])["recentDatapoints"] == [11.0]
    metric = detail["configuration"]["metrics"][0]["metricStat"]
    assert (metric["metric"]["name"], metric["period"], metric["stat"]) == (alarm.name, 60, "Sum")
    assert detail["configuration"]["description"] == "why"


def test_a_composite_alarm_tells_its_topic(stage: Stage) -> None:
    topic = stage.topic()
    url = stage.subscribed(topic)
    alarm, name = Alarm(stage), new_name("composite")
    alarm.cloudwatch.put_composite_alarm(AlarmName=name, AlarmRule=f"ALARM({alarm.name})", AlarmActions=[topic])
    alarm.publish(11)
    message = stage.body(url)
    assert (message["AlarmName"], message["NewStateValue"]) == (name, "ALARM")
    assert message["TriggeringChildren"][0]["Arn"] == arn("cloudwatch", f"alarm:{alarm.name}")


def test_a_policy_that_insists_on_tls_lets_services_in(stage: Stage) -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    topic = stage.topic()
    url = stage.subscribed(topic)
    document = policy(statement(CLOUDWATCH, "sns:Publish"), deny)
    stage.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document)
    raised(stage, topic)
    assert stage.messages(url)
