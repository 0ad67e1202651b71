# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS refuses, or takes and ignores, told before any call. Pure: raises InvalidOption, yields warnings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._aws.errors import InvalidOption
from .._jdbc.exclusion_lint import lint_exclusion
from .._jdbc.include_path import IncludePath
from .compare import parse_configuration
from .schedule import check_cron
from .suggest import LONGEST_WAIT
from .suggest import require_known
from .suggest import require_length
from .suggest import require_range

CONFIGURATION_KEYS: dict[str, Any] = {
    "Version": None,
    "CrawlerOutput": {
        "Partitions": {"AddOrUpdateBehavior": ["InheritFromTable"]},
        "Tables": {"AddOrUpdateBehavior": ["MergeNewColumns"], "TableThreshold": int},
    },
    "Grouping": {"TableGroupingPolicy": ["CombineCompatibleSchemas"], "TableLevelConfiguration": int},
    "CreatePartitionIndex": bool,
}
S3_ONLY = (
    "CrawlerOutput.Partitions",
    "CrawlerOutput.Tables.AddOrUpdateBehavior",
    "Grouping.TableGroupingPolicy",
    "Grouping.TableLevelConfiguration",
    "CreatePartitionIndex",
)
NEW_KEYS = " For a key that AWS has added since, use raw_crawler_parameters."


def check_options(params: dict, request: dict) -> Iterator[str]:
    """What can be told before any call. The request is what the task asks for, with nothing known of what is there."""
    require_length("name", params["name"], 255, 1)
    require_length("description", params["description"], 2048)
    require_length("table_prefix", params["table_prefix"], 128)
    require_length("security_configuration", params["security_configuration"], 128)
    require_range("wait_timeout", params["wait_timeout"], 1, LONGEST_WAIT)
    require_range("propagation_timeout", params["propagation_timeout"], 0, LONGEST_WAIT)
    check_cron(request.get("Schedule", ""))
    targets = request.get("Targets")
    if targets is not None:
        yield from check_targets(targets)
        if not any(targets.values()):
            raise InvalidOption("targets: at least one target is needed.")
    yield from check_configuration(params["configuration"], _kinds(request))
    if targets is not None and len(given_policies(params)) == len(POLICIES):
        _check_policies(request)


POLICIES = ("update_behavior", "delete_behavior", "recrawl_behavior")


def given_policies(params: dict) -> list[str]:
    """The behaviors that the task says itself: when it says all, nothing that is there can make a difference."""
    told = {**(params["schema_change_policy"] or {}), **(params["recrawl_policy"] or {})}
    return [name for name in POLICIES if told.get(name)]


def check_settings(params: dict, settings: dict, exists: bool) -> Iterator[str]:
    """What depends on what is there. The settings are those that the crawler will have."""
    _check_needed(settings, exists)
    _check_policies(settings)
    if params["schedule_state"] and not settings.get("Schedule"):
        raise InvalidOption(f"schedule_state: {params['schedule_state']} needs a schedule, and the crawler has none.")
    if params["targets"] is None:
        yield from check_configuration(params["configuration"], _kinds(settings))


def _kinds(settings: dict) -> set[str]:
    return {kind for kind, items in settings.get("Targets", {}).items() if items}


def _check_needed(settings: dict, exists: bool) -> None:
    if not exists:
        missing = [option for option, field in (("role", "Role"), ("targets", "Targets")) if not settings.get(field)]
        if missing:
            raise InvalidOption(f"To create a crawler, {' and '.join(missing)} must be set.")
    if not _kinds(settings):
        raise InvalidOption("targets: at least one target is needed.")
    if not settings.get("DatabaseName") and _kinds(settings) != {"CatalogTargets"}:
        raise InvalidOption("database_name: must be set, unless the crawler has catalog_targets only.")


def _check_policies(settings: dict) -> None:
    kinds = _kinds(settings)
    change = settings.get("SchemaChangePolicy", {})
    recrawl = settings.get("RecrawlPolicy", {}).get("RecrawlBehavior")
    if "CatalogTargets" in kinds and len(kinds) > 1:
        raise InvalidOption("targets: catalog_targets cannot be mixed with other kinds.")
    if "CatalogTargets" in kinds and change.get("DeleteBehavior") != "LOG":
        raise InvalidOption("schema_change_policy.delete_behavior: must be LOG for a crawler with catalog_targets.")
    if recrawl == "CRAWL_NEW_FOLDERS_ONLY" and kinds != {"S3Targets"}:
        raise InvalidOption("recrawl_policy.recrawl_behavior: CRAWL_NEW_FOLDERS_ONLY is for s3_targets only.")
    if recrawl == "CRAWL_NEW_FOLDERS_ONLY" and set(change.values()) != {"LOG"}:
        raise InvalidOption(
            "recrawl_policy.recrawl_behavior: CRAWL_NEW_FOLDERS_ONLY needs schema_change_policy with"
            " update_behavior LOG and delete_behavior LOG."
        )
    if recrawl == "CRAWL_EVENT_MODE" and not _has_queue(settings.get("Targets", {})):
        raise InvalidOption(
            "recrawl_policy.recrawl_behavior: CRAWL_EVENT_MODE needs an event_queue_arn in an s3_target or"
            " a catalog_target."
        )


