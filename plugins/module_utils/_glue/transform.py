# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between what a task says, what the API takes, and what a task gets back. Pure."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .target_spec import TARGETS_SPEC

# Keys of GetCrawler that are not settings.
CRAWLER_FACTS = ("CrawlElapsedTime", "CreationTime", "LastCrawl", "LastUpdated", "State", "Version", "CatalogId")
CONNECTION_FACTS = (
    "CompatibleComputeEnvironments",
    "ConnectionSchemaVersion",
    "CreationTime",
    "LastConnectionValidationTime",
    "LastUpdatedBy",
    "LastUpdatedTime",
    "Status",
    "StatusReason",
)
DATABASE_FACTS = ("CatalogId", "CreateTime")


def as_text(value: Any) -> str:
    """Maps of strings in AWS: true is "true", 13 is "13", and data is JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), sort_keys=True)
    return "" if value is None else str(value)


def plain(value: Any) -> Any:
    """Times as text, so that a result can be written as JSON."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def without(settings: dict, keys: tuple[str, ...]) -> dict:
    return {key: value for key, value in settings.items() if key not in keys}


def given(options: dict | None, names: dict[str, str]) -> dict:
    """The options that are set, under their API names."""
    return {api: (options or {})[name] for name, api in names.items() if (options or {}).get(name) is not None}


def targets_to_api(targets: dict) -> dict[str, list[dict]]:
    """The kinds of targets that a task has, in the API's spelling."""
    return {
        kind["aliases"][0]: [_target_to_api(target, kind["options"]) for target in targets[name]]
        for name, kind in TARGETS_SPEC.items()
        if targets.get(name)
    }


def _target_to_api(target: dict, options: dict) -> dict:
    return {
        option["aliases"][0]: target[name] for name, option in options.items() if target.get(name) not in (None, [])
    }


def targets_from_api(targets: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The kinds of targets that a crawler has, in the spelling of the options."""
    names = {kind["aliases"][0]: name for name, kind in TARGETS_SPEC.items()}
    return {
        names.get(kind, kind): [camel_dict_to_snake_dict(target) for target in items]
        for kind, items in targets.items()
        if items
    }


def crawler_result(crawler: dict | None, schedule: dict) -> dict:
    """What the module returns: its own shape, and that of community.aws beside it."""
    if not crawler:
        return {"crawler": {}, "schedule": {}}
    facts = plain(crawler)
    flat = camel_dict_to_snake_dict(facts, ignore_list=["SchemaChangePolicy", "RecrawlPolicy", "Targets", "Tags"])
    own = camel_dict_to_snake_dict(without(facts, ("Targets", "Schedule")), ignore_list=["Tags"])
    own["targets"] = targets_from_api(facts.get("Targets", {}))
    return {**flat, "crawler": own, "schedule": schedule}


def connection_result(connection: dict | None) -> dict:
    """What the module returns: its own shape, and that of community.aws beside it."""
    if not connection:
        return {"connection": {}}
    own = camel_dict_to_snake_dict(
        plain(connection),
        ignore_list=["ConnectionProperties", "SparkProperties", "AthenaProperties", "PythonProperties", "Tags"],
    )
    flat = {key: value for key, value in own.items() if key not in ("connection_properties", "tags", "arn")}
    return {**flat, "raw_connection_properties": own.get("connection_properties", {}), "connection": own}


def database_result(database: dict | None) -> dict:
    if not database:
        return {}
    result = camel_dict_to_snake_dict(plain(database), ignore_list=["Parameters", "Tags"])
    result["parameters"] = database.get("Parameters") or {}
    if "CreateTableDefaultPermissions" in database:
        result["create_table_default_permissions"] = permissions_from_api(database["CreateTableDefaultPermissions"])
    return result


def permissions_to_api(permissions: list[dict]) -> list[dict]:
    return [
        {"Principal": {"DataLakePrincipalIdentifier": entry["principal"]}, "Permissions": entry["permissions"]}
        for entry in permissions
    ]


def permissions_from_api(permissions: list[dict]) -> list[dict]:
    return [
        {
            "principal": entry.get("Principal", {}).get("DataLakePrincipalIdentifier", ""),
            "permissions": entry.get("Permissions", []),
        }
        for entry in permissions
    ]


def table_result(table: dict) -> dict:
    """A table with the keys of its parameters, and of its columns' parameters, as they are."""
    return camel_dict_to_snake_dict(plain(table), ignore_list=["Parameters"])
