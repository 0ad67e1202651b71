# SPDX-License-Identifier: GPL-3.0-or-later
"""A crawler as it is kept: made from CreateCrawler, changed by UpdateCrawler, shown by GetCrawler. Pure.

A record is what GetCrawler shows plus `Running`, {CrawlId, StartTime} while a crawl is under way.
"""

from __future__ import annotations

from typing import Any

from local_aws.glue.crawlers import switches
from local_aws.glue.crawlers.configuration import ConfigurationError
from local_aws.glue.crawlers.configuration import parse_configuration
from local_aws.glue.crawlers.cron import EXPECTED_FORMAT
from local_aws.glue.crawlers.cron import SHORTEST_GAP_MINUTES
from local_aws.glue.crawlers.cron import CronError
from local_aws.glue.crawlers.cron import parse_cron
from local_aws.glue.crawlers.targets import check_targets
from local_aws.glue.crawlers.targets import complete
from local_aws.glue.errors import invalid_input

type Record = dict[str, Any]

READY = "READY"
RUNNING = "RUNNING"
STOPPING = "STOPPING"
SCHEDULED = "SCHEDULED"
NOT_SCHEDULED = "NOT_SCHEDULED"

POLICIES: dict[str, dict[str, Any]] = {
    "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"},
    "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
    "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
    "LakeFormationConfiguration": {"UseLakeFormationCredentials": False, "AccountId": ""},
}
# Left out of the record when they are empty: UpdateCrawler with "" takes them away.
TEXTS = ("Description", "TablePrefix", "CrawlerSecurityConfiguration", "CatalogId")


def create_record(params: dict[str, Any], now: float) -> Record:
    record: Record = {
        "Name": params["Name"],
        "Classifiers": [],
        "State": READY,
        "CreationTime": now,
        "Version": 0,
        **POLICIES,
    }
    return change_record(record, params, now)


def change_record(record: Record, params: dict[str, Any], now: float) -> Record:
    """The record with the given fields replaced; what is not given stays. Raises GlueError for what AWS refuses."""
    changed = {**record, "Version": record["Version"] + 1, "LastUpdated": now}
    if "Role" in params:
        changed["Role"] = role_name(params["Role"])
    if "Targets" in params:
        changed["Targets"] = complete(params["Targets"])
    for key in ("DatabaseName", "Classifiers"):
        if key in params:
            changed[key] = params[key]
    for key, defaults in POLICIES.items():
        if key in params:
            changed[key] = {**defaults, **params[key]}
    for key in TEXTS:
        _set_or_clear(changed, key, params)
    if "Configuration" in params:
        _set_or_clear(changed, "Configuration", {"Configuration": check_configuration(params["Configuration"])})
    if "Schedule" in params:
        _set_or_clear(changed, "Schedule", {"Schedule": make_schedule(params["Schedule"], record.get("Schedule"))})
    check_targets(
        changed["Targets"],
        changed.get("DatabaseName", ""),
        changed["RecrawlPolicy"]["RecrawlBehavior"],
        changed["SchemaChangePolicy"],
    )
    return changed


def show(record: Record, now: float) -> dict[str, Any]:
    """What GetCrawler answers."""
    shown = {key: value for key, value in record.items() if key != "Running"}
    running = record.get("Running")
    shown["CrawlElapsedTime"] = max(0, int((now - running["StartTime"]) * 1000)) if running else 0
    return shown


def role_name(role: str) -> str:
    """`path/name` of a role given as ARN or as name: AWS gives every crawler's role back like this."""
    return role.partition(":role/")[2] if role.startswith("arn:") else role


def role_arn(account: str, role: str) -> str:
    return f"arn:aws:iam::{account}:role/{role}"


def check_configuration(text: str) -> str:
    """The configuration as it is given back; empty for none."""
    if not text:
        return ""
    try:
        return parse_configuration(text, unknown_keys=switches.unknown_configuration_keys()).text
    except ConfigurationError as error:
        raise invalid_input(str(error)) from error


def make_schedule(expression: str, before: dict[str, str] | None) -> dict[str, str] | None:
    """A schedule that is paused stays paused when its expression changes."""
    if not expression:
        return None
    check_schedule(expression)
    return {"ScheduleExpression": expression, "State": before["State"] if before else SCHEDULED}


def check_schedule(expression: str) -> None:
    try:
        cron = parse_cron(expression)
    except CronError as error:
        raise invalid_input(str(error)) from error
    if cron.shortest_gap() < SHORTEST_GAP_MINUTES and not switches.schedule_every_minute():
        # AWS documents the limit; its wording was not seen.
        raise invalid_input(f"{EXPECTED_FORMAT}. Rates faster than {SHORTEST_GAP_MINUTES} minutes are not supported.")


def _set_or_clear(record: Record, key: str, values: dict[str, Any]) -> None:
    if key in values:
        if values[key]:
            record[key] = values[key]
        else:
            record.pop(key, None)
