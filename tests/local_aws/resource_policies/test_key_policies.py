# SPDX-License-Identifier: GPL-3.0-or-later
"""What is encrypted with a customer's key needs the right to use that key, through the service that keeps it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.resource_policies.conftest import ACCOUNT
from tests.local_aws.resource_policies.conftest import REGION
from tests.local_aws.resource_policies.conftest import Desk
from tests.local_aws.resource_policies.conftest import Role
from tests.local_aws.resource_policies.conftest import allow
from tests.local_aws.resource_policies.conftest import document
from tests.local_aws.resource_policies.conftest import refused

ADMINISTRATION = {"Sid": "root", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
DELEGATES = {**ADMINISTRATION, "Action": "kms:*", "Resource": "*"}
KEEPS = {**ADMINISTRATION, "Action": ["kms:Put*", "kms:Describe*", "kms:Create*"], "Resource": "*"}


def through(service: str, **context: str) -> dict[str, Any]:
    keys = {"kms:ViaService": f"{service}.{REGION}.amazonaws.com", **context}
    return {"Condition": {"StringEquals": keys}}


@pytest.fixture
def key(desk: Desk) -> str:
    return str(desk.client("kms").create_key()["KeyMetadata"]["Arn"])


def test_a_secret_needs_its_key(desk: Desk, key: str) -> None:
    secret = desk.client("secretsmanager").create_secret(Name="keyed", SecretString="{}", KmsKeyId=key)["ARN"]
    rights = allow("secretsmanager:*")
    reads = desk.make_role("keyed-reads", rights)
    theirs = desk.client("secretsmanager", reads)
    assert refused(theirs.get_secret_value, SecretId=secret) == (
        "AccessDeniedException",
        "Access to KMS is not allowed",
    )
    context = {"kms:EncryptionContext:SecretARN": secret}
    _allow(desk, reads, rights, allow("kms:Decrypt", key, **through("secretsmanager", **context)))
    assert theirs.get_secret_value(SecretId=secret)["SecretString"] == "{}"
    assert refused(theirs.put_secret_value, SecretId=secret, SecretString="[]")[0] == "AccessDeniedException"
    _allow(desk, reads, rights, allow(["kms:Decrypt", "kms:GenerateDataKey"], key, **through("secretsmanager")))
    theirs.put_secret_value(SecretId=secret, SecretString="[]")
    theirs.update_secret(SecretId=secret, Description="no value, no key")
    _allow(desk, reads, rights, allow("kms:Decrypt", key, **through("sqs")))
    assert refused(theirs.get_secret_value, SecretId=secret)[0] == "AccessDeniedException"


def test_the_policy_of_the_key_has_the_last_word(desk: Desk, key: str) -> None:
    secret = desk.client("secretsmanager").create_secret(Name="kept", SecretString="{}", KmsKeyId=key)["ARN"]
    rights = allow("secretsmanager:GetSecretValue")
    granted = desk.make_role("kept-granted", rights, allow("kms:Decrypt", key))
    named = desk.make_role("kept-named", rights)
    kms = desk.client("kms")
    assert desk.client("secretsmanager", granted).get_secret_value(SecretId=secret)["SecretString"] == "{}"
    names = {**allow("kms:Decrypt"), "Principal": {"AWS": named.arn}}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document(KEEPS, names))
    assert desk.client("secretsmanager", named).get_secret_value(SecretId=secret)["SecretString"] == "{}"
    assert refused(desk.client("secretsmanager", granted).get_secret_value, SecretId=secret)[0] == (
        "AccessDeniedException"
    )
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document(DELEGATES))
    kms.disable_key(KeyId=key)
    code, message = refused(desk.client("secretsmanager").get_secret_value, SecretId=secret)
    assert (code, message.startswith("Secrets Manager can't decrypt")) == ("DecryptionFailure", True)


def test_a_queue_needs_its_key(desk: Desk, key: str) -> None:
    sqs = desk.client("sqs")
    url = sqs.create_queue(QueueName="keyed", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    plain = sqs.create_queue(QueueName="plain", Attributes={"KmsMasterKeyId": "alias/aws/sqs"})["QueueUrl"]
    role = desk.make_role("keyed-queue", allow("sqs:*"))
    theirs = desk.client("sqs", role)
    theirs.send_message(QueueUrl=plain, MessageBody="x")
    code, message = refused(theirs.send_message, QueueUrl=url, MessageBody="x")
    assert code == "KMS.AccessDeniedException"
    assert f"kms:GenerateDataKey on resource: {key}" in message
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert "kms:Decrypt" in refused(theirs.receive_message, QueueUrl=url)[1]
    _allow(desk, role, allow("sqs:*"), allow("kms:Decrypt", key, **through("sqs")))
    assert theirs.receive_message(QueueUrl=url)["Messages"]
    assert refused(theirs.send_message, QueueUrl=url, MessageBody="x")[0] == "KMS.AccessDeniedException"


def test_a_topic_needs_its_key(desk: Desk, key: str) -> None:
    topic = desk.client("sns").create_topic(Name="keyed", Attributes={"KmsMasterKeyId": key})["TopicArn"]
    role = desk.make_role("keyed-topic", allow("sns:Publish"))
    theirs = desk.client("sns", role)
    assert refused(theirs.publish, TopicArn=topic, Message="x")[0] == "KMSAccessDenied"
    _allow(desk, role, allow("sns:Publish"), allow(["kms:Decrypt", "kms:GenerateDataKey"], key, **through("sns")))
    assert theirs.publish(TopicArn=topic, Message="x")["MessageId"]


def _allow(desk: Desk, role: Role, *statements: dict[str, Any]) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    desk.client("iam").put_role_policy(RoleName=role.name, PolicyName="p", PolicyDocument=policy)
