# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS JSON 1.1: from the bytes of a request to its action and parameters, and from a result to bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_aws import bodies
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import serialization_failed

TARGET = "AWSGlue."
CONTENT_TYPE = "application/x-amz-json-1.1"

type Response = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class RawList:
    """A list of documents that are JSON text already: the store's entries go out as they are kept."""

    documents: list[bytes]


def action_of(headers: Mapping[str, str]) -> str:
    for name, value in headers.items():
        if name.lower() == "x-amz-target":
            return value.removeprefix(TARGET)
    return ""


def parse(body: bytes) -> dict[str, Any]:
    try:
        params = bodies.decoded(body)
    except ValueError as error:
        raise serialization_failed("The request body is not valid JSON.") from error
    if not isinstance(params, dict):
        raise serialization_failed("Start of structure expected, found another value.")
    return params


def respond(result: Mapping[str, Any]) -> Response:
    return _response(200, encode_result(result))


def respond_error(error: GlueError) -> Response:
    status, headers, body = _response(error.status, json.dumps(error.body()).encode())
    return status, headers | {"x-amzn-ErrorType": error.code}, body


def encode_result(result: Mapping[str, Any]) -> bytes:
    members = []
    for name, value in result.items():
        if isinstance(value, RawList):
            text = b"[" + b",".join(value.documents) + b"]"
        elif isinstance(value, bytes):
            text = value
        else:
            text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        members.append(json.dumps(name).encode() + b":" + text)
    return b"{" + b",".join(members) + b"}"


def _response(status: int, body: bytes) -> Response:
    return status, {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": str(uuid.uuid4())}, body
