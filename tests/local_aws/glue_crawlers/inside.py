# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawlers without an embedded AWS around them: a store, a context that remembers, crawls that wait."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from typing import Any

from local_aws.glue.crawlers import records
from local_aws.glue.crawlers.definition import create_record
from local_aws.glue.crawlers.job import Job
from local_aws.glue.crawlers.job import Outcome
from local_aws.glue.store import Scope
from local_aws.glue.store import Store

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC).timestamp()


@dataclass
class Context:
    """The rest of the embedded AWS, as far as a schedule needs it."""

    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    scopes: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False

    def in_scope(self, account: str, region: str) -> Any:
        self.scopes.append((account, region))
        return nullcontext()

    def put_event(self, source: str, detail_type: str, detail: dict[str, Any], resources: Any = ()) -> None:
        if self.down:
            raise RuntimeError("not up")
        self.told.append((detail_type, detail))

    def of_kind(self, detail_type: str) -> list[dict[str, Any]]:
        return [detail for kind, detail in self.told if kind == detail_type]


@dataclass
class Service:
    store: Store = field(default_factory=Store)
    context: Context = field(default_factory=Context)


class Crawls:
    """Stands for the crawl: each runs until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = threading.Event()

    def __call__(self, job: Job) -> Outcome:
        self.begun.append(job.name)
        self.go.wait(20)
        return Outcome("SUCCEEDED")


def keep(scope: Scope, name: str, schedule: str, state: str = "SCHEDULED") -> None:
    targets = {"JdbcTargets": [{"ConnectionName": "c", "Path": "d/s/%"}]}
    params = {"Name": name, "Role": "r", "DatabaseName": "d", "Targets": targets, "Schedule": schedule}
    record = create_record(params, MIDNIGHT)
    record["Schedule"]["State"] = state
    records.put(scope, record)
