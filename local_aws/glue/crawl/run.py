# SPDX-License-Identifier: GPL-3.0-or-later
"""One crawl, from the role to the summary."""

from __future__ import annotations

import json
import time
from functools import partial
from itertools import groupby

import psycopg

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceTable
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.query import psycopg_query

from local_aws.context import RoleNotAssumable
from local_aws.glue.catalog.connections import get_connection
from local_aws.glue.catalog.lookup import require_database
from local_aws.glue.crawl.access import Access
from local_aws.glue.crawl.apply import apply_plan
from local_aws.glue.crawl.apply import glue_error
from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.database import explain_query
from local_aws.glue.crawl.database import interruptible
from local_aws.glue.crawl.discovery import Found
from local_aws.glue.crawl.discovery import Target
from local_aws.glue.crawl.discovery import Warn
from local_aws.glue.crawl.discovery import include_path_of
from local_aws.glue.crawl.discovery import make_inputs
from local_aws.glue.crawl.discovery import read_source
from local_aws.glue.crawl.discovery import select
from local_aws.glue.crawl.failure import CrawlCancelled
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.login import login
from local_aws.glue.crawl.logs import BENCHMARK
from local_aws.glue.crawl.logs import ERROR
from local_aws.glue.crawl.logs import INFO
from local_aws.glue.crawl.logs import WARN
from local_aws.glue.crawl.logs import CrawlLog
from local_aws.glue.crawl.plan import Plan
from local_aws.glue.crawl.plan import make_plan
from local_aws.glue.crawl.source import Connection
from local_aws.glue.crawlers.configuration import parse_configuration
from local_aws.glue.crawlers.job import INTERNAL_ERROR
from local_aws.glue.crawlers.job import Changes
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.crawlers.roles import NOT_ASSUMABLE
from local_aws.glue.crawlers.roles import SESSION_NAME
from local_aws.glue.crawlers.targets import kinds_of
from local_aws.glue.errors import GlueError
from local_aws.glue.names import database_key

ONLY_JDBC = "The embedded AWS crawls JDBC targets only; this crawler has {kinds}"


def crawl(job: Job) -> Outcome:
    """What a crawl may run into is an outcome; only an error of our own is raised."""
    changes = Changes()
    try:
        access = _assume_role(job)
    except CrawlFailed as failure:
        return Outcome("FAILED", changes, str(failure))
    log = CrawlLog(access.clients, job.log_group, job.name, job.crawl_id)
    log.line(BENCHMARK, f"Running Start Crawl for Crawler {job.name}")
    log.flush()
    try:
        return _crawl(job, access, log, changes)
    except CrawlCancelled:
        log.line(INFO, "The crawl was stopped")
        return Outcome("CANCELLED", changes)
    except CrawlFailed as failure:
        log.line(ERROR, str(failure))
        return Outcome("FAILED", changes, str(failure))
    except Exception:
        log.line(ERROR, INTERNAL_ERROR)
        raise
    finally:
        _log_end(log, changes)
        log.flush()


def _assume_role(job: Job) -> Access:
    try:
        session = job.context.assume_service_role(job.role_arn, source_arn=job.arn, session_name=SESSION_NAME)
    except RoleNotAssumable as error:
        raise CrawlFailed(NOT_ASSUMABLE) from error
    clients = Clients(job.scope.region, job.context.endpoint_url, session)
    return Access(job.scope, job.context, clients, job.crawler["Role"])


def _crawl(job: Job, access: Access, log: CrawlLog, changes: Changes) -> Outcome:
    targets = job.crawler["Targets"]
    if kinds_of(targets) != ["JdbcTargets"]:
        raise CrawlFailed(ONLY_JDBC.format(kinds=", ".join(kinds_of(targets))))
    _check_catalog_database(job, access)
    warnings: list[str] = []

    def warn(text: str) -> None:
        warnings.append(text)
        log.line(WARN, text)

    found = _discover(job, access, warn)
    log.line(BENCHMARK, f"Classification complete, writing results to database {job.database}")
    _log_policy(job, log)
    _check_threshold(job, found, log)
    plan = _plan(job, found, access)
    apply_plan(job, plan, access, log, changes)
    log.line(BENCHMARK, "Finished writing to Catalog")
    return Outcome("SUCCEEDED", changes, warning="; ".join(warnings))


