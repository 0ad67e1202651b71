# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail: event selectors that select nothing are refused. The codes are AWS's, most of the words are not."""

from __future__ import annotations

from typing import Any

from ministack.services import cloudtrail

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace

_READ_WRITE = {"All", "ReadOnly", "WriteOnly"}
_BASIC_TYPES = {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object"}
_EXCLUDABLE = {"kms.amazonaws.com", "rdsdata.amazonaws.com"}
_CATEGORIES = {"Data", "Management", "NetworkActivity"}
_FIELDS = {
    "errorCode",
    "eventCategory",
    "eventName",
    "eventSource",
    "eventType",
    "readOnly",
    "resources.ARN",
    "resources.type",
    "sessionCredentialFromConsole",
    "userIdentity.arn",
    "vpcEndpointId",
}
_OPERATORS = {"EndsWith", "Equals", "NotEndsWith", "NotEquals", "NotStartsWith", "StartsWith"}


def install() -> None:
    replace(cloudtrail._DISPATCH, "PutEventSelectors", _put)


def _put(original: Action) -> Action:
    def put(body: dict[str, Any]) -> Response:
        text = _fault(body)
        if text:
            refusal: Response = cloudtrail._err("InvalidEventSelectorsException", text)
            return refusal
        return original(body)

    return put


def _fault(body: dict[str, Any]) -> str:
    basic = [_of_basic(selector) for selector in body.get("EventSelectors") or []]
    advanced = [_of_advanced(selector) for selector in body.get("AdvancedEventSelectors") or []]
    return next(filter(None, basic + advanced), "")


def _of_basic(selector: dict[str, Any]) -> str:
    if selector.get("ReadWriteType", "All") not in _READ_WRITE:
        return f"The value for ReadWriteType is not valid: {selector['ReadWriteType']}"
    for source in selector.get("ExcludeManagementEventSources") or []:
        if source not in _EXCLUDABLE:
            return f"The management event source cannot be excluded: {source}"
    for resource in selector.get("DataResources") or []:
        if resource.get("Type") not in _BASIC_TYPES:
            return f"The data resource type is not valid: {resource.get('Type')}"
        if not resource.get("Values"):
            return "A data resource needs at least one value."
    return ""


def _of_advanced(selector: dict[str, Any]) -> str:
    fields = {field.get("Field"): field for field in selector.get("FieldSelectors") or []}
    for name, field in fields.items():
        if name not in _FIELDS:
            return f"The field is not valid: {name}"
        if not any(field.get(operator) for operator in _OPERATORS):
            return f"The field selector has no operator with values: {name}"
    category = fields.get("eventCategory", {}).get("Equals") or []
    if len(category) != 1 or category[0] not in _CATEGORIES:
        return "An advanced event selector needs eventCategory with the operator Equals and one value."
    if category[0] == "Data" and len(fields.get("resources.type", {}).get("Equals") or []) != 1:
        return "A selector of data events needs resources.type with the operator Equals and one value."
    return ""
