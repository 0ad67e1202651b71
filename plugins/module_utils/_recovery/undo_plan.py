# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that a catalog is as it was just before a crawl. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from typing import Any

Table = dict[str, Any]
_MARK = "UPDATED_BY_CRAWLER"


@dataclass(frozen=True)
class Crawls:
    """The chosen crawl of a crawler, and those since: whoever goes back before the first undoes them all."""

    crawler: str
    windows: list[tuple[datetime, datetime]]
    # None where AWS does not name them in a form that is known here.
    deleted: frozenset[str] | None = frozenset()

    @property
    def start(self) -> datetime:
        return min(start for start, _end in self.windows)

    def cover(self, moment: datetime | None) -> bool:
        """Tables tell their times in whole seconds."""
        return moment is not None and any(
            start.replace(microsecond=0) <= moment.replace(microsecond=0) <= end for start, end in self.windows
        )

    def began_by(self, moment: datetime | None) -> bool:
        """Whether a moment is not before all of them."""
        return moment is not None and moment >= self.start.replace(microsecond=0)

    def only_deleted(self, table: str) -> bool:
        """Then one that is there was brought back since, be it in the second in which the crawl ended."""
        return len(self.windows) == 1 and self.deleted is not None and table in self.deleted

    def wrote(self, table: Table) -> bool:
        return (table.get("Parameters") or {}).get(_MARK) == self.crawler and self.cover(table.get("UpdateTime"))


@dataclass
class UndoPlan:
    """Names of tables as database.table."""

    remove: list[str] = field(default_factory=list)
    revert: dict[str, Table] = field(default_factory=dict)
    # Those whose versions do not reach back, or went with them: as the snapshot has them.
    restore: list[str] = field(default_factory=list)
    # Somebody else has written to them since, and that would be lost.
    changed_since: list[str] = field(default_factory=list)
    # Nobody knows how they were.
    no_pre_image: list[str] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.remove or self.revert or self.restore)


def crawls_since(crawler: str, history: Iterable[Mapping[str, Any]], crawl_id: str | None, now: datetime) -> Crawls:
    """Raises LookupError when there is no such crawl. One without an end may have gone on until now."""
    ordered = sorted(history, key=lambda crawl: crawl["StartTime"])
    ids = [crawl["CrawlId"] for crawl in ordered]
    if not ordered or (crawl_id and crawl_id not in ids):
        raise LookupError
    chosen = ordered[ids.index(crawl_id) if crawl_id else -1 :]
    windows = [(_utc(crawl["StartTime"]), _utc(crawl.get("EndTime") or now)) for crawl in chosen]
    try:
        deleted = frozenset(name for crawl in chosen for name in names_of(crawl.get("Summary"), "DELETE"))
    except (KeyError, TypeError, ValueError):
        deleted = None
    return Crawls(crawler, windows, deleted)


def names_of(summary: str | None, change: str) -> list[str]:
    """The tables of one kind of change in a crawl's summary, which is JSON within JSON."""
    tables = _json(_json(summary or "{}").get("TABLE", {}))
    return [str(name) for name in _json(tables[change])["Details"]["names"]] if change in tables else []


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """The tables that there are, and where to find how they were. Names are database.table."""

    present: Mapping[str, Table]
    # Older versions, read for those tables alone that changed since.
    versions: Callable[[str], list[Table]]
    # The tables in the snapshot from before the crawl, each with the crawler that wrote it.
    kept: Mapping[str, str]
    same: Callable[[Table, Table], bool]


def make_plan(crawls: Crawls, known: Known, overwrite: bool = False) -> UndoPlan:
    plan = UndoPlan()
    for name in sorted(known.present):
        if crawls.began_by(known.present[name].get("UpdateTime")):
            _undo(plan, crawls, known, name, overwrite)
    gone = [name for name in known.kept if name not in known.present]
    if crawls.deleted is None:
        plan.restore += sorted(name for name in gone if known.kept[name] == crawls.crawler)
        return plan
    plan.restore += sorted(name for name in gone if _bare(name) in crawls.deleted)
    plan.no_pre_image += sorted(crawls.deleted - {_bare(name) for name in [*gone, *known.present]})
    return plan


def _undo(plan: UndoPlan, crawls: Crawls, known: Known, name: str, overwrite: bool) -> None:
    now = known.present[name]
    versions = [now, *known.versions(name)]
    if not any(crawls.wrote(version) for version in versions):
        return
    is_new = crawls.began_by(now.get("CreateTime"))
    if is_new and name in known.kept and crawls.only_deleted(_bare(name)):
        return
    older = [] if is_new else [version for version in versions if not crawls.began_by(version["UpdateTime"])]
    before = max(older, key=_age, default=None)
    if before is not None and known.same(before, now):
        return
    if not crawls.wrote(now) and not overwrite:
        plan.changed_since.append(name)
    elif is_new:
        plan.remove.append(name)
    elif before is not None:
        plan.revert[name] = before
    else:
        (plan.restore if name in known.kept else plan.no_pre_image).append(name)


def _age(version: Table) -> tuple[datetime, int]:
    return version["UpdateTime"], int(version.get("VersionId") or 0)


def _bare(name: str) -> str:
    return name.partition(".")[2]
