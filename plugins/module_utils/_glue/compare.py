# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what AWS returns is what a task asks for. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .._aws.arns import same_role
from .schedule import same_schedule
from .transform import CRAWLER_FACTS
from .transform import without

# What AWS does when a target does not say. The depth is not known: a target that does not say is left alone.
TARGET_DEFAULTS = {"ScanAll": True, "scanAll": True, "WriteManifest": False, "CreateNativeDeltaTable": False}
TARGET_UNKNOWN_DEFAULT = "MaximumTraversalDepth"
FLAGS = {"true": "true", "false": "false"}
# Flags whose absence means false.
PROPERTY_DEFAULTS = {"JDBC_ENFORCE_SSL": "false", "SKIP_CUSTOM_JDBC_CERT_VALIDATION": "false"}
PASSWORD_PROPERTIES = ("PASSWORD", "ENCRYPTED_PASSWORD")


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def covers(current: Any, desired: Any) -> bool:
    """Whether the current value has everything the desired one says. Maps may have more; empty is absent."""
    if is_empty(desired) or desired is False:
        return not current
    if isinstance(desired, dict):
        return isinstance(current, dict) and all(covers(current.get(key), item) for key, item in desired.items())
    return current == desired


def as_set(values: list | None) -> list[str]:
    """A list whose order says nothing."""
    return sorted({json.dumps(value, sort_keys=True) for value in values or []})


def same_set(current: list | None, desired: list | None) -> bool:
    return as_set(current) == as_set(desired)


# Crawlers


def canonical_target(target: dict) -> dict:
    """A target without what AWS fills in, its lists sorted."""
    return {
        key: sorted(set(value)) if isinstance(value, list) else value
        for key, value in target.items()
        if not is_empty(value) and TARGET_DEFAULTS.get(key) != value
    }


def canonical_targets(targets: dict | None) -> dict[str, list[dict]]:
    """All targets, the kinds without any left out, in an order of their own."""
    return {
        kind: sorted((canonical_target(target) for target in items), key=_order)
        for kind, items in (targets or {}).items()
        if items
    }


def _order(target: dict) -> str:
    known = {key: value for key, value in target.items() if key != TARGET_UNKNOWN_DEFAULT}
    return json.dumps(known, sort_keys=True)


def same_targets(current: dict | None, desired: dict | None) -> bool:
    one, other = canonical_targets(current), canonical_targets(desired)
    if one.keys() != other.keys() or any(len(one[kind]) != len(other[kind]) for kind in one):
        return False
    return all(_same_target(a, b) for kind in one for a, b in zip(one[kind], other[kind], strict=True))


def _same_target(current: dict, desired: dict) -> bool:
    if TARGET_UNKNOWN_DEFAULT not in desired:
        current = {key: value for key, value in current.items() if key != TARGET_UNKNOWN_DEFAULT}
    return current == desired


def parse_configuration(text: str | None) -> dict:
    try:
        data = json.loads(text) if text else {}
    except ValueError:
        return {"unreadable": text}
    return data if isinstance(data, dict) else {"unreadable": data}


def same_configuration(current: str | None, desired: str | None) -> bool:
    """As data: 1 is 1.0, and a configuration with nothing but its version is none."""
    one, other = parse_configuration(current), parse_configuration(desired)
    for data in (one, other):
        if data.get("Version") == 1:
            del data["Version"]
    return one == other


def same_catalog_configuration(current: str | None, desired: str | None) -> bool:
    """AWS itself adds Grouping to the configuration of a crawler with catalog targets."""
    one, other = parse_configuration(current), parse_configuration(desired)
    if "Grouping" not in other:
        one.pop("Grouping", None)
    return same_configuration(json.dumps(one), json.dumps(other))


CRAWLER_FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "Role": lambda current, desired: same_role(current or "", desired or ""),
    "Targets": same_targets,
    "Configuration": same_configuration,
    "Schedule": same_schedule,
}


# What a crawler does when its definition does not say.
CRAWLER_DEFAULTS: dict[str, dict] = {
    "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"},
    "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
    "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
}


def crawler_settings(crawler: dict | None) -> dict:
    """A crawler as GetCrawler returns it, in the shape that UpdateCrawler takes."""
    if not crawler:
        return {}
    settings = without(crawler, CRAWLER_FACTS)
    settings["Schedule"] = (crawler.get("Schedule") or {}).get("ScheduleExpression", "")
    for name, default in CRAWLER_DEFAULTS.items():
        settings[name] = {**default, **(crawler.get(name) or {})}
    return settings


def same_crawler_field(name: str, current: dict, desired: dict) -> bool:
    """Compare one setting of a crawler the way it is meant."""
    if name == "Configuration" and current.get("Targets", {}).get("CatalogTargets"):
        return same_catalog_configuration(current.get(name), desired[name])
    return CRAWLER_FIELDS.get(name, covers)(current.get(name), desired[name])


# Connections


def canonical_properties(properties: dict | None) -> dict[str, str]:
    """Properties without flags that say what their absence says, and without passwords."""
    texts = {
        key: FLAGS.get(str(value).casefold(), value)
        for key, value in (properties or {}).items()
        if key not in PASSWORD_PROPERTIES
    }
    return {key: value for key, value in texts.items() if PROPERTY_DEFAULTS.get(key) != value}


def password_differs(current: dict, desired: dict) -> bool | None:
    """Whether the password differs, or None when that cannot be known."""
    if "PASSWORD" not in desired or "PASSWORD" not in current:
        return None
    return current["PASSWORD"] != desired["PASSWORD"]


# Databases


def same_permissions(current: list[dict] | None, desired: list[dict] | None) -> bool:
    return _permission_set(current) == _permission_set(desired)


def _permission_set(permissions: list[dict] | None) -> dict[str, set[str]]:
    """Who may do what, however it is cut into entries."""
    result: dict[str, set[str]] = {}
    for entry in permissions or []:
        principal = entry.get("Principal", {}).get("DataLakePrincipalIdentifier", "")
        result.setdefault(principal, set()).update(entry.get("Permissions", []))
    return {principal: actions for principal, actions in result.items() if actions}
