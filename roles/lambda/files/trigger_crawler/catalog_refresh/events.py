# SPDX-License-Identifier: GPL-3.0-or-later
"""What an event means, whatever sent it.

| sent by                                             | becomes                        |
|-----------------------------------------------------|--------------------------------|
| the database's trigger (`aws_lambda.invoke`)        | Change, with the tables' names |
| the database's log, by a subscription filter        | Change, if DDL is in it        |
| RDS, by the rule for clusters or for instances      | Change                         |
| the redrive playbook, the function itself           | Change, Redrive                |
| Glue, when the crawler changes its state            | Nudge                          |
| the sweep rule, the wake queue                      | Nudge                          |
| anybody else                                        | Unknown                        |

A Nudge says nothing by itself: it is a reason to look at what is pending and at the crawler. So late, doubled,
reordered and lost ones cannot mislead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .filters import Filters
from .log_lines import UnreadableLog
from .log_lines import changes_in

DDL = "datacatalog.ddl"
WAKE = "datacatalog.wake"
SWEEP = "datacatalog.sweep"
REQUEST = "datacatalog.request"
REDRIVE = "datacatalog.redrive"


@dataclass(frozen=True)
class Change:
    """Something changed in the database, or may have."""

    kind: str
    payload: Mapping[str, Any]
    count: int = 1


@dataclass(frozen=True)
class Nudge:
    kind: str


@dataclass(frozen=True)
class Redrive:
    dry_run: bool


@dataclass(frozen=True)
class Ignored:
    """Understood, and nothing to do."""

    kind: str
    reason: str


@dataclass(frozen=True)
class Unknown:
    reason: str


Incoming = Change | Nudge | Redrive | Ignored | Unknown


def understand(event: Any, crawler_name: str, filters: Filters) -> Incoming:
    if not isinstance(event, Mapping):
        return Unknown(f"an event is a JSON object, not {type(event).__name__}")
    if "Records" in event:
        return _message(event["Records"], crawler_name, filters)
    if "awslogs" in event:
        return _log(event["awslogs"], filters)
    source = event.get("source")
    if source == "aws.glue":
        return _glue(event, crawler_name)
    if source == "aws.rds":
        return _rds(event)
    if source == DDL:
        return _ddl(event, filters)
    if source == REQUEST:
        return Change("request", event)
    if source == REDRIVE:
        return Redrive(dry_run=event.get("dry_run") is not False)
    if source in (WAKE, SWEEP):
        return Nudge(str(source).removeprefix("datacatalog."))
    return Unknown(f"no source {source!r} is known")


def _message(records: Any, crawler_name: str, filters: Filters) -> Incoming:
    """The queue's mapping hands over one message at a time."""
    if not isinstance(records, list) or len(records) != 1 or not isinstance(records[0], Mapping):
        return Unknown("a batch of the queue must hold one message")
    try:
        body = json.loads(records[0].get("body", ""))
    except (TypeError, ValueError):
        return Unknown("the message's body is no JSON")
    if isinstance(body, Mapping) and "Records" in body:
        return Unknown("a message of the queue must not hold another one")
    return understand(body, crawler_name, filters)


def _ddl(event: Mapping[str, Any], filters: Filters) -> Incoming:
    changes = event.get("changes")
    if event.get("version") != 1 or not isinstance(changes, list):
        return Unknown(f"version {event.get('version')!r} of the trigger's payload is not known")
    wanted = [change for change in changes if isinstance(change, Mapping) and filters.concerns(change)]
    if changes and not wanted and not event.get("truncated"):
        return Ignored("ddl", "none of the changes concerns a table that is crawled")
    return Change("ddl", event, max(1, len(wanted)))


def _log(envelope: Any, filters: Filters) -> Incoming:
    try:
        found = changes_in(envelope, filters)
    except UnreadableLog as error:
        return Unknown(str(error))
    if not found:
        return Ignored("log", "no DDL that concerns a table that is crawled")
    return Change("log", {"awslogs": envelope}, found)


def _rds(event: Mapping[str, Any]) -> Incoming:
    detail = event.get("detail")
    if not isinstance(detail, Mapping) or not detail.get("SourceIdentifier"):
        return Unknown("an event of RDS names its source in detail.SourceIdentifier")
    return Change("rds", event)


def _glue(event: Mapping[str, Any], crawler_name: str) -> Incoming:
    detail = event.get("detail")
    if event.get("detail-type") != "Glue Crawler State Change" or not isinstance(detail, Mapping):
        return Unknown(f"{event.get('detail-type')!r} of Glue is not known")
    if detail.get("crawlerName") != crawler_name:
        return Ignored("crawler", f"the crawler {detail.get('crawlerName')} is another one")
    if detail.get("state") not in ("Started", "Succeeded", "Failed", "Stopped"):
        return Unknown(f"the crawler's state {detail.get('state')!r} is not known")
    return Nudge("crawler")
