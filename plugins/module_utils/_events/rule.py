# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule as the task asks for it against the rule that is there. Pure."""

from __future__ import annotations

import json
from typing import Any

from .validate import DEFAULT_BUS

FIELDS = {
    "description": "Description",
    "event_pattern": "EventPattern",
    "schedule_expression": "ScheduleExpression",
    "role_arn": "RoleArn",
}
DISABLED = "DISABLED"


def settings_of(rule: dict | None) -> dict[str, Any]:
    rule = rule or {}
    settings: dict[str, Any] = {option: rule.get(name) or "" for option, name in FIELDS.items()}
    return {**settings, "state": rule.get("State", "ENABLED")}


def wanted_settings(params: dict, current: dict) -> dict[str, Any]:
    """What is omitted stays, what is empty goes. AWS has more than one way of being enabled."""
    wanted = {option: current[option] if params[option] is None else params[option] for option in FIELDS}
    if wanted["event_pattern"] == "{}":
        wanted["event_pattern"] = ""
    state = current["state"]
    if params["enabled"] is not None and params["enabled"] != (state != DISABLED):
        state = "ENABLED" if params["enabled"] else DISABLED
    return {**wanted, "state": state}


def to_api(settings: dict) -> dict[str, str]:
    """The whole rule: what PutRule is not told, it takes away."""
    given = {name: settings[option] for option, name in FIELDS.items() if settings[option]}
    return {**given, "State": settings["state"]}


def same_pattern(one: str, other: str) -> bool:
    return _canonical_pattern(one) == _canonical_pattern(other)


def _canonical_pattern(text: str) -> Any:
    return _sorted(json.loads(text)) if text else None


def _sorted(node: Any, ordered: bool = False) -> Any:
    """The values of a field are a choice, in any order; a numeric comparison is a sentence."""
    if isinstance(node, dict):
        return {key: _sorted(value, key == "numeric") for key, value in node.items()}
    if isinstance(node, list):
        items = [_sorted(item) for item in node]
        return items if ordered else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return node


def pattern_of(text: str) -> dict:
    return json.loads(text) if text else {}


def shown_settings(settings: dict) -> dict[str, Any]:
    """The settings in the spelling of the options."""
    return {
        **{option: settings[option] for option in FIELDS},
        "event_pattern": pattern_of(settings["event_pattern"]),
        "enabled": settings["state"] != DISABLED,
    }


def rule_result(name: str, bus: str, arn: str, settings: dict) -> dict[str, Any]:
    return {"name": name, "arn": arn, "event_bus_name": bus, **shown_settings(settings)}


def bus_of(params: dict) -> str:
    return params["event_bus_name"] or DEFAULT_BUS
