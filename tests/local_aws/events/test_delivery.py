# SPDX-License-Identifier: GPL-3.0-or-later
"""EventBridge delivers only where it is let in; what it cannot deliver lands in the target's dead-letter queue."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import policy
from tests.local_aws.events.stage import refused
from tests.local_aws.events.stage import statement

EVENTS = "events.amazonaws.com"
ECHO = "def handler(event, context):\n    print('GOT', event.get('detail'))\n"


def attributes(message: dict[str, Any]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_a_queue_that_lets_events_in(stage: Stage) -> None:
    url, queue = stage.open_queue(EVENTS)
    stage.rule("to.queue", Arn=queue)
    stage.put("to.queue", {"table": "orders"})
    event = stage.body(url)
    assert (event["source"], event["detail"]) == ("to.queue", {"table": "orders"})


def test_the_dead_letter_of_a_queue_without_a_policy(stage: Stage) -> None:
    url, queue = stage.queue()
    dead, dead_arn = stage.open_queue(EVENTS)
    rule = stage.rule("closed.queue", Arn=queue, DeadLetterConfig={"Arn": dead_arn}, Input='{"constant": 1}')
    stage.put("closed.queue", {"table": "orders"})
    message = stage.messages(dead)[0]
    found = attributes(message)
    assert json.loads(message["Body"])["detail"] == {"table": "orders"}
    assert {name: found[name] for name in ("RULE_ARN", "TARGET_ARN", "ERROR_CODE", "RETRY_ATTEMPTS")} == {
        "RULE_ARN": rule,
        "TARGET_ARN": queue,
        "ERROR_CODE": "NO_PERMISSIONS",
        "RETRY_ATTEMPTS": "0",
    }
    assert "not authorized to perform: sqs:SendMessage" in found["ERROR_MESSAGE"]
    assert "EXHAUSTED_RETRY_CONDITION" not in found
    assert stage.messages(url, seconds=0) == []
    name = rule.rpartition("/")[2]
    assert stage.sum("AWS/Events", "FailedInvocations", RuleName=name) == 1
    assert stage.sum("AWS/Events", "InvocationsSentToDlq", RuleName=name) == 1


def test_a_dead_letter_queue_needs_a_policy_too(stage: Stage) -> None:
    dead, dead_arn = stage.queue()
    rule = stage.rule("lost.event", Arn=arn("sqs", "absent"), DeadLetterConfig={"Arn": dead_arn})
    stage.put("lost.event")
    name = rule.rpartition("/")[2]
    assert stage.sum("AWS/Events", "InvocationsFailedToBeSentToDlq", RuleName=name) == 1
    assert stage.messages(dead, seconds=0) == []


def test_a_target_that_is_not_there(stage: Stage) -> None:
    dead, dead_arn = stage.open_queue(EVENTS)
    stage.rule("no.target", Arn=arn("lambda", "function:absent"), DeadLetterConfig={"Arn": dead_arn})
    stage.put("no.target")
    assert attributes(stage.messages(dead)[0])["ERROR_CODE"] == "NO_RESOURCE"


@pytest.mark.parametrize(
    ("condition", "delivered"),
    [
        ({"ArnEquals": {"aws:SourceArn": "RULE"}}, True),
        ({"ArnLike": {"aws:SourceArn": arn("events", "rule/*")}}, True),
        ({"StringEquals": {"aws:SourceAccount": "000000000000"}}, True),
        ({"ArnEquals": {"aws:SourceArn": arn("events", "rule/another")}}, False),
        ({"StringEquals": {"aws:SourceAccount": "111122223333"}}, False),
    ],
)
def test_conditions_on_the_source(stage: Stage, condition: dict[str, Any], delivered: bool) -> None:
    source = new_name("source")
    url, queue = stage.queue()
    dead, dead_arn = stage.open_queue(EVENTS)
    rule = stage.rule(source, Arn=queue, DeadLetterConfig={"Arn": dead_arn})
    condition = json.loads(json.dumps(condition).replace("RULE", rule))
    document = policy(statement(EVENTS, "sqs:SendMessage", queue, **condition))
    stage.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    stage.put(source)
    assert stage.messages(url if delivered else dead)
    assert not stage.messages(dead if delivered else url, seconds=0)


def test_a_function_needs_a_permission_for_the_rule(stage: Stage) -> None:
    function = stage.function(ECHO)
    function_arn = arn("lambda", f"function:{function}")
    dead, dead_arn = stage.open_queue(EVENTS)
    rule = stage.rule("to.function", Arn=function_arn, DeadLetterConfig={"Arn": dead_arn})
    stage.put("to.function", {"try": 1})
    assert attributes(stage.messages(dead)[0])["ERROR_CODE"] == "NO_PERMISSIONS"
    stage.permit(function, EVENTS, rule)
    with refused("ResourceConflictException", "The statement id (s) provided already exists"):
        stage.permit(function, EVENTS, rule)
    stage.put("to.function", {"try": 2})
    log = stage.logged(function, "GOT")
    assert "GOT {'try': 2}" in log
    assert "GOT {'try': 1}" not in log


def test_a_topic_lets_events_in_by_its_policy_only(stage: Stage) -> None:
    """The default policy of a topic is for the account's own resources; it does not cover EventBridge."""
    topic = stage.topic()
    url = stage.subscribed(topic)
    dead, dead_arn = stage.open_queue(EVENTS)
    stage.rule("to.topic", Arn=topic, DeadLetterConfig={"Arn": dead_arn})
    stage.put("to.topic")
    assert attributes(stage.messages(dead)[0])["ERROR_CODE"] == "NO_PERMISSIONS"
    document = policy(statement(EVENTS, "sns:Publish", topic))
    stage.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document)
    stage.put("to.topic", {"n": 2})
    assert stage.body(url)["detail"] == {"n": 2}


