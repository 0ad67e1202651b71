# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawler should be, and how that differs from what it is. Pure."""

from __future__ import annotations

import json

from .._aws.diff import Comparison
from .compare import CRAWLER_DEFAULTS
from .compare import parse_configuration
from .compare import same_crawler_field
from .transform import given
from .transform import targets_from_api
from .transform import targets_to_api

PLAIN_FIELDS = {
    "role": "Role",
    "database_name": "DatabaseName",
    "description": "Description",
    "table_prefix": "TablePrefix",
    "classifiers": "Classifiers",
    "security_configuration": "CrawlerSecurityConfiguration",
}
# Groups of settings, of which a task may give a part.
GROUPS = {
    "schema_change_policy": (
        "SchemaChangePolicy",
        {"update_behavior": "UpdateBehavior", "delete_behavior": "DeleteBehavior"},
    ),
    "recrawl_policy": ("RecrawlPolicy", {"recrawl_behavior": "RecrawlBehavior"}),
    "lineage_configuration": ("LineageConfiguration", {"crawler_lineage_settings": "CrawlerLineageSettings"}),
    "lake_formation_configuration": (
        "LakeFormationConfiguration",
        {"use_lake_formation_credentials": "UseLakeFormationCredentials", "account_id": "AccountId"},
    ),
}
OPTION_OF = {
    **{field: option for option, field in PLAIN_FIELDS.items()},
    **{field: option for option, (field, _names) in GROUPS.items()},
    "Targets": "targets",
    "Configuration": "configuration",
    "Schedule": "schedule",
}


def configuration_text(text: str) -> str:
    """The configuration as AWS takes it: JSON text with its version as a number. Nothing but a version is nothing."""
    data = parse_configuration(text)
    if not data:
        return ""
    return json.dumps({**data, "Version": 1.0}, separators=(",", ":"))


def crawler_request(params: dict, schedule: str | None, settings: dict) -> dict:
    """What the task asks for, in the shape of UpdateCrawler, with groups completed from what is there."""
    request = given(params, PLAIN_FIELDS)
    for option, (field, names) in GROUPS.items():
        part = given(params[option], names)
        if part:
            request[field] = {**(settings.get(field) or CRAWLER_DEFAULTS.get(field, {})), **part}
    if params["targets"] is not None:
        request["Targets"] = targets_to_api(params["targets"])
    if params["configuration"] is not None and "unreadable" not in parse_configuration(params["configuration"]):
        request["Configuration"] = configuration_text(params["configuration"])
    if schedule is not None:
        request["Schedule"] = schedule
    return _overlaid(request, params["raw_crawler_parameters"] or {})


def _overlaid(base: dict, over: dict) -> dict:
    """Maps are merged at every depth, anything else is replaced."""
    merged = {
        key: _overlaid(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in over.items()
    }
    return {**base, **merged}


def wanted_settings(settings: dict, request: dict) -> dict:
    """The settings that the crawler will have."""
    return {**{field: dict(default) for field, default in CRAWLER_DEFAULTS.items()}, **settings, **request}


def compare_crawlers(exists: bool, settings: dict, request: dict, name: str) -> Comparison:
    """Every setting of the request that differs, in the spelling of the options."""
    comparison = Comparison()
    if not exists:
        comparison.record("name", after=name)
    for field, value in request.items():
        # A new crawler gets everything that is not empty.
        same = not value if not exists else same_crawler_field(field, settings, request)
        if not same:
            comparison.record(OPTION_OF.get(field, field), shown(field, settings.get(field)), shown(field, value))
    return comparison


def shown(field: str, value: object) -> object:
    """A setting as a person reads it in a diff."""
    if value in (None, "", [], {}):
        return None
    if field == "Targets" and isinstance(value, dict):
        return targets_from_api(value) or None
    if field == "Configuration" and isinstance(value, str):
        return parse_configuration(value)
    option = OPTION_OF.get(field, "")
    if option in GROUPS and isinstance(value, dict):
        names = {api: name for name, api in GROUPS[option][1].items()}
        return {names.get(key, key): item for key, item in value.items()}
    return value


def update_request(settings: dict, request: dict) -> dict:
    """What to send: kinds of targets that are no longer wanted go as empty lists, so that they are removed."""
    if "Targets" not in request:
        return request
    dropped: dict[str, list] = {kind: [] for kind, items in settings.get("Targets", {}).items() if items}
    return {**request, "Targets": {**dropped, **request["Targets"]}}


def create_request(request: dict) -> dict:
    """What to send: an empty value clears, and there is nothing to clear yet."""
    return {field: value for field, value in request.items() if value not in ("", [], {}, None)}
