# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a trail records: selectors of a task as AWS takes them, and whether two lists of them select the same. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from .._glue.suggest import require_known
from .._glue.suggest import require_length
from .errors import InvalidOption

BASIC = "EventSelectors"
ADVANCED = "AdvancedEventSelectors"
INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")

# Limits and words of the CloudTrail user guide and API reference.
MOST_BASIC = 5
MOST_DATA_RESOURCES = 250
MOST_CONDITIONS = 500
READ_WRITE = ("All", "ReadOnly", "WriteOnly")
DATA_RESOURCES = ("AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object")
CATEGORIES = ("Data", "Management", "NetworkActivity")
OPERATORS = {
    "equals": "Equals",
    "not_equals": "NotEquals",
    "starts_with": "StartsWith",
    "not_starts_with": "NotStartsWith",
    "ends_with": "EndsWith",
    "not_ends_with": "NotEndsWith",
}

# What AWS gives a new trail: all management events, no data event.
DEFAULT = [
    {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}
]
_TRAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]|arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail/.+")

Selector = dict[str, Any]


def check_trail(trail: str) -> None:
    if not _TRAIL.fullmatch(trail):
        raise InvalidOption(
            f"trail: {trail!r} is given, the ARN or the name of a trail is allowed: 3 to 128 letters, digits, '.', '_' "
            "and '-', a letter or digit at both ends."
        )


def basic(options: list[Selector]) -> list[Selector]:
    """The option event_selectors, checked, in AWS's spelling. None of them means what AWS gives a new trail."""
    if len(options) > MOST_BASIC:
        raise InvalidOption(f"event_selectors: {len(options)} are given, {MOST_BASIC} are allowed.")
    resources = sum(len(item["values"]) for option in options for item in option["data_resources"] or [])
    if resources > MOST_DATA_RESOURCES:
        raise InvalidOption(
            f"event_selectors: {resources} values of data_resources are given, {MOST_DATA_RESOURCES} are allowed in "
            "all. Use advanced_event_selectors, which match beginnings."
        )
    return [_basic(f"event_selectors[{number}]", option) for number, option in enumerate(options)] or DEFAULT


def _basic(where: str, option: Selector) -> Selector:
    for number, resource in enumerate(option["data_resources"] or []):
        place = f"{where}.data_resources[{number}]"
        require_known(f"{place}.type", resource["type"], DATA_RESOURCES, " Other types take advanced_event_selectors.")
        if not resource["values"]:
            raise InvalidOption(f"{place}.values: is empty, at least one ARN or its beginning is allowed.")
    return {
        "ReadWriteType": option["read_write_type"],
        "IncludeManagementEvents": option["include_management_events"],
        "DataResources": [{"Type": item["type"], "Values": item["values"]} for item in option["data_resources"] or []],
        "ExcludeManagementEventSources": option["exclude_management_event_sources"] or [],
    }


def advanced(options: list[Selector]) -> list[Selector]:
    """The option advanced_event_selectors, checked, in AWS's spelling."""
    found = [_advanced(f"advanced_event_selectors[{number}]", option) for number, option in enumerate(options)]
    conditions = sum(
        len(values) for item in found for field in item["FieldSelectors"] for values in _conditions(field).values()
    )
    if conditions > MOST_CONDITIONS:
        raise InvalidOption(
            f"advanced_event_selectors: {conditions} values are given, {MOST_CONDITIONS} are allowed in all."
        )
    return found


def _advanced(where: str, option: Selector) -> Selector:
    require_length(f"{where}.name", option["name"], 1000)
    fields = [
        _field(f"{where}.field_selectors[{number}]", field) for number, field in enumerate(option["field_selectors"])
    ]
    by_name = {field["Field"]: field for field in fields}
    if len(by_name) != len(fields):
        raise InvalidOption(f"{where}.field_selectors: a field is given twice. Put its conditions into one.")
    category = by_name.get("eventCategory", {}).get("Equals") or []
    if len(category) != 1:
        raise InvalidOption(f"{where}: needs the field eventCategory with equals and one of {', '.join(CATEGORIES)}.")
    require_known(f"{where}: eventCategory", category[0], CATEGORIES)
    if category[0] == "Data" and len(by_name.get("resources.type", {}).get("Equals") or []) != 1:
        raise InvalidOption(f"{where}: data events need the field resources.type with equals and one type.")
    return {**({"Name": option["name"]} if option["name"] else {}), "FieldSelectors": fields}


def _field(where: str, option: Selector) -> Selector:
    conditions = {OPERATORS[name]: option[name] for name in OPERATORS if option[name]}
    if not conditions:
        raise InvalidOption(f"{where}: {option['field']} has no condition. Allowed are {', '.join(OPERATORS)}.")
    return {"Field": option["field"], **conditions}


def _conditions(field: Selector) -> dict[str, list[str]]:
    return {name: values for name, values in field.items() if name != "Field"}


def insights(options: list[str]) -> list[Selector]:
    return [{"InsightType": kind} for kind in sorted(set(options))]


def selected(answer: dict[str, Any]) -> tuple[str, list[Selector]]:
    """The kind and the selectors that AWS reports. A trail that reports none has what AWS gives a new one."""
    if answer.get(ADVANCED):
        return ADVANCED, answer[ADVANCED]
    return BASIC, answer.get(BASIC) or DEFAULT


def same(one: tuple[str, list[Selector]], other: tuple[str, list[Selector]]) -> bool:
    """Selectors are alternatives, and so are their values: order says nothing."""
    return one[0] == other[0] and _canonical(one[1]) == _canonical(other[1])


def _canonical(selectors: list[Selector]) -> list[str]:
    return sorted(json.dumps(_sorted({**_defaults(selector), **selector}), sort_keys=True) for selector in selectors)


def _defaults(selector: Selector) -> Selector:
    return {} if "FieldSelectors" in selector else DEFAULT[0]


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