@pytest.mark.parametrize("key_lets_in", [True, False])
def test_an_encrypted_topic_needs_the_key(stage: Stage, key_lets_in: bool) -> None:
    allowed = [statement(EVENTS, "kms:GenerateDataKey*"), statement(EVENTS, "kms:Decrypt")] if key_lets_in else []
    topic = stage.topic(statement(EVENTS, "sns:Publish"), KmsMasterKeyId=stage.key(*allowed))
    url = stage.subscribed(topic)
    dead, dead_arn = stage.open_queue(EVENTS)
    source = new_name("source")
    stage.rule(source, Arn=topic, DeadLetterConfig={"Arn": dead_arn})
    stage.put(source)
    assert stage.messages(url if key_lets_in else dead)


def test_nobody_uses_the_key_that_aws_manages(stage: Stage) -> None:
    topic = stage.topic(statement(EVENTS, "sns:Publish"), KmsMasterKeyId="alias/aws/sns")
    dead, dead_arn = stage.open_queue(EVENTS)
    stage.rule("managed.key", Arn=topic, DeadLetterConfig={"Arn": dead_arn})
    stage.put("managed.key")
    assert attributes(stage.messages(dead)[0])["ERROR_CODE"] == "NO_PERMISSIONS"


def disabled_queue(stage: Stage) -> tuple[str, str, str]:
    """A queue whose key is switched off: an error that may pass."""
    key = stage.key(statement(EVENTS, "kms:*"))
    url, queue = stage.open_queue(EVENTS, KmsMasterKeyId=key)
    stage.client("kms").disable_key(KeyId=key)
    return url, queue, key


def test_retries_end_with_the_policy(stage: Stage) -> None:
    _, queue, _ = disabled_queue(stage)
    dead, dead_arn = stage.open_queue(EVENTS)
    stage.rule("retry.ends", Arn=queue, DeadLetterConfig={"Arn": dead_arn}, RetryPolicy={"MaximumRetryAttempts": 2})
    stage.put("retry.ends")
    found = attributes(stage.messages(dead)[0])
    assert (found["RETRY_ATTEMPTS"], found["EXHAUSTED_RETRY_CONDITION"]) == ("2", "MaximumRetryAttempts")


def test_a_retry_may_succeed(stage: Stage) -> None:
    url, queue, key = disabled_queue(stage)
    rule = stage.rule("retry.works", Arn=queue).rpartition("/")[2]
    stage.put("retry.works", {"n": 1})
    assert eventually(lambda: stage.sum("AWS/Events", "RetryInvocationAttempts", RuleName=rule))
    stage.client("kms").enable_key(KeyId=key)
    assert stage.body(url)["detail"] == {"n": 1}
    assert stage.sum("AWS/Events", "FailedInvocations", RuleName=rule) == 0
    assert stage.sum("AWS/Events", "Invocations", RuleName=rule) == 1


