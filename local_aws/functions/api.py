# SPDX-License-Identifier: GPL-3.0-or-later
"""What Lambda refuses to create or change: roles it cannot assume, dead letters the role cannot send, too much reserve.

Not in ministack: it looks whether a role exists, and at nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import responses
from ministack.services import lambda_svc
from ministack.services import sns
from ministack.services import sqs

from local_aws import switches
from local_aws.context import ServiceContext
from local_aws.policies import RoleCaller
from local_aws.policies import ServiceCaller
from local_aws.policies import assumable

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[..., Response]

_INVALID = "InvalidParameterValueException"
# Service -> action that a role needs, its name in AWS's message, and that of the service.
_SENDING = {
    "sqs": ("sqs:SendMessage", "SendMessage", "SQS"),
    "sns": ("sns:Publish", "Publish", "SNS"),
    "lambda": ("lambda:InvokeFunction", "InvokeFunction", "LAMBDA"),
    "events": ("events:PutEvents", "PutEvents", "EVENTS"),
}
# What Lambda does with a role when it reads a queue, and when it runs in a VPC.
_READING = ("ReceiveMessage", "GetQueueAttributes", "DeleteMessage")
_CONNECTING = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")
# Accounts with a small quota keep 10 executions unreserved, others 100.
_SMALL_QUOTA = 100


def install(context: ServiceContext) -> None:
    lambda_svc._create_function = _create(lambda_svc._create_function, context)
    lambda_svc._update_config = _update(lambda_svc._update_config, context)
    lambda_svc._put_event_invoke_config = _put_invoke_config(lambda_svc._put_event_invoke_config)
    lambda_svc._create_esm = _create_mapping(lambda_svc._create_esm)
    quota = int(switches.number("LOCAL_AWS_FUNCTION_CONCURRENCY", 0))
    if quota:
        lambda_svc._ACCOUNT_CONCURRENCY_CAP = quota
        lambda_svc._put_function_concurrency = _put_concurrency(lambda_svc._put_function_concurrency, quota)


def _create(original: Action, context: ServiceContext) -> Action:
    def create(data: dict[str, Any]) -> Response:
        name = data.get("FunctionName") or ""
        if name in lambda_svc._functions:
            return original(data)
        return _role_refusal(context, name, data.get("Role") or "", data) or original(data)

    return create


def _update(original: Action, context: ServiceContext) -> Action:
    def update(name: str, data: dict[str, Any]) -> Response:
        function = lambda_svc._functions.get(name)
        if function is None:
            return original(name, data)
        config = function["config"]
        changed = {"DeadLetterConfig": config.get("DeadLetterConfig"), **data}
        return _role_refusal(context, name, data.get("Role") or config["Role"], changed) or original(name, data)

    return update


def _role_refusal(context: ServiceContext, name: str, role: str, data: dict[str, Any]) -> Response | None:
    caller = ServiceCaller("lambda.amazonaws.com", lambda_svc._func_arn(name))
    if not assumable(role, caller, context.role_delay_seconds):
        return _error("The role defined for the function cannot be assumed by Lambda.")
    target = (data.get("DeadLetterConfig") or {}).get("TargetArn")
    if target and not _may_send(role, name, target):
        _, action, service = _SENDING[target.split(":")[2]]
        return _no_permission(action, service)
    if (data.get("VpcConfig") or {}).get("SubnetIds"):
        for action in _CONNECTING:
            if not RoleCaller(role, name).allowed(f"ec2:{action}", "*", ""):
                return _no_permission(action, "EC2")
    return None


def _may_send(role: str, name: str, target: str) -> bool:
    """Targets that ministack refuses anyway pass here, so that it can say why."""
    service = target.split(":")[2] if target.count(":") >= 5 else ""
    if service not in _SENDING:
        return True
    found = {"sqs": sqs.queue_policy_for_arn, "sns": sns.topic_policy_for_arn}.get(service, lambda arn: None)(target)
    policy = found[0] if found else ""
    return RoleCaller(role, name).allowed(_SENDING[service][0], target, policy)


def _put_invoke_config(original: Action) -> Action:
    def put(name: str, qualifier: str | None, data: dict[str, Any]) -> Response:
        function = lambda_svc._functions.get(name)
        for kind in ("OnSuccess", "OnFailure") if function else ():
            target = ((data.get("DestinationConfig") or {}).get(kind) or {}).get("Destination")
            if target and not _may_send(function["config"]["Role"], name, target):
                action = _SENDING[target.split(":")[2]][1]
                return _error(f"The function's execution role does not have permissions to call {action} on {target}")
        status, headers, body = original(name, qualifier, data)
        if status != 200 or function is None:
            return status, headers, body
        kept = function["event_invoke_configs"][qualifier or ""]
        for setting in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds"):
            if setting not in data:
                del kept[setting]
        if not qualifier:
            kept["FunctionArn"] += ":$LATEST"
        return responses.json_response(kept)

    return put


def _create_mapping(original: Action) -> Action:
    """Of the sources, only queues are looked at."""

    def create(data: dict[str, Any]) -> Response:
        source = data.get("EventSourceArn") or ""
        record, config, name = lambda_svc._get_func_record_for_ref(data.get("FunctionName") or "")
        queue = sqs._queue_by_arn(source) if source.startswith("arn:aws:sqs:") else None
        if record is None or config is None or queue is None:
            return original(data)
        role, settings = RoleCaller(config["Role"], name), queue["attributes"]
        for action in _READING:
            if not role.allowed(f"sqs:{action}", source, settings.get("Policy") or ""):
                return _no_permission(action, "SQS")
        hidden = int(settings["VisibilityTimeout"])
        if hidden < config["Timeout"]:
            return _error(
                f"Queue visibility timeout: {hidden} seconds is less than Function timeout: {config['Timeout']} seconds"
            )
        return original(data)

    return create


def _put_concurrency(original: Action, quota: int) -> Action:
    def put(name: str, data: dict[str, Any]) -> Response:
        least = 10 if quota <= _SMALL_QUOTA else 100
        others = [each.get("concurrency") or 0 for key, each in lambda_svc._functions.items() if key != name]
        if quota - sum(others) - int(data.get("ReservedConcurrentExecutions", 0)) < least:
            return _error(
                "Specified ReservedConcurrentExecutions for function decreases account's "
                f"UnreservedConcurrentExecution below its minimum value of [{least}]."
            )
        return original(name, data)

    return put


def _no_permission(action: str, service: str) -> Response:
    return _error(f"The provided execution role does not have permissions to call {action} on {service}")


def _error(message: str) -> Response:
    return responses.error_response_json(_INVALID, message, 400)
