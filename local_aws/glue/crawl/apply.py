# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a plan into the catalog with the functions that serve the API, so versions and rules are the same."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from itertools import batched

from local_aws.glue.catalog.tables import create_table
from local_aws.glue.catalog.tables import delete_table
from local_aws.glue.catalog.tables import update_table
from local_aws.glue.crawl.access import Access
from local_aws.glue.crawl.failure import CrawlCancelled
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.logs import INFO
from local_aws.glue.crawl.logs import CrawlLog
from local_aws.glue.crawl.plan import Plan
from local_aws.glue.crawl.plan import Table
from local_aws.glue.crawlers.job import Changes
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.roles import SESSION_NAME
from local_aws.glue.errors import GlueError

# Tables written before requests get their turn again.
BATCH = 50


def apply_plan(job: Job, plan: Plan, access: Access, log: CrawlLog, changes: Changes) -> None:
    """What is already written when it is cancelled or fails stays written, as on AWS."""
    database = job.database
    access.require_tables("glue:CreateTable", database, [table["Name"] for table in plan.create])
    updated = [table["Name"] for table in [*plan.update, *plan.deprecate]]
    access.require_tables("glue:UpdateTable", database, updated)
    access.require_tables("glue:DeleteTable", database, plan.delete)

    def create(table: Table) -> None:
        create_table(job.scope, database, table, _author(job))
        changes.added.append(table["Name"])
        log.line(INFO, f"Created table {table['Name']} in database {database}")

    def update(table: Table) -> None:
        update_table(job.scope, database, table)
        changes.updated.append(table["Name"])
        log.line(INFO, f"Updated table {table['Name']} in database {database}")

    def deprecate(table: Table) -> None:
        update_table(job.scope, database, table)
        changes.updated.append(table["Name"])
        log.line(INFO, _no_schema(table["Name"], "marked deprecated"))

    def delete(name: str) -> None:
        delete_table(job.scope, database, name)
        changes.deleted.append(name)
        log.line(INFO, f"Deleted table {name} from database {database}")

    _each(job, plan.create, create)
    _each(job, plan.update, update)
    _each(job, plan.deprecate, deprecate)
    _each(job, plan.delete, delete)
    for name in plan.ignored_updates:
        log.line(INFO, f"Table {name} has changed and is not updated: UpdateBehavior is LOG")
    for name in plan.ignored_deletions:
        log.line(INFO, _no_schema(name, "not deleted"))


def _each[T](job: Job, items: Iterable[T], write: Callable[[T], None]) -> None:
    for batch in batched(items, BATCH):
        if job.cancelled.is_set():
            raise CrawlCancelled
        with job.scope.lock:
            for item in batch:
                try:
                    write(item)
                except GlueError as error:
                    raise CrawlFailed(glue_error(error)) from error


def _no_schema(name: str, what: str) -> str:
    return f"Table {name} is {what} because a matching schema was not found at the table's location."


def glue_error(error: GlueError) -> str:
    return f"{error.message} (Service: AWSGlue; Status Code: {error.status}; Error Code: {error.code})"


def _author(job: Job) -> str:
    """CreatedBy of the tables: the session that the crawl works in."""
    role = job.crawler["Role"].rpartition("/")[2]
    return f"arn:aws:sts::{job.scope.account}:assumed-role/{role}/{SESSION_NAME}"
