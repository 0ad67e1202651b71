# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undoes crawls: reads, plans, writes, and reads back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from functools import partial
from typing import Any

from .._aws.errors import GlueError
from .._aws.errors import InvalidOption
from .._glue import api
from .._glue.crawl import databases_of
from .._glue.waiters import wait_until_ready
from .._snapshot.compare import Comparer
from .._snapshot.manifest import Manifest
from .._snapshot.parts import read_records
from .._snapshot.records import Record
from .._snapshot.restore import Restore
from .._snapshot.session import opened
from .._snapshot.shapes import Shapes
from .._snapshot.source import Extent
from .._snapshot.survey import complete_by
from .._snapshot.survey import read_all
from .undo_plan import Crawls
from .undo_plan import Known
from .undo_plan import Table
from .undo_plan import UndoPlan
from .undo_plan import crawls_since
from .undo_plan import make_plan


@dataclass
class Undo:
    """One crawler, the crawls that are undone, and what that takes."""

    client: Any
    make_clients: Any
    crawler: dict
    crawls: Crawls
    location: str | None
    plan: UndoPlan = field(default_factory=UndoPlan)
    manifest: Manifest | None = None

    def __post_init__(self) -> None:
        shapes = Shapes(self.client)
        self._comparer = Comparer(shapes)
        self._accepted = shapes.to_send("UpdateTable", "TableInput")
        self._present: dict[str, Table] = {}

    def make_plan(self, overwrite: bool) -> UndoPlan:
        self._present = self._read()
        kept = self._read_snapshot()
        self.plan = make_plan(self.crawls, Known(self._present, self._versions, kept, self._same), overwrite)
        return self.plan

    def apply(self) -> None:
        """Raises when the tables are not, when they are read again, as they were."""
        for name, before in self.plan.revert.items():
            database, table = name.split(".", 1)
            api.update_table(self.client, database, table, self._accepted(before), self._present[name].get("VersionId"))
        for name in self.plan.remove:
            database, table = name.split(".", 1)
            api.delete_table(self.client, database, table)
        if self.plan.restore:
            with self._restoring() as restore:
                restore.apply()
        self._check()

    def _read(self) -> dict[str, Table]:
        return {
            f"{database}.{table['Name']}": table
            for database in databases_of(self.crawler)
            for table in api.get_tables(self.client, database)
        }

    def _versions(self, name: str) -> list[Table]:
        database, table = name.split(".", 1)
        return api.get_table_versions(self.client, database, table)

    def _same(self, one: Table, other: Table) -> bool:
        body = partial(Record, "table", (one.get("DatabaseName", ""), one["Name"]))
        return self._comparer.body(body(one)) == self._comparer.body(body(other))

    def _read_snapshot(self) -> dict[str, str]:
        """The tables of the newest snapshot from before the crawl, and by which crawler each was written."""
        if self.location is None:
            return {}
        databases = set(databases_of(self.crawler))
        with opened(self.make_clients, self.location, Extent()) as (_source, storage):
            found, _damaged = read_all(storage)
            self.manifest = next(iter(complete_by(found, self.crawls.start)), None)
            if self.manifest is None:
                return {}
            tables = (record for record in read_records(storage, self.manifest) if record.kind == "table")
            return {
                record.title.removeprefix("table "): (record.data.get("Parameters") or {}).get("UPDATED_BY_CRAWLER", "")
                for record in tables
                if record.key[0] in databases
            }

    @contextmanager
    def _restoring(self) -> Iterator[Restore]:
        if self.location is None or self.manifest is None:
            raise InvalidOption("location: there is no snapshot to restore tables from.")
        with opened(self.make_clients, self.location, Extent(), self.plan.restore) as (source, storage):
            restore = Restore(storage, self.manifest, source)
            restore.make_plan()
            yield restore

    def _check(self) -> None:
        now = self._read()
        wrong = [name for name in self.plan.remove if name in now]
        wrong += [name for name in self.plan.restore if name not in now]
        wrong += [
            name for name, before in self.plan.revert.items() if name not in now or not self._same(before, now[name])
        ]
        if wrong:
            raise GlueError(
                f"Read again, {len(wrong)} tables are not as they were before the crawl: {', '.join(sorted(wrong))}. "
                "Does something else write to them, such as another crawl?"
            )


def begin(client: Any, make_clients: Any, params: dict[str, Any]) -> Undo:
    """Once no crawl is under way."""
    name, crawl_id = params["name"], params["crawl_id"]
    crawler = api.get_crawler(client, name)
    if crawler is None:
        raise InvalidOption(f"name: there is no crawler {name!r}.")
    if crawler.get("State") != "READY":
        wait_until_ready(client, name, params["wait_timeout"])
    try:
        crawls = crawls_since(name, api.list_all_crawls(client, name), crawl_id, datetime.now(UTC))
    except LookupError as error:
        wanted = f"no crawl {crawl_id!r} of" if crawl_id else "no crawl of"
        raise InvalidOption(f"crawl_id: AWS knows {wanted} crawler {name!r}. It keeps twelve months.") from error
    return Undo(client, make_clients, crawler, crawls, params["location"])
