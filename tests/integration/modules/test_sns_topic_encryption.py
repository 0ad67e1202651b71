# SPDX-License-Identifier: GPL-3.0-or-later
"""The key and the policy of a topic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-topic"


@pytest.fixture
def topic(aws: Aws) -> Iterator[Aws]:
    sns = aws.client("sns")
    arn = sns.create_topic(Name=NAME)["TopicArn"]
    assert arn == arn_in(aws)
    yield aws
    aws.traffic.faults.clear()
    sns.delete_topic(TopicArn=arn)


def arn_in(aws: Aws) -> str:
    return f"arn:aws:sns:ap-northeast-1:{aws.account}:{NAME}"


def policy(aws: Aws, **changes: Any) -> dict:
    statement = {
        "Sid": "Alarms",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
        "Action": "sns:Publish",
        "Resource": arn_in(aws),
        "Condition": {"StringEquals": {"aws:SourceAccount": aws.account}},
    }
    return {"Version": "2012-10-17", "Statement": [{**statement, **changes}]}


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("sns_topic_encryption", check=True, topic=arn_in(aws), **options)
    assert aws.traffic.writes == []
    done = aws.run("sns_topic_encryption", topic=arn_in(aws), **options)
    again = aws.run("sns_topic_encryption", topic=arn_in(aws), **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["topic"] == done["topic"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetTopicAttributes"]
    return done


def read(aws: Aws) -> dict:
    return aws.client("sns").get_topic_attributes(TopicArn=arn_in(aws))["Attributes"]


def test_life_cycle(topic: Aws) -> None:
    aws = topic
    assert not aws.run("sns_topic_encryption", topic=NAME)["changed"], "what is not set is left alone"
    assert aws.traffic.operations == ["GetCallerIdentity", "GetTopicAttributes"]

    done = change(aws, kms_key_id="alias/aws/sns", policy=policy(aws))
    assert done["diff"]["after"] == {"kms_key_id": "alias/aws/sns", "policy": policy(aws)}
    assert read(aws)["KmsMasterKeyId"] == "alias/aws/sns"
    assert json.loads(read(aws)["Policy"]) == policy(aws)

    assert list(change(aws, kms_key_id="")["diff"]["after"]) == ["kms_key_id"]
    assert not read(aws).get("KmsMasterKeyId")
    assert json.loads(read(aws)["Policy"]) == policy(aws)
    other = policy(aws, Principal={"Service": "events.amazonaws.com"})
    assert list(change(aws, policy=other)["diff"]["after"]) == ["policy"]
    assert list(change(aws, kms_key_id="alias/aws/sns")["diff"]["after"]) == ["kms_key_id"]
    assert json.loads(read(aws)["Policy"]) == other
    gone = change(aws, state="absent")
    assert sorted(gone["diff"]["before"]) == ["kms_key_id", "policy"]
    assert gone["topic"]["kms_key_id"] == ""


def test_an_empty_policy_is_that_of_a_new_topic(topic: Aws) -> None:
    change(topic, policy=policy(topic))
    restored = change(topic, policy={})["topic"]["policy"]
    assert restored["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": topic.account}}
    assert not topic.run("sns_topic_encryption", topic=arn_in(topic), policy="")["changed"]


def test_the_policy_of_a_new_topic_is_no_difference(topic: Aws) -> None:
    assert not topic.run("sns_topic_encryption", topic=arn_in(topic), policy={})["changed"]


@pytest.mark.parametrize("condition", [{}, {"StringLike": {"AWS:SourceOwner": "*"}}])
def test_a_new_topics_policy_that_somebody_opened_is_closed(topic: Aws, condition: dict) -> None:
    opened = json.loads(read(topic)["Policy"])
    opened["Statement"][0]["Condition"] = condition
    topic.client("sns").set_topic_attributes(
        TopicArn=arn_in(topic), AttributeName="Policy", AttributeValue=json.dumps(opened)
    )
    change(topic, policy={})
    assert json.loads(read(topic)["Policy"])["Statement"][0]["Condition"]["StringEquals"]


def test_what_means_the_same_is_no_difference(topic: Aws) -> None:
    change(topic, policy=policy(topic))
    for same in (
        policy(topic, Action=["SNS:Publish"]),
        policy(topic, Resource=[arn_in(topic)]),
        policy(topic, Principal={"Service": ["events.amazonaws.com", "cloudwatch.amazonaws.com"]}),
        policy(topic, Condition={"StringEquals": {"AWS:SourceAccount": [topic.account]}}),
        {**policy(topic), "Id": "called something"},
        {**policy(topic), "Statement": policy(topic)["Statement"][0]},
        json.dumps(policy(topic), indent=4),
    ):
        assert not topic.run("sns_topic_encryption", topic=arn_in(topic), policy=same)["changed"], same
    [statement] = policy(topic)["Statement"]
    twice = {**policy(topic), "Statement": [statement, {**statement, "Sid": "Again"}]}
    assert topic.run("sns_topic_encryption", check=True, topic=arn_in(topic), policy=twice)["changed"]
    insecure = {"Bool": {"aws:SecureTransport": False}}
    done = change(topic, policy=policy(topic, Effect="Deny", Principal="*", Condition=insecure))
    assert done["topic"]["policy"]["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_one_key_by_two_names_is_no_difference(topic: Aws) -> None:
    kms = topic.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/of-a-topic", TargetKeyId=key["KeyId"])
    change(topic, kms_key_id="alias/of-a-topic")
    for same in (key["KeyId"], key["Arn"], key["Arn"].replace(f"key/{key['KeyId']}", "alias/of-a-topic")):
        found = topic.run("sns_topic_encryption", topic=arn_in(topic), kms_key_id=same)
        assert (found["changed"], found["topic"]["kms_key_id"]) == (False, "alias/of-a-topic")
        assert len(topic.traffic.calls) <= 2
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    assert topic.run("sns_topic_encryption", check=True, topic=arn_in(topic), kms_key_id=other)["changed"]
    kms.delete_alias(AliasName="alias/of-a-topic")


def test_a_topic_that_is_not_there(aws: Aws) -> None:
    planned = aws.run("sns_topic_encryption", check=True, topic=arn_in(aws), kms_key_id="alias/x")
    assert planned["diff"] == {"before": {"kms_key_id": ""}, "after": {"kms_key_id": "alias/x"}}
    with pytest.raises(ModuleFailed, match=r"topic: .* is not there. Create it first"):
        aws.run("sns_topic_encryption", topic=arn_in(aws), kms_key_id="alias/x")
    assert aws.traffic.writes == []
    assert not aws.run("sns_topic_encryption", topic=arn_in(aws), state="absent")["changed"]


def test_passing_errors_are_tried_again(topic: Aws) -> None:
    for operation in ("GetTopicAttributes", "SetTopicAttributes"):
        for code in ("Throttling", "ThrottledException", "InternalError"):
            topic.traffic.fail_once(operation, code)
    assert topic.run("sns_topic_encryption", topic=arn_in(topic), kms_key_id="alias/aws/sns")["changed"]
    assert topic.traffic.operations.count("SetTopicAttributes") == 4


def test_error_of_aws_is_shown(topic: Aws) -> None:
    topic.traffic.fail_once("SetTopicAttributes", "InvalidParameter", "Invalid parameter: Policy Error: null")
    with pytest.raises(ModuleFailed, match=r"Failed to set an attribute of topic .*Policy Error: null"):
        topic.run("sns_topic_encryption", topic=arn_in(topic), policy=policy(topic))


def test_a_principal_that_is_not_known_yet(topic: Aws) -> None:
    error = ("SetTopicAttributes", "InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound")
    topic.traffic.fail_once(*error, times=3)
    assert topic.run("sns_topic_encryption", topic=arn_in(topic), policy=policy(topic))["changed"]
    assert topic.traffic.operations.count("SetTopicAttributes") == 4
    topic.traffic.fail_once(*error, times=50)
    with pytest.raises(ModuleFailed, match=r"tried again for 2 seconds.*PrincipalNotFound"):
        topic.run("sns_topic_encryption", topic=arn_in(topic), policy={}, propagation_timeout=2)


def bad(**changes: Any) -> dict:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}
    return {"policy": {"Statement": [{**statement, **changes}]}}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"topic": "a b"}, "topic: 'a b' is given, the name or the ARN of a topic"),
        ({"topic": "arn:aws:sqs:ap-northeast-1:123456789012:x"}, "the name or the ARN of a topic is allowed"),
        ({"policy": "{"}, "policy: is not JSON"),
        ({"policy": {"Version": "2012-10-17"}}, r"policy.Statement: \[\] is given, a list of statements"),
        (bad(Effect="allow"), r"policy.Statement\[0\].Effect: 'allow' is not allowed. Did you mean Allow\?"),
        (bad(Principal=None), r"policy.Statement\[0\]: Principal or NotPrincipal must be set"),
        (bad(Action="s3:GetObject"), "Action: 's3:GetObject' is not allowed"),
        (bad(Action="s3:*"), r"'s3:\*' is given, actions that start with 'sns:' are allowed"),
        (bad(Sid="x" * 31000), "bytes are given, 30720 are allowed"),
        ({"policy": "[1]"}, r"policy: \[1\] is given, a map is allowed"),
        ({"policy": {"Statment": []}}, r"policy: 'Statment' is not allowed. Did you mean Statement\?"),
        (
            {"policy": {"Version": "2012-10-18"}},
            r"Version: '2012-10-18' is not allowed. Did you mean 2012-10-17\?",
        ),
        ({"policy": {"Statement": [{"Sid": str(number)} for number in range(101)]}}, "101 are given, 100 are allowed"),
        ({"policy": {"Statement": ["all"]}}, r"policy.Statement\[0\]: 'all' is given, a map is allowed"),
        (bad(Principle="*"), r"policy.Statement\[0\]: 'Principle' is not allowed. Did you mean Principal\?"),
        (bad(Principal="me"), r"Statement\[0\].Principal: 'me' is given, '\*' or a map such as"),
        (
            bad(Principal={"AWS": 123456789012}),
            "123456789012 is given, a string is allowed. Put it in quotes",
        ),
        (bad(Action="sns:Publsih"), r"Action: 'sns:Publsih' is not allowed. Did you mean sns:Publish\?"),
        (
            bad(Resource="arn:aws:sns:ap-northeast-1:123456789012:other"),
            f"ARN of the topic {NAME} itself is allowed",
        ),
        (bad(Condition=["a"]), r"Condition: \['a'\] is given, a map of maps is allowed"),
        ({"policy": {"Statement": bad(Sid="A")["policy"]["Statement"] * 2}}, r"Statement\[1\].Sid: 'A' is given twice"),
        (
            {"kms_key_id": "my key"},
            "kms_key_id: 'my key' is given, the ID or the ARN of a key, an alias",
        ),
        ({"kms_key_id": "genai-demo"}, "an alias that starts with 'alias/'"),
        ({"state": "absent", "policy": {}}, "policy: says what is there, so it goes with state present"),
        ({"state": "absnt"}, r"Did you mean absent\?"),
        ({"kms_key": "alias/x"}, r"Did you mean kms_key_id\?"),
        ({"propagation_timeout": 601}, "propagation_timeout: 601 is given, 0 to 600 is allowed"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("sns_topic_encryption", **{"topic": NAME, **options})
    assert foreign.traffic.calls == []
