# SPDX-License-Identifier: GPL-3.0-or-later
"""Which calls CloudTrail records as management events, and what it keeps of them."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from ministack.core import iam_actions
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.core import router
from ministack.services import cloudtrail

from local_aws import bodies

type Event = dict[str, Any]

# Data events: a trail can log them, the event history has none of them.
_DATA = {
    "dynamodb": re.compile(r"(Batch|Transact)?(Get|Put|Update|Delete|Write)Items?|Query|Scan"),
    "events": re.compile(r"PutEvents"),
    "kinesis": re.compile(r"PutRecords?|GetRecords|GetShardIterator"),
    "lambda": re.compile(r"Invoke.*"),
    "logs": re.compile(r"PutLogEvents|GetLogEvents|FilterLogEvents|StartLiveTail"),
    "monitoring": re.compile(r"PutMetricData|GetMetric.*"),
    "rds-data": re.compile(r".*"),
    "s3": re.compile(r".*Object.*|.*MultipartUpload.*|.*Part.*"),
    "sns": re.compile(r"Publish.*"),
    "sqs": re.compile(r"(Send|Receive|Delete)Message.*|ChangeMessageVisibility.*"),
}
# Lambda's events carry the version of the API in their names.
_LAMBDA = re.compile(r"(Create|Delete|Get|List|Update|Put|Publish|Add|Remove|Tag|Untag)\w+$")
_READING = ("Get", "List", "Describe", "Head", "Lookup", "BatchGet", "Search", "Simulate", "Test")
_SECRET = re.compile(r"password|secretstring|secretbinary|authtoken|secretaccesskey|plaintext|zipfile", re.IGNORECASE)
# A body that has none of these, and no character written as its number, is kept as it came.
_MAY_HIDE = re.compile(_SECRET.pattern.encode() + rb"|\\u")
_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
_LONGEST = 4096
# The parameter that names the resource of a call, and its type.
_RESOURCES = {
    "FunctionName": "AWS::Lambda::Function",
    "TopicArn": "AWS::SNS::Topic",
    "QueueUrl": "AWS::SQS::Queue",
    "RoleName": "AWS::IAM::Role",
    "UserName": "AWS::IAM::User",
    "PolicyArn": "AWS::IAM::Policy",
    "KeyId": "AWS::KMS::Key",
    "SecretId": "AWS::SecretsManager::Secret",
    "logGroupName": "AWS::Logs::LogGroup",
    "DBClusterIdentifier": "AWS::RDS::DBCluster",
    "DBInstanceIdentifier": "AWS::RDS::DBInstance",
}


def record(
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    query: dict[str, Any],
    request_id: str,
    answer: tuple[int, Mapping[str, str], Any],
) -> None:
    """Keep one call, whether it succeeded or was refused."""
    params = _parameters(headers, body, query)
    service = router.detect_service(method, path, headers, {**query, **_action_of(params, headers)})
    name = event_name(service, method, path, headers, body, params)
    data = _DATA.get(service)
    if not name or (data and data.fullmatch(name)):
        return
    key = router.extract_access_key_id(headers, query) or ""
    status, _, content = answer
    event: Event = {
        "id": responses.new_uuid(),
        "name": f"{name}20150331" if service == "lambda" and _LAMBDA.match(name) else name,
        "source": f"{'rdsdata' if service == 'rds-data' else service}.amazonaws.com",
        "time": time.time(),
        "key": key,
        "identity": _identity(key),
        "region": responses.get_region(),
        "account": responses.get_account_id(),
        "agent": headers.get("user-agent", ""),
        "address": responses.get_request_client_ip(),
        "request_id": request_id,
        "read_only": name.startswith(_READING),
        "resources": _resources(params),
        "parameters": _kept(params, body, query),
    }
    if status >= 400:
        event["error"] = _error(content)
    cloudtrail._get_event_queue().append(event)


def event_name(
    service: str, method: str, path: str, headers: Mapping[str, str], body: bytes, params: Mapping[str, Any]
) -> str:
    """The name of the API's action, wherever the protocol puts it."""
    target = headers.get("x-amz-target", "").rpartition(".")[2]
    operation = re.search(r"/operation/(\w+)$", path)
    if target or operation:
        return target or (operation[1] if operation else "")
    if params.get("Action"):
        return str(params["Action"])
    action = iam_actions.extract_iam_action(service, method, path, dict(headers), body, dict(params))
    return action.partition(":")[2] if action else ""


def _action_of(params: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return {name: [params[name]] for name in ("Action", "Version") if form and name in params}


def _parameters(headers: Mapping[str, str], body: bytes, query: Mapping[str, Any]) -> dict[str, Any]:
    kind = headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode("utf-8", "replace")))
    first = {name: value[0] if isinstance(value, list) and value else value for name, value in query.items()}
    if "cbor" in kind:
        import cbor2

        value = cbor2.loads(body) if body else {}
    else:
        value = bodies.json_object(body) if body[:1] == b"{" else {}
    return {**first, **value} if isinstance(value, dict) else first


def _identity(key: str) -> dict[str, str]:
    found = iam_evaluator.resolve_credential(key, responses.get_account_id()) if key else None
    if not isinstance(found, iam_evaluator.ResolvedCredential):
        return {"type": "Unknown", "arn": "", "principalId": "", "userName": ""}
    kind = {"User": "IAMUser"}.get(found.principal_type, found.principal_type)
    name = found.principal_name or found.principal_arn.rpartition("/")[2]
    if kind == "AssumedRole":
        name = found.principal_arn.rpartition("/")[2]
    return {
        "type": kind,
        "arn": found.principal_arn,
        "principalId": found.principal_id,
        "userName": "root" if kind == "Root" else name,
    }


def _resources(params: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"ResourceName": value.rpartition("/")[2] if name == "QueueUrl" else value, "ResourceType": kind}
        for name, kind in _RESOURCES.items()
        if isinstance(value := params.get(name), str) and value
    ]


def _kept(params: Mapping[str, Any], body: bytes, query: Mapping[str, Any]) -> str | None:
    """The parameters as JSON, without what is secret, and without what is too long to keep."""
    if body[:1] == b"{" and not query and not _MAY_HIDE.search(body.lower()) and bodies.json_object(body):
        text = body.decode("utf-8", "replace") if len(body) <= _LONGEST else ""
    else:
        try:
            text = json.dumps(_hidden(params, itertools.count()), default=str)
        except (_TooMany, RecursionError):
            return None
    return text if 0 < len(text) <= _LONGEST else None


class _TooMany(Exception):
    """There are so many members that their text is too long in any case."""


def _hidden(value: Any, counted: Iterator[int]) -> Any:
    if next(counted) > _LONGEST:
        raise _TooMany
    if isinstance(value, dict):
        return {name: _HIDDEN if _SECRET.search(str(name)) else _hidden(each, counted) for name, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each, counted) for each in value]
    return value


def _error(content: Any) -> list[str]:
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    code = re.search(r'"__type": ?"([^"]+)"|<Code>([^<]+)</Code>', text)
    message = re.search(r'"[mM]essage": ?"((?:\\.|[^"\\])*)"|<Message>([^<]*)</Message>', text)
    return [_first(code), _first(message)]


def _first(match: re.Match[str] | None) -> str:
    return next((group for group in match.groups() if group is not None), "") if match else ""
