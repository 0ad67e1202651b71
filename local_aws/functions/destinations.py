# SPDX-License-Identifier: GPL-3.0-or-later
"""Where asynchronous invocations end: the function's dead-letter queue, and its OnSuccess and OnFailure destinations.

Lambda writes to them with the permissions of the function's role.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC
from datetime import datetime
from typing import TYPE_CHECKING
from typing import Any

from ministack.services import eventbridge

from local_aws import calls
from local_aws.policies import RoleCaller
from local_aws.queues import string_attributes
from local_aws.service_metrics.publish import count

if TYPE_CHECKING:
    from local_aws.functions.asynchronous import Invocation

logger = logging.getLogger("local_aws")

_LONGEST_ERROR = 1024


def report(invocation: Invocation, result: dict[str, Any], condition: str) -> None:
    """Tell everybody who wants to know how an invocation ended."""
    failed = condition != "Success"
    name = invocation.config["FunctionName"]
    destination = _destination(invocation, "OnFailure" if failed else "OnSuccess")
    if destination:
        _send(invocation, destination, _record(invocation, result, condition), "DestinationDeliveryFailures")
    dead_letters = (invocation.config.get("DeadLetterConfig") or {}).get("TargetArn")
    if failed:
        count("AWS/Lambda", "AsyncEventsDropped", FunctionName=name)
        if dead_letters:
            _send_dead_letter(invocation, dead_letters, result)


def _destination(invocation: Invocation, kind: str) -> str:
    config = invocation.settings().get("DestinationConfig") or {}
    return (config.get(kind) or {}).get("Destination") or ""


def _record(invocation: Invocation, result: dict[str, Any], condition: str) -> dict[str, Any]:
    config = invocation.config
    arn, version = config["FunctionArn"], config.get("Version", "$LATEST")
    moment = datetime.now(UTC)
    error = {"functionError": result.get("function_error") or "Unhandled"} if condition != "Success" else {}
    return {
        "version": "1.0",
        "timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
        "requestContext": {
            "requestId": invocation.request_id,
            "functionArn": arn if arn.count(":") > 6 else f"{arn}:{version}",
            "condition": condition,
            "approximateInvokeCount": max(invocation.tries, 1),
        },
        "requestPayload": invocation.event,
        "responseContext": {"statusCode": 200, "executedVersion": version, **error},
        "responsePayload": result.get("body"),
    }


def _send_dead_letter(invocation: Invocation, target: str, result: dict[str, Any]) -> None:
    """The event as it came; what went wrong stands in the message's attributes."""
    body = result.get("body")
    message = str(body.get("errorMessage") or body.get("message") or "") if isinstance(body, dict) else str(body)
    attributes = string_attributes(RequestID=invocation.request_id, ErrorMessage=message[:_LONGEST_ERROR])
    status = "429" if result.get("throttle") else "200"
    attributes["ErrorCode"] = {"DataType": "Number", "StringValue": status}
    try:
        caller = RoleCaller(invocation.config["Role"], invocation.config["FunctionName"])
        if target.startswith("arn:aws:sns:"):
            calls.publish(caller, target, json.dumps(invocation.event))
        else:
            calls.send_message(caller, target, json.dumps(invocation.event), attributes)
    except calls.CallRefused as refused:
        logger.warning("The dead letter of function %s is lost: %s", invocation.config["FunctionName"], refused)
        count("AWS/Lambda", "DeadLetterErrors", FunctionName=invocation.config["FunctionName"])


def _send(invocation: Invocation, target: str, record: dict[str, Any], metric: str) -> None:
    caller = RoleCaller(invocation.config["Role"], invocation.config["FunctionName"])
    try:
        service = target.split(":")[2]
        if service == "sqs":
            calls.send_message(caller, target, json.dumps(record))
        elif service == "sns":
            calls.publish(caller, target, json.dumps(record))
        elif service == "lambda":
            calls.invoke_function(caller, target, record)
        else:
            _put_event(caller, invocation, target, record)
    except calls.CallRefused as refused:
        logger.warning("Function %s does not reach %s: %s", invocation.config["FunctionName"], target, refused)
        count("AWS/Lambda", metric, FunctionName=invocation.config["FunctionName"])


def _put_event(caller: RoleCaller, invocation: Invocation, bus_arn: str, record: dict[str, Any]) -> None:
    if not caller.allowed("events:PutEvents", bus_arn, ""):
        raise calls.CallRefused(calls.NO_PERMISSIONS, f"The role may not put events on {bus_arn}")
    succeeded = record["requestContext"]["condition"] == "Success"
    entry = {
        "Source": "lambda",
        "DetailType": f"Lambda Function Invocation Result - {'Success' if succeeded else 'Failure'}",
        "Detail": json.dumps(record),
        "Resources": [bus_arn, record["requestContext"]["functionArn"]],
        "EventBusName": bus_arn.rpartition("/")[2],
    }
    eventbridge._put_events({"Entries": [entry]})
