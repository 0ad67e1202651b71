# SPDX-License-Identifier: GPL-3.0-or-later
"""SNS delivers to queues and functions that let it in."""

from __future__ import annotations

import json

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import statement

SNS = "sns.amazonaws.com"


@pytest.mark.parametrize(
    ("allowed", "delivered"),
    [
        ([], False),
        ([statement(SNS, "sqs:SendMessage")], True),
        ([statement(SNS, "sqs:SendMessage", ArnLike={"aws:SourceArn": arn("sns", "topic-*")})], True),
        ([statement(SNS, "sqs:SendMessage", ArnEquals={"aws:SourceArn": arn("sns", "another")})], False),
        ([statement("events.amazonaws.com", "sqs:SendMessage")], False),
    ],
)
def test_a_queue_lets_a_topic_in_by_its_policy(stage: Stage, allowed: list[dict], delivered: bool) -> None:
    url, queue = stage.queue(*allowed)
    topic = stage.topic()
    stage.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    stage.client("sns").publish(TopicArn=topic, Message="m")
    assert bool(stage.messages(url, seconds=1)) is delivered
    metric = "NumberOfNotificationsDelivered" if delivered else "NumberOfNotificationsFailed"
    assert stage.sum("AWS/SNS", metric, TopicName=topic.rpartition(":")[2]) == 1


@pytest.mark.parametrize("key_lets_in", [True, False])
def test_an_encrypted_queue_needs_the_key(stage: Stage, key_lets_in: bool) -> None:
    key = stage.key(*([statement(SNS, ["kms:GenerateDataKey", "kms:Decrypt"])] if key_lets_in else []))
    url, queue = stage.open_queue(SNS, KmsMasterKeyId=key)
    topic = stage.topic()
    stage.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    stage.client("sns").publish(TopicArn=topic, Message="m")
    assert bool(stage.messages(url, seconds=1)) is key_lets_in


def test_a_policy_that_insists_on_tls_is_met(stage: Stage) -> None:
    """The endpoint on this machine's loopback stands for AWS's, which clients reach by TLS."""
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    stage.client("sns").publish(TopicArn=stage.topic(deny), Message="m")


def test_a_function_lets_a_topic_in_by_its_permissions(stage: Stage) -> None:
    function = stage.function("def handler(event, context):\n    print('GOT', event['Records'][0]['Sns']['Message'])\n")
    topic, sns = stage.topic(), stage.client("sns")
    dead, dead_arn = stage.open_queue(SNS)
    sns.subscribe(
        TopicArn=topic,
        Protocol="lambda",
        Endpoint=arn("lambda", f"function:{function}"),
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn})},
    )
    sns.publish(TopicArn=topic, Message="first")
    assert stage.body(dead)["Message"] == "first"
    stage.permit(function, SNS, topic)
    sns.publish(TopicArn=topic, Message="second")
    log = stage.logged(function, "GOT")
    assert "GOT second" in log
    assert "GOT first" not in log
    name = topic.rpartition(":")[2]
    assert eventually(lambda: stage.sum("AWS/SNS", "NumberOfNotificationsRedrivenToDlq", TopicName=name) == 1)
    assert stage.sum("AWS/SNS", "NumberOfMessagesPublished", TopicName=name) == 2
