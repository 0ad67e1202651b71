# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms are put into a state, tell a topic, and what they told is waited for in a queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAMES = ["told-first", "told-second"]
REASON = "This is a test."


@dataclass(frozen=True)
class Watched:
    aws: Aws
    queue: str
    topic: str

    def set(self, state: str, *names: str) -> dict:
        return self.aws.run("cloudwatch_alarm_state", names=list(names), state=state, reason=REASON)

    def wait(self, state: str, *seen: dict, timeout: int = 60) -> dict:
        given = {"queue": self.queue, "alarms": NAMES, "state": state, "seen": list(seen), "timeout": timeout}
        return self.aws.run("cloudwatch_alarm_messages", **given)


@pytest.fixture
def watched(embedded: Aws) -> Iterator[Watched]:
    sqs, sns = embedded.client("sqs"), embedded.client("sns")
    queue, topic = sqs.create_queue(QueueName="told")["QueueUrl"], sns.create_topic(Name="told")["TopicArn"]
    arn = f"arn:aws:sqs:ap-northeast-1:{embedded.account}:told"
    service = {"Service": "sns.amazonaws.com"}
    allow = {"Effect": "Allow", "Principal": service, "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    alarms = [
        {
            "name": name,
            "namespace": "Nobody",
            "metric_name": "Publishes",
            "statistic": "Sum",
            "comparison": "GreaterThanThreshold",
            "threshold": 0,
            "period": 86400,
            "evaluation_periods": 1,
            "treat_missing_data": "ignore",
            "alarm_actions": [topic],
            "ok_actions": [topic],
        }
        for name in NAMES
    ]
    embedded.run("cloudwatch_alarms", alarms=alarms)
    yield Watched(embedded, "told", topic)
    embedded.run("cloudwatch_alarms", alarms=alarms, state="absent")
    sqs.delete_queue(QueueUrl=queue)
    sns.delete_topic(TopicArn=topic)


def test_what_alarms_told_is_waited_for(watched: Watched) -> None:
    planned = watched.aws.run("cloudwatch_alarm_state", check=True, names=NAMES, state="ALARM", reason=REASON)
    assert planned["alarms"] == NAMES
    assert watched.aws.traffic.writes == []
    assert watched.set("OK", *NAMES)["alarms"] == NAMES
    early = watched.wait("OK", timeout=2)
    assert early["missing"] == NAMES, "without a firing it is no recovery"

    done = watched.set("ALARM", *NAMES)
    assert done["diff"] == {"before": dict.fromkeys(NAMES, "OK"), "after": dict.fromkeys(NAMES, "ALARM")}
    assert not watched.set("ALARM", *NAMES)["changed"]
    assert watched.aws.traffic.operations == ["DescribeAlarms"]
    watched.aws.client("sns").publish(TopicArn=watched.topic, Message="of somebody else")
    fired = watched.wait("ALARM", *early["messages"])
    assert fired["missing"] == []
    told = [message for message in fired["messages"] if message["state"] == "ALARM"]
    assert sorted(message["alarm"] for message in told) == NAMES
    assert {(message["topic"], message["reason"]) for message in told} == {("told", REASON)}

    watched.set("OK", NAMES[0])
    half = watched.wait("OK", *fired["messages"], timeout=2)
    assert half["missing"] == NAMES[1:]
    watched.set("OK", NAMES[1])
    assert watched.wait("OK", *half["messages"])["missing"] == []
    assert not watched.wait("OK", *half["messages"], timeout=0)["changed"], "the queue is empty"


def test_an_alarm_that_is_not_there_is_refused(watched: Watched) -> None:
    with pytest.raises(ModuleFailed, match=r"there is no alarm nobody\. Nothing was changed"):
        watched.set("ALARM", NAMES[0], "nobody")
    assert watched.aws.traffic.writes == []
    with pytest.raises(ModuleFailed, match="reason: 1024 characters are given, 1 to 1023 are allowed"):
        watched.aws.run("cloudwatch_alarm_state", names=NAMES, state="OK", reason="x" * 1024)


def test_a_queue_that_is_not_there_is_told(embedded: Aws) -> None:
    with pytest.raises(ModuleFailed, match="Failed to receive messages"):
        embedded.run("cloudwatch_alarm_messages", queue="http://localhost/0/nobody", alarms=NAMES, state="OK")
    with pytest.raises(ModuleFailed, match="Failed to find queue nobody"):
        embedded.run("cloudwatch_alarm_messages", queue="nobody", alarms=NAMES, state="OK")
