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
from .hints import did_you_mean

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
EXCLUDABLE = ("kms.amazonaws.com", "rdsdata.amazonaws.com")
# A field that is not here is left to AWS, unless it looks like one of these misspelt.
FIELDS = (
    "errorCode",
    "eventCategory",
    "eventName",
    "eventSource",
    "eventType",
    "readOnly",
    "resources.ARN",
    "resources.type",
    "sessionCredentialFromConsole",
    "userIdentity.arn",
    "vpcEndpointId",
)
# These take equals, and one value, alone.
PLAIN_FIELDS = {"eventCategory": CATEGORIES, "readOnly": ("false", "true"), "resources.type": ()}
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
    for source in option["exclude_management_event_sources"] or []:
        require_known(f"{where}.exclude_management_event_sources", source, EXCLUDABLE)
    if not option["include_management_events"]:
        if option["exclude_management_event_sources"]:
            raise InvalidOption(
                f"{where}.exclude_management_event_sources: has no meaning with include_management_events false."
            )
        if not option["data_resources"]:
            raise InvalidOption(
                f"{where}: records nothing. Set include_management_events to true, or give data_resources."
            )
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
    category = (by_name.get("eventCategory", {}).get("Equals") or [""])[0]
    if not category:
        raise InvalidOption(f"{where}: needs the field eventCategory with equals and one of {', '.join(CATEGORIES)}.")
    if category == "Data" and "resources.type" not in by_name:
        raise InvalidOption(f"{where}: data events need the field resources.type with equals and one type.")
    if category == "NetworkActivity" and "eventSource" not in by_name:
        raise InvalidOption(f"{where}: network activity needs the field eventSource with equals and one service.")
    return {**({"Name": option["name"]} if option["name"] else {}), "FieldSelectors": fields}


def _field(where: str, option: Selector) -> Selector:
    name = option["field"]
    if did_you_mean(name, FIELDS):
        require_known(f"{where}.field", name, FIELDS)
    conditions = {OPERATORS[name]: option[name] for name in OPERATORS if option[name]}
    if not conditions:
        raise InvalidOption(f"{where}: {name} has no condition. Allowed are {', '.join(OPERATORS)}.")
    if name in PLAIN_FIELDS:
        if list(conditions) != ["Equals"] or len(conditions["Equals"]) != 1:
            raise InvalidOption(f"{where}: {conditions} is given for {name}, equals with one value is allowed.")
        if PLAIN_FIELDS[name]:
            require_known(f"{where}: {name}", conditions["Equals"][0], PLAIN_FIELDS[name])
    return {"Field": name, **conditions}


def _conditions(field: Selector) -> dict[str, list[str]]:
    return {name: values for name, values in field.items() if name != "Field"}


def insights(kinds: list[str], found: list[Selector]) -> list[Selector]:
    """The insights to put. One that is there already keeps the categories of events that it looks at."""
    known = {item["InsightType"]: item for item in found}
    return [known.get(kind, {"InsightType": kind}) for kind in kinds]


def looks_in_vain(kinds: list[str], chosen: tuple[str, list[Selector]]) -> bool:
    """Insights are found in the events that a trail records; without management events most find nothing."""
    return bool(kinds) and not any(
        selector.get("IncludeManagementEvents")
        or any(
            field["Field"] == "eventCategory" and field.get("Equals") == ["Management"]
            for field in selector.get("FieldSelectors") or []
        )
        for selector in chosen[1]
    )


def selected(answer: dict[str, Any]) -> tuple[str, list[Selector]]:
    """The kind and the selectors that AWS reports. A trail that reports none has what AWS gives a new one."""
    if answer.get(ADVANCED):
        return ADVANCED, answer[ADVANCED]
    return BASIC, [{**DEFAULT[0], **item} for item in answer.get(BASIC) or DEFAULT]


def same(one: tuple[str, list[Selector]], other: tuple[str, list[Selector]]) -> bool:
    """Selectors are alternatives, and so are their values: order says nothing."""
    return one[0] == other[0] and _canonical(one[1]) == _canonical(other[1])


def _canonical(selectors: list[Selector]) -> list[str]:
    return sorted(json.dumps(_sorted(selector), sort_keys=True) for selector in selectors)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
