# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda: variables that it keeps for itself, limits, and runtimes that are gone."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

from local_aws.seams.wrapping import Response

_LONGEST_SECONDS, _LARGEST_MEGABYTES = 900, 10_240
_RESERVED = {
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
}
_GONE = {"python2.7", "python3.6", "python3.7"}


def install() -> None:
    create, update = lambda_svc._create_function, lambda_svc._update_config
    lambda_svc._create_function = lambda data: _fault(data) or create(data)
    lambda_svc._update_config = lambda name, data: _fault(data) or update(name, data)


def _fault(data: dict[str, Any]) -> Response | None:
    if data.get("Runtime") in _GONE:
        return _refusal(
            f"The runtime parameter of {data['Runtime']} is no longer supported for creating or updating AWS Lambda "
            "functions. We recommend you use a supported runtime while creating or updating functions."
        )
    reserved = sorted(_RESERVED & set((data.get("Environment") or {}).get("Variables") or {}))
    if reserved:
        return _refusal(
            "Lambda was unable to configure your environment variables because the environment variables you have "
            "provided contains reserved keys that are currently not supported for modification. Reserved keys used in "
            f"this request: {', '.join(reserved)}"
        )
    for member, shown, limit in (
        ("Timeout", "timeout", _LONGEST_SECONDS),
        ("MemorySize", "memorySize", _LARGEST_MEGABYTES),
    ):
        if data.get(member, 0) > limit:
            return error_response_json(
                "ValidationException",
                f"1 validation error detected: Value '{data[member]}' at '{shown}' failed to satisfy constraint: "
                f"Member must have value less than or equal to {limit}",
                400,
            )
    return None


def _refusal(message: str) -> Response:
    return error_response_json("InvalidParameterValueException", message, 400)
