# SPDX-License-Identifier: GPL-3.0-or-later
"""LookupEvents: the newest recorded events first, by one attribute and a span of time, page by page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from typing import Any

from ministack.services import cloudtrail

from local_aws.audit.recording import Event

type Response = tuple[int, dict[str, str], bytes]

_PAGE = 50
_ATTRIBUTES: dict[str, Callable[[Event, str], bool]] = {
    "EventId": lambda event, value: event["id"] == value,
    "EventName": lambda event, value: event["name"] == value,
    "EventSource": lambda event, value: event["source"] == value,
    "Username": lambda event, value: event["identity"]["userName"] == value,
    "AccessKeyId": lambda event, value: event["key"] == value,
    "ReadOnly": lambda event, value: str(event["read_only"]).lower() == value.lower(),
    "ResourceName": lambda event, value: any(each["ResourceName"] == value for each in event["resources"]),
    "ResourceType": lambda event, value: any(each["ResourceType"] == value for each in event["resources"]),
}


def lookup_events(request: dict[str, Any]) -> Response:
    attributes = request.get("LookupAttributes") or []
    if len(attributes) > 1 or any(each.get("AttributeKey") not in _ATTRIBUTES for each in attributes):
        return cloudtrail._err("InvalidLookupAttributesException", "Specify exactly one valid lookup attribute.")
    most = request.get("MaxResults", _PAGE)
    if not 1 <= most <= _PAGE:
        return cloudtrail._err("InvalidMaxResultsException", f"MaxResults must be between 1 and {_PAGE}.")
    start, end = request.get("StartTime"), request.get("EndTime")
    if start is not None and end is not None and start > end:
        return cloudtrail._err("InvalidTimeRangeException", "The start time is after the end time.")
    found = [event for event in reversed(cloudtrail._get_event_queue()) if _matches(event, attributes, start, end)]
    begin = _position(found, request.get("NextToken"))
    if begin is None:
        return cloudtrail._err("InvalidNextTokenException", "The token in the request is invalid.")
    answer: dict[str, Any] = {"Events": [_shown(event) for event in found[begin : begin + most]]}
    if len(found) > begin + most:
        answer["NextToken"] = found[begin + most - 1]["id"]
    return cloudtrail._ok(answer)


def _matches(event: Event, attributes: list[dict[str, str]], start: float | None, end: float | None) -> bool:
    if (start is not None and event["time"] < start) or (end is not None and event["time"] > end):
        return False
    return all(_ATTRIBUTES[each["AttributeKey"]](event, each["AttributeValue"]) for each in attributes)


def _position(found: list[Event], token: str | None) -> int | None:
    """Pages go on after the event that the last one ended with."""
    if not token:
        return 0
    return next((number for number, event in enumerate(found, start=1) if event["id"] == token), None)


def _shown(event: Event) -> dict[str, Any]:
    identity = event["identity"]
    return {
        "EventId": event["id"],
        "EventName": event["name"],
        "ReadOnly": str(event["read_only"]).lower(),
        "AccessKeyId": event["key"],
        "EventTime": event["time"],
        "EventSource": event["source"],
        "Username": identity["userName"],
        "Resources": event["resources"],
        "CloudTrailEvent": json.dumps(_whole(event)),
    }


def _whole(event: Event) -> dict[str, Any]:
    error = dict(zip(("errorCode", "errorMessage"), event.get("error") or [], strict=False))
    identity = {**event["identity"], "accountId": event["account"], "accessKeyId": event["key"]}
    moment = datetime.fromtimestamp(event["time"], tz=UTC)
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": event["source"],
        "eventName": event["name"],
        "awsRegion": event["region"],
        "sourceIPAddress": event["address"],
        "userAgent": event["agent"],
        **error,
        "requestParameters": _lower(json.loads(event["parameters"])) if event["parameters"] else None,
        "responseElements": None,
        "requestID": event["request_id"],
        "eventID": event["id"],
        "readOnly": event["read_only"],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": event["account"],
        "eventCategory": "Management",
    }


def _lower(value: Any) -> Any:
    """CloudTrail spells parameters with a small first letter."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _lower(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_lower(each) for each in value]
    return value
