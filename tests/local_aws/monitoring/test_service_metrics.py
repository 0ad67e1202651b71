# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics that services publish about themselves."""

from __future__ import annotations

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import new_name
from tests.local_aws.monitoring.test_alarms import Alarm

EVENTS = "AWS/Events"


def test_rules(stage: Stage) -> None:
    _, queue = stage.open_queue("events.amazonaws.com")
    name = stage.rule("counted", Arn=queue).rpartition("/")[2]
    assert stage.sum(EVENTS, "Invocations", RuleName=name) == 0
    stage.put("counted")
    stage.put("counted")
    stage.put("not.counted")
    for metric in ("MatchedEvents", "TriggeredRules", "Invocations"):
        assert stage.sum(EVENTS, metric, RuleName=name) == 2, metric
    names = [each["MetricName"] for each in stage.client("cloudwatch").list_metrics(Namespace=EVENTS)["Metrics"]]
    assert "FailedInvocations" not in [
        each["MetricName"]
        for each in stage.client("cloudwatch").list_metrics(
            Namespace=EVENTS, Dimensions=[{"Name": "RuleName", "Value": name}]
        )["Metrics"]
    ]
    assert "Invocations" in names


def test_an_alarm_on_a_rule_that_ran(stage: Stage) -> None:
    """The way to watch a crawler: its success event is counted by a rule."""
    _, queue = stage.open_queue("events.amazonaws.com")
    name = stage.rule("succeeded", Arn=queue).rpartition("/")[2]
    alarm = Alarm(
        stage,
        Namespace=EVENTS,
        MetricName="Invocations",
        Dimensions=[{"Name": "RuleName", "Value": name}],
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="breaching",
    )
    assert alarm.becomes("ALARM")
    stage.put("succeeded")
    assert alarm.becomes("OK")


def test_functions(stage: Stage) -> None:
    function = stage.function("def handler(event, context):\n    return 1\n")
    stage.invoke(function)
    stage.invoke(function)
    assert stage.sum("AWS/Lambda", "Invocations", FunctionName=function) == 2
    assert stage.sum("AWS/Lambda", "Errors", FunctionName=function) == 0
    assert stage.sum("AWS/Lambda", "Duration", FunctionName=function) > 0
    assert stage.sum("AWS/Lambda", "Invocations") >= 2


def test_functions_that_a_rule_runs_are_counted(stage: Stage) -> None:
    function = stage.open_function("def handler(event, context):\n    print('RAN')\n", "events.amazonaws.com")
    stage.rule("runs.function", Arn=arn("lambda", f"function:{function}"))
    stage.put("runs.function")
    assert eventually(lambda: stage.sum("AWS/Lambda", "Invocations", FunctionName=function)) == 1


def test_queues(stage: Stage) -> None:
    url, queue = stage.queue()
    name, sqs = queue.rpartition(":")[2], stage.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="12345")
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "1"}, {"Id": "b", "MessageBody": "2"}])
    assert stage.sum("AWS/SQS", "NumberOfMessagesSent", QueueName=name) == 3
    assert stage.sum("AWS/SQS", "SentMessageSize", QueueName=name) == 7
    assert eventually(lambda: stage.sum("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=name)) % 3 == 0
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    sqs.receive_message(QueueUrl=url)
    assert stage.sum("AWS/SQS", "NumberOfMessagesReceived", QueueName=name) == 3
    assert stage.sum("AWS/SQS", "NumberOfMessagesDeleted", QueueName=name) == 3
    assert stage.sum("AWS/SQS", "NumberOfEmptyReceives", QueueName=name) == 1


def test_an_alarm_on_a_dead_letter_queue(stage: Stage) -> None:
    url, queue = stage.queue()
    alarm = Alarm(
        stage,
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": queue.rpartition(":")[2]}],
        Statistic="Maximum",
        Threshold=0,
        TreatMissingData="notBreaching",
    )
    assert alarm.becomes("OK")
    stage.client("sqs").send_message(QueueUrl=url, MessageBody=new_name("message"))
    assert alarm.becomes("ALARM")
