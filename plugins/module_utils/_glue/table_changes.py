# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl did to the tables of the catalog. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime


@dataclass(frozen=True)
class TableMark:
    """Enough of a table to tell whether it has changed, and by whom."""

    crawler: str
    version: str | None
    created: datetime | None
    updated: datetime | None
    deprecated: datetime | None


@dataclass
class TableChanges:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deprecated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged_count: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.deprecated or self.deleted)

    def as_result(self) -> dict:
        return dict(vars(self))


def _moment(milliseconds: str | None) -> datetime | None:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds and milliseconds.isdigit() else None


def mark(table: dict) -> TableMark:
    parameters = table.get("Parameters") or {}
    return TableMark(
        crawler=parameters.get("UPDATED_BY_CRAWLER", ""),
        version=table.get("VersionId"),
        created=table.get("CreateTime"),
        updated=table.get("UpdateTime"),
        deprecated=_moment(parameters.get("DEPRECATED_BY_CRAWLER")),
    )


def marks(tables: Iterable[dict]) -> dict[str, TableMark]:
    return {f"{table.get('DatabaseName', '')}.{table['Name']}": mark(table) for table in tables}


def changes_of_crawl(
    crawler: str, before: dict[str, TableMark], after: dict[str, TableMark], since: datetime | None = None
) -> TableChanges:
    """Tables that this crawler changed. With since, the crawl had begun before the first look at the tables."""
    result = TableChanges()
    for key, now in after.items():
        if now.crawler == crawler:
            _sort_in(result, key, before.get(key), now, since)
    result.deleted = [key for key, was in before.items() if key not in after and was.crawler == crawler]
    for name in ("created", "updated", "deprecated", "deleted"):
        setattr(result, name, sorted(key.split(".", 1)[1] for key in getattr(result, name)))
    return result


def _sort_in(result: TableChanges, key: str, was: TableMark | None, now: TableMark, since: datetime | None) -> None:
    if was is None or _after(now.created, since):
        result.created.append(key)
    elif now.deprecated and (now.deprecated != was.deprecated or _after(now.deprecated, since)):
        result.deprecated.append(key)
    elif _is_updated(was, now) or _after(now.updated, since):
        result.updated.append(key)
    else:
        result.unchanged_count += 1


def _is_updated(was: TableMark, now: TableMark) -> bool:
    """A new version is a change; where AWS shows no versions the time of the last update has to do."""
    if was.version is not None and now.version is not None:
        return was.version != now.version
    return was.updated != now.updated


def _after(moment: datetime | None, since: datetime | None) -> bool:
    return moment is not None and since is not None and moment >= since
