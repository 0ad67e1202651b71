# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that AWS services make to queues, topics, functions and log groups, with the permissions they need."""

from __future__ import annotations

import time
from typing import Any

from ministack.services import cloudwatch_logs
from ministack.services import kms
from ministack.services import lambda_svc
from ministack.services import sns
from ministack.services import sqs

from local_aws.policies import Caller
from local_aws.policies import ServiceCaller
from local_aws.queues import Attributes
from local_aws.queues import enqueue

NO_PERMISSIONS = "NO_PERMISSIONS"
NO_RESOURCE = "NO_RESOURCE"
INVALID_PARAMETER = "INVALID_PARAMETER"
ERROR_FROM_TARGET = "ERROR_FROM_TARGET"


class CallRefused(Exception):
    """A call did not succeed; the code is one of those that EventBridge writes into a dead letter."""

    def __init__(self, code: str, message: str, *, retriable: bool = False, key: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retriable = retriable
        # The call itself was allowed; the key that encrypts what it writes was not.
        self.key = key


def send_message(
    caller: Caller,
    queue_arn: str,
    body: str,
    attributes: Attributes | None = None,
    *,
    group_id: str = "",
    deduplication_id: str = "",
) -> None:
    """sqs:SendMessage."""
    queue = sqs._queue_by_arn(queue_arn)
    if queue is None:
        raise CallRefused(NO_RESOURCE, f"The specified queue does not exist: {queue_arn}")
    settings = queue["attributes"]
    _check(caller, "sqs:SendMessage", queue_arn, settings.get("Policy"))
    _check_key(caller, settings.get("KmsMasterKeyId"), "sqs", {"aws:sqs:arn": queue_arn})
    if queue.get("is_fifo") and not group_id:
        raise CallRefused(INVALID_PARAMETER, "The request must contain the parameter MessageGroupId.")
    enqueue(queue, body, attributes, group_id, deduplication_id)


def publish(caller: Caller, topic_arn: str, message: str, subject: str = "") -> None:
    """sns:Publish."""
    topic = sns._topic_by_arn_any_scope(topic_arn)
    if topic is None:
        raise CallRefused(NO_RESOURCE, f"Topic does not exist: {topic_arn}")
    settings = topic["attributes"]
    _check(caller, "SNS:Publish", topic_arn, settings.get("Policy"))
    _check_key(caller, settings.get("KmsMasterKeyId"), "sns", {"aws:sns:topicArn": topic_arn})
    try:
        sns.publish_internal(topic_arn, message, subject)
    except sns.SnsPublishError as error:
        raise CallRefused(INVALID_PARAMETER, str(error)) from error


def find_function(caller: Caller, function_arn: str) -> dict[str, Any]:
    """The record of a function that the caller may invoke; its own name for the version is kept."""
    record, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if record is None or config is None:
        raise CallRefused(NO_RESOURCE, f"Function not found: {function_arn}")
    base = lambda_svc._functions.get(name) or record
    _check(caller, "lambda:InvokeFunction", function_arn, base.get("policy"))
    invoked = {**config, "FunctionArn": function_arn}
    settings = {key: base.get(key) for key in ("concurrency", "event_invoke_config", "event_invoke_configs")}
    return {**record, **settings, "config": invoked}


def invoke_function(caller: Caller, function_arn: str, event: Any) -> None:
    """lambda:InvokeFunction of type Event: accepted here, run by Lambda's own queue."""
    lambda_svc.invoke_async_with_retry(find_function(caller, function_arn), event)


def put_log_event(caller: Caller, group: str, group_arn: str, stream: str, message: str) -> None:
    """logs:CreateLogStream and logs:PutLogEvents."""
    if group not in cloudwatch_logs._log_groups:
        raise CallRefused(NO_RESOURCE, f"The specified log group does not exist: {group}")
    policies = [policy["policyDocument"] for policy in cloudwatch_logs._resource_policies.values()]
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        resource = f"{group_arn.removesuffix(':*')}:log-stream:{stream}"
        if not any(caller.allowed(action, resource, policy) for policy in policies):
            raise CallRefused(NO_PERMISSIONS, f"{_name(caller)} is not authorized to perform: {action} on {resource}")
    cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
    event = {"timestamp": int(time.time() * 1000), "message": message}
    cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": [event]})


def _check(caller: Caller, action: str, resource_arn: str, policy: Any) -> None:
    if not caller.allowed(action, resource_arn, policy or ""):
        raise CallRefused(
            NO_PERMISSIONS, f"{_name(caller)} is not authorized to perform: {action} on resource: {resource_arn}"
        )


def _check_key(caller: Caller, key_id: str | None, service: str, encryption_context: dict[str, str]) -> None:
    """What is encrypted can be written only by who may use its key. No service may use the key that AWS manages."""
    if not key_id:
        return
    key = kms._resolve_key(key_id)
    if "alias/aws/" in key_id or key is None:
        if isinstance(caller, ServiceCaller):
            raise CallRefused(NO_PERMISSIONS, f"{_name(caller)} may not use the key {key_id}", key=True)
        return
    arn = key["Arn"]
    keys = {"kms:ViaService": f"{service}.{arn.split(':')[3]}.amazonaws.com"}
    keys |= {f"kms:EncryptionContext:{name}": value for name, value in encryption_context.items()}
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        if not caller.allowed(action, arn, key.get("Policy") or "", keys=keys, strict=True):
            raise CallRefused(
                NO_PERMISSIONS, f"{_name(caller)} is not authorized to perform: {action} on resource: {arn}", key=True
            )
    if key["KeyState"] != "Enabled":
        raise CallRefused(ERROR_FROM_TARGET, f"{arn} is {key['KeyState'].lower()}.", retriable=True, key=True)


def _name(caller: Caller) -> str:
    return f"Resource: {caller.source_arn}" if isinstance(caller, ServiceCaller) else "The role"
