# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscription filters that deliver to functions, which have to let CloudWatch Logs in."""

from __future__ import annotations

import base64
import gzip
import json
import logging
from collections.abc import Sequence
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch_logs

from local_aws import calls
from local_aws.logs.patterns import InvalidPattern
from local_aws.logs.patterns import compile_pattern
from local_aws.policies import ServiceCaller

logger = logging.getLogger("local_aws")

_MOST_FILTERS = 2


def deliver(group: str, stream: str, events: Sequence[dict[str, Any]]) -> None:
    """Send new events to every subscriber of their group."""
    filters = (cloudwatch_logs._log_groups.get(group) or {}).get("subscriptionFilters") or {}
    for subscription in filters.values():
        matches = compile_pattern(subscription["filterPattern"])
        matched = [event for event in events if matches(event.get("message", "")) is not None]
        if matched and not _feeds_itself(group, subscription["destinationArn"]):
            _deliver(subscription, group, stream, matched)


def refusal(data: dict[str, Any]) -> tuple[str, str] | None:
    """Code and message when PutSubscriptionFilter is refused."""
    group = cloudwatch_logs._log_groups.get(data.get("logGroupName"))
    if group is None:
        return None
    try:
        compile_pattern(data.get("filterPattern", ""))
    except InvalidPattern:
        return "InvalidParameterException", "Invalid filter pattern"
    others = set(group.get("subscriptionFilters") or {}) - {data.get("filterName")}
    if len(others) >= _MOST_FILTERS:
        return "LimitExceededException", "Resource limit exceeded."
    try:
        _check(data["logGroupName"], data.get("destinationArn", ""))
    except calls.CallRefused:
        return "InvalidParameterException", (
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute "
            "your function."
        )
    return None


def _feeds_itself(group: str, destination: str) -> bool:
    """A function that is sent what it logs would run for ever."""
    return group == f"/aws/lambda/{destination.partition(':function:')[2].partition(':')[0]}"


def _callers(group: str) -> tuple[ServiceCaller, ...]:
    """Policies name the service with or without its region."""
    arn = f"arn:aws:logs:{responses.get_region()}:{responses.get_account_id()}:log-group:{group}:*"
    return (
        ServiceCaller("logs.amazonaws.com", arn),
        ServiceCaller(f"logs.{responses.get_region()}.amazonaws.com", arn),
    )


def _check(group: str, destination: str) -> ServiceCaller | None:
    """Who may deliver to a function; other destinations are kept, and nothing is delivered to them."""
    if not destination.startswith("arn:aws:lambda:"):
        return None
    plain, regional = _callers(group)
    try:
        calls.find_function(plain, destination)
    except calls.CallRefused:
        calls.find_function(regional, destination)
        return regional
    return plain


def _deliver(subscription: dict[str, Any], group: str, stream: str, events: Sequence[dict[str, Any]]) -> None:
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": responses.get_account_id(),
        "logGroup": group,
        "logStream": stream,
        "subscriptionFilters": [subscription["filterName"]],
        "logEvents": [
            {"id": responses.new_uuid().replace("-", ""), "timestamp": each["timestamp"], "message": each["message"]}
            for each in events
        ],
    }
    packed = base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()
    try:
        caller = _check(group, subscription["destinationArn"])
        if caller is not None:
            calls.invoke_function(caller, subscription["destinationArn"], {"awslogs": {"data": packed}})
    except calls.CallRefused as refused:
        logger.warning("The subscription filter %s delivers nothing: %s", subscription["filterName"], refused)
