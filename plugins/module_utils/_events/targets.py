# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets as a task gives them, as EventBridge takes them, and whether the two are the same. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .validate import as_document

# What EventBridge does without being told.
RETRY_DEFAULTS = {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400}
RETRY = {
    "maximum_retry_attempts": "MaximumRetryAttempts",
    "maximum_event_age_in_seconds": "MaximumEventAgeInSeconds",
}
INPUTS = {"input": "Input", "input_path": "InputPath", "input_transformer": "InputTransformer"}


@dataclass(frozen=True)
class TargetPlan:
    before: dict[str, dict]
    after: dict[str, dict]
    put: list[dict]
    remove: list[str]


def plan_targets(current: list[dict], asked: list[dict] | None, purge: bool) -> TargetPlan:
    """Targets that the task does not name stay, unless they are purged."""
    before = {target["Id"]: target for target in current}
    wanted = {target["id"]: to_api(target, before.get(target["id"], {})) for target in asked or []}
    remove = sorted(set(before) - set(wanted)) if purge and asked is not None else []
    put = [target for key, target in wanted.items() if key not in before or not same_target(before[key], target)]
    kept = {key: target for key, target in before.items() if key not in remove}
    return TargetPlan(before, {**kept, **{target["Id"]: target for target in put}}, put, remove)


def to_api(target: dict, current: dict) -> dict[str, Any]:
    """The whole target: what PutTargets is not told, it takes away. So what is omitted is filled from what is there."""
    result = {**current, **(target["raw_parameters"] or {}), "Id": target["id"], "Arn": target["arn"]}
    _set(result, "RoleArn", target["role_arn"], target["role_arn"])
    _set_inputs(result, target)
    _set(result, "DeadLetterConfig", target["dead_letter_arn"], {"Arn": target["dead_letter_arn"]})
    group = target["sqs_message_group_id"]
    _set(result, "SqsParameters", group, {"MessageGroupId": group})
    if target["retry_policy"] is not None:
        asked = {name: target["retry_policy"].get(option) for option, name in RETRY.items()}
        given = {name: value for name, value in asked.items() if value is not None}
        _set(result, "RetryPolicy", given, {**current.get("RetryPolicy", {}), **given})
    return result


def _set(result: dict, name: str, given: Any, value: Any) -> None:
    if given is None:
        return
    if given in ("", {}):
        result.pop(name, None)
    else:
        result[name] = value


def _set_inputs(result: dict, target: dict) -> None:
    """Of the three ways to say what a target receives it can have one: a new one takes the place of the old one."""
    values = {
        "input": _text(target["input"]),
        "input_path": target["input_path"],
        "input_transformer": _transformer(target["input_transformer"]),
    }
    if any(value not in (None, "", {}) for value in values.values()):
        for name in INPUTS.values():
            result.pop(name, None)
    for option, name in INPUTS.items():
        _set(result, name, values[option], values[option])


def _text(value: Any) -> str | None:
    return None if value is None else as_document(value)


def _transformer(transformer: dict | None) -> dict | None:
    if transformer is None:
        return None
    if transformer["input_template"] in (None, ""):
        return {}
    paths = {str(name): str(path) for name, path in (transformer["input_paths_map"] or {}).items()}
    result: dict[str, Any] = {"InputTemplate": as_document(transformer["input_template"])}
    return {**result, "InputPathsMap": paths} if paths else result


def same_target(one: dict, other: dict) -> bool:
    return canonical(one) == canonical(other)


def canonical(target: dict) -> dict[str, Any]:
    """A target without what says nothing: empty parts, defaults, and spacing in JSON."""
    result = {key: value for key, value in target.items() if value not in (None, "", {}, [])}
    if "RetryPolicy" in result:
        own = {name: value for name, value in result.pop("RetryPolicy").items() if value != RETRY_DEFAULTS.get(name)}
        result.update({"RetryPolicy": own} if own else {})
    if "Input" in result:
        result["Input"] = _data(result["Input"])
    if "InputTransformer" in result:
        transformer = result["InputTransformer"]
        result["InputTransformer"] = (
            transformer.get("InputPathsMap") or {},
            _data(transformer.get("InputTemplate", "")),
        )
    return result


def _data(text: str) -> Any:
    """JSON as data. A template with a bare <variable> is no JSON, and is compared letter by letter."""
    try:
        return ("data", json.loads(text))
    except ValueError:
        return ("text", text)


def target_result(target: dict) -> dict[str, Any]:
    """A target in the spelling of the options; what has no option is under raw_parameters."""
    known = {"Id", "Arn", "RoleArn", "DeadLetterConfig", "RetryPolicy", "SqsParameters", *INPUTS.values()}
    transformer = target.get("InputTransformer")
    found = {
        "id": target["Id"],
        "arn": target["Arn"],
        "role_arn": target.get("RoleArn"),
        "input": target.get("Input"),
        "input_path": target.get("InputPath"),
        "input_transformer": transformer
        and {
            "input_paths_map": transformer.get("InputPathsMap") or {},
            "input_template": transformer.get("InputTemplate", ""),
        },
        "dead_letter_arn": (target.get("DeadLetterConfig") or {}).get("Arn"),
        "retry_policy": {
            option: target["RetryPolicy"][name]
            for option, name in RETRY.items()
            if name in (target.get("RetryPolicy") or {})
        },
        "sqs_message_group_id": (target.get("SqsParameters") or {}).get("MessageGroupId"),
        "raw_parameters": {key: value for key, value in target.items() if key not in known},
    }
    return {key: value for key, value in found.items() if value not in (None, "", {})}