def _check_catalog_database(job: Job, access: Access) -> None:
    access.require_database(job.database)
    try:
        require_database(job.scope, job.database)
    except GlueError as error:
        raise CrawlFailed(glue_error(error)) from error


def _discover(job: Job, access: Access, warn: Warn) -> Found:
    """One login a connection, however many targets use it."""
    by_connection = sorted(job.crawler["Targets"]["JdbcTargets"], key=lambda target: target["ConnectionName"])
    wanted = []
    for name, group in groupby(by_connection, key=lambda target: target["ConnectionName"]):
        targets = list(group)
        access.require_connection(name)
        connection = _connection(job, name)
        tables = interruptible(partial(_read, job, connection, targets, access), job.cancelled)
        wanted += select(tables, targets)
    return make_inputs(wanted, crawler=job.name, prefix=job.crawler.get("TablePrefix", ""), warn=warn)


def _connection(job: Job, name: str) -> Connection:
    try:
        return get_connection(job.scope, name)
    except GlueError as error:
        raise CrawlFailed(glue_error(error)) from error


def _read(job: Job, connection: Connection, targets: list[Target], access: Access) -> list[SourceTable]:
    database = include_path_of(targets[0]).database
    with login(connection, access, f"crawler {job.name}", database) as session:
        try:
            return read_source(psycopg_query(session), targets)
        except psycopg.Error as error:
            raise CrawlFailed(explain_query(error)) from error


def _check_threshold(job: Job, found: Found, log: CrawlLog) -> None:
    text = job.crawler.get("Configuration")
    threshold = parse_configuration(text, unknown_keys=True).table_threshold if text else None
    count = len(found.inputs) + len(found.collided)
    if threshold is not None and count > threshold:
        log.line(INFO, f"Table Threshold value = {threshold}, Tables detected - {count}")
        raise CrawlFailed(
            f"The number of tables detected by crawler: {count} is greater than the table threshold value provided: "
            f"{threshold}. Failing crawler without writing to Data Catalog."
        )


def _plan(job: Job, found: Found, access: Access) -> Plan:
    prefix = f"{database_key(job.database)}/"
    existing = {table["Name"]: table for table in job.scope.values("table", prefix)}
    access.require_tables("glue:GetTable", job.database, found.inputs)
    return make_plan(
        found.inputs,
        existing,
        crawler=job.name,
        policy=job.crawler["SchemaChangePolicy"],
        now_ms=int(time.time() * 1000),
        present=found.collided,
    )


def _log_policy(job: Job, log: CrawlLog) -> None:
    policy = json.dumps(job.crawler["SchemaChangePolicy"], indent=4)
    configuration = job.crawler.get("Configuration")
    if not configuration:
        log.line(INFO, f"Crawler configured with SchemaChangePolicy \n{policy}\n.")
        return
    pretty = json.dumps(json.loads(configuration), indent=4)
    log.line(
        INFO,
        f"Crawler configured with Configuration \n{pretty}\n and SchemaChangePolicy \n{policy}\n. Note that values in "
        "the Configuration override values in the SchemaChangePolicy for S3 Targets.",
    )


def _log_end(log: CrawlLog, changes: Changes) -> None:
    kinds = changes.by_kind()
    if kinds:
        log.line(INFO, "Run Summary For TABLE:")
        for kind, names in kinds.items():
            log.line(INFO, f"{kind}: {len(names)}")
    log.line(BENCHMARK, "Crawler has finished running and is in state READY")
