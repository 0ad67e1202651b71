# SPDX-License-Identifier: GPL-3.0-or-later
"""aws_lambda.invoke: from the call in the database to the embedded Lambda, under the role of the cluster.

Wording: "invoke API failed", "lambda invocation failed" and their details are in AWS's documentation, the refusal
without a role is that of aws_s3 with the other feature's name. How Aurora words a bad invocation type, a conflict of
regions and a time-out is not known.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_aws.aurora import function_name
from local_aws.aurora.function_name import FunctionName
from local_aws.aurora.wire import Column
from local_aws.aurora.wire import Row
from local_aws.aurora.wire import WireError

COLUMNS = (Column("status_code", integer=True), Column("result"), Column("executed_version"), Column("log_result"))

_TYPES = ("RequestResponse", "Event", "DryRun")
_LOG_TYPES = ("None", "Tail")
_REQUEST_TIMEOUT_MS = 3000
_LONGEST_MS = 900_000

type Params = dict[str, Any]
# (function, payload, headers) -> status, headers (lower case), body
type Invoke = Callable[[FunctionName, bytes, dict[str, str]], Awaitable[tuple[int, dict[str, str], bytes]]]


@dataclass(frozen=True)
class Caller:
    """The cluster that calls: where it is, and its role for Lambda, once that can be assumed."""

    account: str
    region: str
    role_arn: str | None


@dataclass(frozen=True)
class Surroundings:
    """caller(server) -> Caller; allowed(caller, function ARN); reachable(server) -> bool; invoke: see above."""

    caller: Callable[[str], Caller | None]
    allowed: Callable[[Caller, str], bool]
    reachable: Callable[[str], bool]
    invoke: Invoke


class Invocations:
    """Answers the queries that the extension sends: each is a call as a JSON object."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    async def answer(self, server: str, query: str) -> Row:
        params: Params = json.loads(query)
        caller = self._surroundings.caller(server)
        if caller is None or caller.role_arn is None:
            raise WireError(
                "credentials stored with the database cluster can't be accessed",
                hint='Has the IAM role Amazon Resource Name (ARN) been associated with the feature-name "Lambda"?',
            )
        function = _function(params, caller)
        kind = _one_of(params, "invocation_type", _TYPES)
        if not self._surroundings.reachable(server):
            raise _api_failed("Unable to connect to endpoint")
        if not self._surroundings.allowed(caller, function.qualified_arn):
            raise _api_failed(_denial(caller, function))
        async with _bounded(params):
            status, headers, body = await asyncio.shield(
                asyncio.ensure_future(
                    self._surroundings.invoke(function, _payload(params), _headers(params, kind, function))
                )
            )
        return _row(function, kind, status, headers, body)


def _function(params: Params, caller: Caller) -> FunctionName:
    try:
        return function_name.parse(
            params["function_name"] or "",
            region=params["region"],
            qualifier=params["qualifier"],
            home=(caller.account, caller.region),
        )
    except function_name.FunctionNameError as error:
        raise WireError(str(error), sqlstate="22023") from error


def _one_of(params: Params, name: str, allowed: tuple[str, ...]) -> str:
    value = params[name] or allowed[0]
    if value not in allowed:
        raise WireError(f'invalid {name} "{value}"', hint=f"Use one of {', '.join(allowed)}.", sqlstate="22023")
    return value


def _payload(params: Params) -> bytes:
    return (params["payload"] or "").encode()


def _headers(params: Params, kind: str, function: FunctionName) -> dict[str, str]:
    headers = {"x-amz-invocation-type": kind, "x-amz-log-type": _one_of(params, "log_type", _LOG_TYPES)}
    if function.qualifier:
        headers["x-amz-qualifier"] = function.qualifier
    if params["context"]:
        headers["x-amz-client-context"] = base64.b64encode(params["context"].encode()).decode()
    return headers


class _bounded:
    """aws_lambda.request_timeout_ms; the function goes on, only the wait for it ends."""

    def __init__(self, params: Params) -> None:
        try:
            milliseconds = int(params["request_timeout_ms"] or _REQUEST_TIMEOUT_MS)
        except ValueError:
            milliseconds = _REQUEST_TIMEOUT_MS
        self._timeout = asyncio.timeout(min(max(milliseconds, 1), _LONGEST_MS) / 1000)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *error: Any) -> None:
        try:
            await self._timeout.__aexit__(*error)
        except TimeoutError as expired:
            raise _api_failed("Timeout was reached") from expired


def _row(function: FunctionName, kind: str, status: int, headers: dict[str, str], body: bytes) -> Row:
    text = body.decode(errors="replace")
    if status >= 400:
        raise _api_failed(_message(text) or f"HTTP {status}")
    failed = headers.get("x-amz-function-error")
    if failed:
        detail = f'"{function.arn}" returned error "{failed}", details: "{text}".'
        raise WireError("lambda invocation failed", detail)
    result = text if kind == "RequestResponse" and text else None
    return status, result, headers.get("x-amz-executed-version"), headers.get("x-amz-log-result")


def _message(text: str) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found.get("Message") or found.get("message") if isinstance(found, dict) else None


def _api_failed(said: str) -> WireError:
    return WireError("invoke API failed", f"AWS Lambda client returned '{said}'.")


def _denial(caller: Caller, function: FunctionName) -> str:
    role = (caller.role_arn or "").rpartition("/")[2]
    return (
        f"User: arn:aws:sts::{caller.account}:assumed-role/{role}/rds-lambda is not authorized to perform: "
        f"lambda:InvokeFunction on resource: {function.qualified_arn} because no identity-based policy allows the "
        "lambda:InvokeFunction action"
    )