def _has_queue(targets: dict) -> bool:
    return any(target.get("EventQueueArn") for items in targets.values() for target in items)


# Targets


def check_targets(targets: dict) -> Iterator[str]:
    for target in targets.get("JdbcTargets", []):
        yield from _check_jdbc(target)
    for target in targets.get("S3Targets", []):
        require_range("targets.s3_targets.sample_size", target.get("SampleSize"), 1, 249)
    for target in targets.get("DynamoDBTargets", []):
        require_range("targets.dynamodb_targets.scan_rate", target.get("scanRate"), 0.1, 1.5)
    for kind, option in (("IcebergTargets", "iceberg_targets"), ("HudiTargets", "hudi_targets")):
        for target in targets.get(kind, []):
            require_range(f"targets.{option}.maximum_traversal_depth", target.get("MaximumTraversalDepth"), 1, 20)


def _check_jdbc(target: dict) -> Iterator[str]:
    option = "targets.jdbc_targets"
    path = target.get("Path") or ""
    if not target.get("ConnectionName"):
        raise InvalidOption(f"{option}.connection_name: must not be empty.")
    database, *rest = path.split("/")
    if not database or "%" in database:
        raise InvalidOption(f"{option}.path: {path!r} must start with the database's name, % cannot stand for it.")
    if not rest:
        raise InvalidOption(f"{option}.path: {path!r} has no table, write {database}/% or {database}/schema/%.")
    if rest == ["%"]:
        yield (
            f"{option}.path: {path!r} reads every schema that the user can see. For PostgreSQL write one target a"
            f" schema, such as {database}/public/%."
        )
    partial = [part for part in rest if "%" in part and part != "%"]
    if partial:
        yield f"{option}.path: AWS does not document a % inside a name ({partial[0]!r}), it may match nothing."
    yield from _check_exclusions(target, path, IncludePath(database, None if len(rest) == 1 else rest[0]))


def _check_exclusions(target: dict, path: str, parsed: IncludePath) -> Iterator[str]:
    for pattern in target.get("Exclusions") or []:
        error, mismatch, warning = lint_exclusion(pattern, parsed)
        told = f"targets.jdbc_targets.exclusions: {pattern!r} of include path {path!r}"
        if error:
            raise InvalidOption(f"{told} {error}")
        if mismatch and parsed.depth == 2:
            yield f"{told} {mismatch} (That is so for databases with schemas, such as PostgreSQL.)"
        elif mismatch or warning:
            yield f"{told} {mismatch or warning}"


# Configuration


def check_configuration(text: str | None, kinds: set[str]) -> Iterator[str]:
    data = parse_configuration(text)
    if "unreadable" in data:
        raise InvalidOption(f"configuration: {data['unreadable']!r} is not a map, as a dictionary or as JSON text.")
    _check_keys("configuration", data, CONFIGURATION_KEYS)
    version = data.get("Version", 1.0)
    if version not in (1, 1.0, "1", "1.0"):
        raise InvalidOption(f"configuration.Version: {version!r} is not allowed. Allowed is 1.0.")
    if kinds == {"JdbcTargets"}:
        unused = [path for path in S3_ONLY if _has(data, path)]
        if unused:
            yield f"configuration: {', '.join(unused)} is for Amazon S3 and has no effect on JDBC targets."


def _has(data: dict, path: str) -> bool:
    for part in path.split("."):
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _check_keys(option: str, data: Any, known: Any) -> None:
    if isinstance(known, dict):
        if not isinstance(data, dict):
            raise InvalidOption(f"{option}: {data!r} is not a map. Allowed are {', '.join(sorted(known))}.")
        for key, value in data.items():
            require_known(option, key, known, NEW_KEYS)
            _check_keys(f"{option}.{key}", value, known[key])
    elif isinstance(known, list):
        require_known(option, data, known)
    elif known is int and (isinstance(data, bool) or not isinstance(data, int) or data < 1):
        raise InvalidOption(f"{option}: {data!r} is not a whole number of 1 or more.")
    elif known is bool and not isinstance(data, bool):
        raise InvalidOption(f"{option}: {data!r} is not true or false.")
