# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors as each protocol of AWS writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from local_aws.protocols.errors import Refused
from local_aws.protocols.models import RULES

JSON, REST_JSON, QUERY, EC2, REST_XML, CBOR = "json", "rest-json", "query", "ec2", "rest-xml", "cbor"

type Answer = tuple[int, dict[str, str], Any]

_REST_JSON = {"lambda", "rds-data", "scheduler", "apigateway", "eks"}
_JSON_1_0 = {"dynamodb", "monitoring", "sqs", "states"}
# Services that once spoke the query protocol tell its code as well.
_TELLS_QUERY_CODE = {"monitoring", "sqs"}
_UNKNOWN = re.compile(rb"Unknown (?:\w+ )?(?:action|operation): ?(?:&apos;|')?(\w*)")
# ministack says in this way that one of its services raised an exception.
_FAILED = b'{"__type": "InternalError"'


@dataclass(frozen=True)
class Call:
    """A request as it came in."""

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query_params: Mapping[str, list[str]]
    request_id: str

    @cached_property
    def protocol(self) -> str:
        if self.service == "s3":
            return REST_XML
        if "cbor" in self.headers.get("content-type", "") or "cbor" in self.headers.get("smithy-protocol", ""):
            return CBOR
        if self.service in _REST_JSON:
            return REST_JSON
        if "x-amz-target" in self.headers:
            return JSON
        return EC2 if self.service == "ec2" else QUERY

    @cached_property
    def form(self) -> Mapping[str, list[str]]:
        given = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {**given, **self.query_params}

    @property
    def action(self) -> str:
        if self.protocol == QUERY:
            return self.form.get("Action", [""])[0]
        return self.headers.get("x-amz-target", "").rpartition(".")[2]


def refuse(call: Call, refused: Refused) -> Answer:
    write = {QUERY: _query, EC2: _ec2, REST_XML: _rest_xml, CBOR: _cbor}.get(call.protocol, _json)
    headers, body = write(call, refused)
    return refused.status, {**headers, "x-amzn-RequestId": call.request_id}, body


def tidy(call: Call, answer: Answer) -> Answer:
    """What ministack says of an action that it has not, and of an exception, as AWS would."""
    status, _, body = answer
    if status < 400 or not isinstance(body, bytes) or len(body) > 4096:
        return answer
    if status == 500 and body.startswith(_FAILED):
        text = "The request processing has failed because of an unknown error."
        return refuse(call, Refused("InternalFailure", text, 500))
    unknown = _UNKNOWN.search(body)
    if unknown:
        name = unknown.group(1).decode() or "(none)"
        code = "InvalidAction" if call.protocol in (QUERY, EC2) else "UnknownOperationException"
        model = RULES[call.service].model if call.service in RULES else call.service
        return refuse(call, Refused(code, f"The {model} action {name} is not emulated."))
    return answer


def _json(call: Call, refused: Refused) -> tuple[dict[str, str], bytes]:
    version = "json" if call.protocol == REST_JSON else f"x-amz-json-1.{0 if call.service in _JSON_1_0 else 1}"
    headers = {"Content-Type": f"application/{version}", "x-amzn-ErrorType": refused.code}
    if call.service in _TELLS_QUERY_CODE:
        headers["x-amzn-query-error"] = f"{refused.code};Sender"
    return headers, json.dumps({"__type": refused.code, "message": refused.message}).encode()


def _cbor(call: Call, refused: Refused) -> tuple[dict[str, str], bytes]:
    headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    headers["x-amzn-query-error"] = f"{refused.code};Sender"
    texts = ("__type", refused.code, "message", refused.message)
    return headers, b"\xa2" + b"".join(map(_cbor_text, texts))  # a map of two


def _cbor_text(text: str) -> bytes:
    encoded = text.encode()
    return b"\x79" + len(encoded).to_bytes(2) + encoded


def _query(call: Call, refused: Refused) -> tuple[dict[str, str], bytes]:
    kind = "Sender" if refused.status < 500 else "Receiver"
    error = f"<Error><Type>{kind}</Type>{_code_and_message(refused)}</Error>"
    return {"Content-Type": "text/xml"}, _xml(
        f"<ErrorResponse>{error}<RequestId>{call.request_id}</RequestId></ErrorResponse>"
    )


def _ec2(call: Call, refused: Refused) -> tuple[dict[str, str], bytes]:
    error = f"<Errors><Error>{_code_and_message(refused)}</Error></Errors>"
    return {"Content-Type": "text/xml;charset=UTF-8"}, _xml(
        f"<Response>{error}<RequestID>{call.request_id}</RequestID></Response>"
    )


def _rest_xml(call: Call, refused: Refused) -> tuple[dict[str, str], bytes]:
    return {"Content-Type": "application/xml"}, _xml(
        f"<Error>{_code_and_message(refused)}<RequestId>{call.request_id}</RequestId></Error>"
    )


def _code_and_message(refused: Refused) -> str:
    return f"<Code>{escape(refused.code)}</Code><Message>{escape(refused.message)}</Message>"


def _xml(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()