def test_a_log_group_needs_a_resource_policy(stage: Stage) -> None:
    logs, group = stage.client("logs"), f"/aws/events/{new_name('group')}"
    logs.create_log_group(logGroupName=group)
    stage.rule("to.logs", Arn=arn("logs", f"log-group:{group}"))
    stage.put("to.logs", {"n": 1})
    assert stage.log(group) == []
    allowed = statement(EVENTS, ["logs:CreateLogStream", "logs:PutLogEvents"], arn("logs", f"log-group:{group}:*"))
    logs.put_resource_policy(policyName=new_name("policy"), policyDocument=policy(allowed))
    stage.put("to.logs", {"n": 2})
    assert [json.loads(message)["detail"] for message in eventually(lambda: stage.log(group))] == [{"n": 2}]


def test_a_role_of_the_target_counts(stage: Stage) -> None:
    url, queue = stage.queue()
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue}
    stage.rule("by.role", Arn=queue, RoleArn=stage.role(send, service=EVENTS))
    stage.put("by.role")
    assert stage.messages(url)


def test_users_do_not_put_events_of_aws(stage: Stage) -> None:
    entry = {"Source": "aws.rds", "DetailType": "RDS DB Cluster Event", "Detail": "{}"}
    answer = stage.client("events").put_events(Entries=[entry])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_an_input_transformer_reaches_a_function(stage: Stage) -> None:
    function = stage.open_function("def handler(event, context):\n    print('GOT', event)\n", EVENTS)
    transformer = {
        "InputPathsMap": {"source": "$.source", "detail": "$.detail"},
        "InputTemplate": '{"source": "<source>", "detail": <detail>}',
    }
    stage.rule("transformed", Arn=arn("lambda", f"function:{function}"), InputTransformer=transformer)
    stage.put("transformed", {"a": [1]})
    assert "GOT {'source': 'transformed', 'detail': {'a': [1]}}" in stage.logged(function, "GOT")


def test_text_is_no_input_for_a_function(stage: Stage) -> None:
    function = stage.open_function(ECHO, EVENTS)
    dead, dead_arn = stage.open_queue(EVENTS)
    stage.rule(
        "no.json",
        Arn=arn("lambda", f"function:{function}"),
        InputTransformer={"InputTemplate": "plain text"},
        DeadLetterConfig={"Arn": dead_arn},
    )
    stage.put("no.json")
    assert attributes(stage.messages(dead)[0])["ERROR_CODE"] == "INVALID_JSON"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            {"Input": "{}", "InputPath": "$.detail"},
            "Only one of Input, InputPath, or InputTransformer must be provided",
        ),
        (
            {"InputTransformer": {"InputTemplate": '"<x>"'}},
            "InputTemplate for target t contains invalid placeholder x.",
        ),
        ({"RetryPolicy": {"MaximumRetryAttempts": 186}}, "Member must have value less than or equal to 185"),
        ({"RetryPolicy": {"MaximumEventAgeInSeconds": 86401}}, "Member must have value less than or equal to 86400"),
        ({"DeadLetterConfig": {"Arn": arn("sqs", "dead.fifo")}}, "must be a standard SQS queue"),
    ],
)
def test_targets_that_are_refused(stage: Stage, target: dict[str, Any], message: str) -> None:
    name = stage.rule("any").rpartition("/")[2]
    with refused("ValidationException", message):
        stage.client("events").put_targets(Rule=name, Targets=[{"Id": "t", "Arn": arn("sqs", "q"), **target}])


def test_a_rule_has_five_targets_at_most(stage: Stage) -> None:
    events, name = stage.client("events"), stage.rule("any").rpartition("/")[2]
    targets = [{"Id": str(number), "Arn": arn("sqs", f"q{number}")} for number in range(6)]
    events.put_targets(Rule=name, Targets=targets[:5])
    events.put_targets(Rule=name, Targets=targets[:1])
    with refused("LimitExceededException"):
        events.put_targets(Rule=name, Targets=targets[5:])
