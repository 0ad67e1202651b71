# SPDX-License-Identifier: GPL-3.0-or-later
"""Crawlers in the store, and the refusals that depend on their state."""

from __future__ import annotations

from local_aws.glue.crawlers import switches
from local_aws.glue.crawlers.definition import READY
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import arn
from local_aws.glue.names import escape
from local_aws.glue.store import Scope

KIND = "crawler"


def find(scope: Scope, name: str) -> Record | None:
    return scope.get(KIND, escape(name))


def get(scope: Scope, name: str) -> Record:
    record = find(scope, name)
    if record is None:
        raise not_found(f"Crawler entry with name {name} does not exist")
    return record


def put(scope: Scope, record: Record) -> None:
    scope.put(KIND, escape(record["Name"]), record)


def crawler_arn(scope: Scope, name: str) -> str:
    return arn(scope.region, scope.account, "crawler", name)


def refuse_update_while_busy(record: Record) -> None:
    """AWS has two wordings for an update; which one comes when is not known, so it is a switch."""
    if record["State"] == READY:
        return
    if switches.busy_as_invalid_input():
        raise invalid_input(
            "Cannot update Crawler while running. Please stop crawl or wait until it completes to update."
        )
    raise GlueError("CrawlerRunningException", f"Crawler with name {record['Name']} has already started")


def refuse_deletion_while_busy(record: Record) -> None:
    if record["State"] != READY:
        raise GlueError("CrawlerRunningException", f"Cannot delete crawler {record['Name']} while it's running")


def refuse_start_while_busy(record: Record) -> None:
    if record["State"] != READY:
        raise GlueError("CrawlerRunningException", f"Crawler with name {record['Name']} has already started")
