# SPDX-License-Identifier: GPL-3.0-or-later
"""EventBridge: rules that match nothing, rates that are no sentence, tags of a rule that is there, rules in use."""

from __future__ import annotations

import re
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import eventbridge

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response

_RATE = re.compile(r"rate\((?:1 (?:minute|hour|day)|(?!0*1 )0*[1-9]\d* (?:minutes|hours|days))\)")
_DEFAULT_BUS = "default"
_REPLACED = {"Description": "", "RoleArn": ""}  # what PutRule is not told, it takes away


def install() -> None:
    eventbridge._put_rule = _put(eventbridge._put_rule)
    eventbridge._delete_rule = _delete(eventbridge._delete_rule)


def _put(original: Action) -> Action:
    def put(data: dict[str, Any]) -> Response:
        schedule = data.get("ScheduleExpression")
        if not schedule and not data.get("EventPattern"):
            return _refusal("Parameter(s) EventPattern or ScheduleExpression must be specified.")
        if schedule and schedule.startswith("rate(") and not _RATE.fullmatch(schedule):
            return _refusal("Parameter ScheduleExpression is not valid.")
        if _key(data) in eventbridge._rules:
            data = {name: value for name, value in data.items() if name != "Tags"}  # AWS ignores them
        return original({**_REPLACED, **data})

    return put


def _delete(original: Action) -> Action:
    def delete(data: dict[str, Any]) -> Response:
        if eventbridge._targets.get(_key(data)):
            return _refusal("Rule can't be deleted since it has targets.")
        return original(data)

    return delete


def _key(data: dict[str, Any]) -> Any:
    return eventbridge._rule_key(data.get("Name"), data.get("EventBusName", _DEFAULT_BUS))


def _refusal(message: str) -> Response:
    return error_response_json("ValidationException", message, 400)
