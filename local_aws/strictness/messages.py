# SPDX-License-Identifier: GPL-3.0-or-later
"""SQS: delays that are too long, and policies that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import sqs

from local_aws.seams.wrapping import replace

_LONGEST_DELAY = 900

type _Serve = Callable[[dict[str, Any], str], dict[str, Any]]


def install() -> None:
    sqs._act_send_message = _send(sqs._act_send_message)  # a batch calls it for each message
    replace(sqs._HANDLERS, "SendMessage", _send)
    for action in ("CreateQueue", "SetQueueAttributes"):
        replace(sqs._HANDLERS, action, _keep)


def _send(original: _Serve) -> _Serve:
    def send(data: dict[str, Any], url: str) -> dict[str, Any]:
        delay = int(data.get("DelaySeconds") or 0)
        if not 0 <= delay <= _LONGEST_DELAY:
            raise sqs._Err(
                "InvalidParameterValue",
                f"Value {delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
            )
        return original(data, url)

    return send


def _keep(original: _Serve) -> _Serve:
    def serve(data: dict[str, Any], url: str) -> dict[str, Any]:
        policy = (data.get("Attributes") or {}).get("Policy")
        if policy and not _is_policy(policy):
            raise sqs._Err("InvalidAttributeValue", "Invalid value for the parameter Policy.")
        return original(data, url)

    return serve


def _is_policy(text: str) -> bool:
    try:
        return bool(json.loads(text).get("Statement"))
    except (ValueError, AttributeError, RecursionError):
        return False
