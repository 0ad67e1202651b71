# SPDX-License-Identifier: GPL-3.0-or-later
"""Which key a request uses, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ministack.core import responses
from ministack.services import kms
from ministack.services import secretsmanager
from ministack.services import sns
from ministack.services import sqs

from local_aws import bodies
from local_aws.protocols.answers import JSON
from local_aws.protocols.answers import Call
from local_aws.protocols.errors import Refused

READ = ("kms:Decrypt",)
WRITE = ("kms:GenerateDataKey", "kms:Decrypt")

_SECRETS = {"GetSecretValue": READ, "PutSecretValue": WRITE, "UpdateSecret": WRITE, "CreateSecret": WRITE}
_QUEUES = {"ReceiveMessage": READ, "SendMessage": WRITE, "SendMessageBatch": WRITE}
_TOPICS = {"Publish": WRITE, "PublishBatch": WRITE}
_VALUES = ("SecretString", "SecretBinary")


@dataclass(frozen=True)
class Use:
    """Use of a customer's key. The keys that AWS manages are for everybody in the account."""

    key: dict[str, Any]
    actions: tuple[str, ...]
    encryption_context: Mapping[str, str]
    unusable: Refused


def of_secret(call: Call) -> Use | None:
    actions = _SECRETS.get(call.action)
    if actions is None:
        return None
    params = bodies.json_object(call.body)
    if call.action == "UpdateSecret" and not any(name in params for name in (*_VALUES, "KmsKeyId")):
        return None
    _, secret = secretsmanager._resolve(params.get("SecretId") or "")
    secret = secret or {}
    key = _customer_key(params.get("KmsKeyId") or secret.get("KmsKeyId"))
    if key is None:
        return None
    name = params.get("Name", "")
    arn = secret.get("ARN") or f"{key['Arn'].partition(':key/')[0].replace(':kms:', ':secretsmanager:')}:secret:{name}-"
    return _of_secret(key, actions, arn)


def reading_of(secret: dict[str, Any]) -> Use | None:
    key = _customer_key(secret.get("KmsKeyId"))
    return _of_secret(key, READ, secret["ARN"]) if key else None


def _of_secret(key: dict[str, Any], actions: tuple[str, ...], arn: str) -> Use:
    verb, code = ("decrypt", "DecryptionFailure") if actions is READ else ("encrypt", "EncryptionFailure")
    text = f"Secrets Manager can't {verb} the protected secret text using the provided KMS key."
    return Use(key, actions, {"SecretARN": arn}, Refused(code, text))


def of_queue(call: Call) -> Use | None:
    actions = _QUEUES.get(call.action)
    if actions is None:
        return None
    url = bodies.json_object(call.body).get("QueueUrl") if call.protocol == JSON else _first(call, "QueueUrl")
    account, name = sqs._queue_ref_from_urlish(str(url or ""))
    arn = f"arn:aws:sqs:{responses.get_region()}:{account or responses.get_account_id()}:{name}"
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        return None
    return _use(queue["attributes"].get("KmsMasterKeyId"), actions, {"aws:sqs:arn": arn}, "KMS.DisabledException")


def of_topic(call: Call) -> Use | None:
    actions = _TOPICS.get(call.action)
    arn = _first(call, "TopicArn")
    topic = sns._topic_by_arn_any_scope(arn) if actions and arn else None
    if actions is None or topic is None:
        return None
    return _use(topic["attributes"].get("KmsMasterKeyId"), actions, {"aws:sns:topicArn": arn}, "KMSDisabled")


def _use(key_id: str | None, actions: tuple[str, ...], context: Mapping[str, str], disabled: str) -> Use | None:
    key = _customer_key(key_id)
    if key is None:
        return None
    return Use(key, actions, context, Refused(disabled, f"{key['Arn']} is {key['KeyState'].lower()}."))


def _customer_key(key_id: str | None) -> dict[str, Any] | None:
    if not key_id or "alias/aws/" in key_id:
        return None
    key = kms._resolve_key(key_id)
    return key if key and key.get("KeyManager", "CUSTOMER") == "CUSTOMER" else None


def _first(call: Call, name: str) -> str:
    return str(call.form.get(name, [""])[0])
