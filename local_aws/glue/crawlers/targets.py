# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets of a crawler: what AWS refuses, and how it gives them back. Pure."""

from __future__ import annotations

from typing import Any

from local_aws.glue.errors import invalid_input

KINDS = (
    "S3Targets",
    "JdbcTargets",
    "MongoDBTargets",
    "DynamoDBTargets",
    "CatalogTargets",
    "DeltaTargets",
    "IcebergTargets",
    "HudiTargets",
)
WITH_EXCLUSIONS = ("S3Targets", "JdbcTargets", "IcebergTargets", "HudiTargets")
NEED_CONNECTION = ("JdbcTargets", "MongoDBTargets")
METADATA = ("COMMENTS", "RAWTYPES")

type Targets = dict[str, list[dict[str, Any]]]


def complete(targets: dict[str, Any]) -> Targets:
    """All eight lists, empty where there is none, and exclusions as a list: what GetCrawler shows."""
    full: Targets = {}
    for kind in KINDS:
        entries = [dict(entry) for entry in targets.get(kind) or []]
        if kind in WITH_EXCLUSIONS:
            for entry in entries:
                entry.setdefault("Exclusions", [])
        full[kind] = entries
    return full


def kinds_of(targets: Targets) -> list[str]:
    return [kind for kind in KINDS if targets.get(kind)]


def connections_of(targets: Targets) -> list[str]:
    """Every connection that a target names, once, in order."""
    named = (entry.get("ConnectionName") for kind in KINDS for entry in targets[kind])
    return list(dict.fromkeys(name for name in named if name))


def check_targets(targets: Targets, database: str, recrawl: str, policy: dict[str, str]) -> None:
    """Refuses what CreateCrawler and UpdateCrawler refuse about targets and what depends on them."""
    kinds = kinds_of(targets)
    if not kinds:
        # The rule is AWS's, from the reference of CreateCrawler; its wording on AWS was not seen.
        raise invalid_input("At least one crawl target must be specified.")
    if "CatalogTargets" in kinds and len(kinds) > 1:
        raise invalid_input(
            "The crawler cannot have catalog targets mixed with other target types. Specify crawler targets that "
            "include only catalog, or only non-catalog targets"
        )
    if kinds != ["CatalogTargets"] and not database:
        raise invalid_input(
            "You must provide the DatabaseName parameter when you specify a non-catalog targeted crawler."
        )
    _check_entries(targets)
    _check_recrawl(targets, kinds, recrawl, policy)


def _check_entries(targets: Targets) -> None:
    for kind in NEED_CONNECTION:
        for entry in targets[kind]:
            if not entry.get("ConnectionName"):
                raise invalid_input("Connection name cannot be equal to null or empty.")
            if not entry.get("Path"):
                raise invalid_input("Path cannot be equal to null or empty.")
    for entry in targets["DynamoDBTargets"]:
        if not 0.1 <= entry.get("scanRate", 0.5) <= 1.5:
            raise invalid_input("Invalid scan rate value. Valid values are between 0.1 to 1.5")
    for entry in targets["S3Targets"]:
        if entry.get("Path", "").startswith("/"):
            raise invalid_input("Invalid S3 Target Path")


def _check_recrawl(targets: Targets, kinds: list[str], recrawl: str, policy: dict[str, str]) -> None:
    only_s3 = kinds == ["S3Targets"]
    if recrawl == "CRAWL_EVENT_MODE":
        if not only_s3:
            raise invalid_input("Only S3 targets are allowed for event based crawlers.")
        if not any(entry.get("EventQueueArn") for entry in targets["S3Targets"]):
            raise invalid_input("Event queue ARN is required when event crawler is selected.")
    if recrawl == "CRAWL_NEW_FOLDERS_ONLY":
        if {policy["UpdateBehavior"], policy["DeleteBehavior"]} != {"LOG"}:
            raise invalid_input(
                'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior '
                "value and LOG UpdateBehavior value."
            )
        if not only_s3:
            raise invalid_input('RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.')
