# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl did to the tables, from two looks at the catalog."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.table_changes import changes_of_crawl
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.table_changes import marks

OLD = datetime(2026, 1, 1, tzinfo=UTC)
START = OLD + timedelta(days=1)
NEW = START + timedelta(seconds=5)


def table(name: str, version: str | None = "1", updated: datetime = OLD, created: datetime = OLD, **more: Any) -> dict:
    parameters = {"UPDATED_BY_CRAWLER": more.pop("crawler", "c"), **more}
    versioned = {"VersionId": version} if version else {}
    return {
        "Name": name,
        "DatabaseName": "d",
        "CreateTime": created,
        "UpdateTime": updated,
        "Parameters": parameters,
        **versioned,
    }


def changes(before: list[dict], after: list[dict], since: datetime | None = None) -> dict:
    result = changes_of_crawl("c", marks(before), marks(after), since).as_result()
    return {key: value for key, value in result.items() if value}


def test_tables_are_sorted_by_what_happened_to_them() -> None:
    deprecated = str(int(NEW.timestamp() * 1000))
    before = [table("same"), table("changed"), table("gone"), table("left")]
    after = [table("same"), table("changed", "2"), table("new"), table("left", "2", DEPRECATED_BY_CRAWLER=deprecated)]
    assert changes(before, after) == {
        "created": ["new"],
        "updated": ["changed"],
        "deprecated": ["left"],
        "deleted": ["gone"],
        "unchanged_count": 1,
    }


def test_work_of_others_is_not_claimed() -> None:
    before = [table("theirs", crawler="other"), table("hand", crawler="")]
    assert changes(before, [table("theirs", "2", crawler="other"), table("new", crawler="")]) == {}


def test_without_versions_the_time_of_the_update_tells() -> None:
    assert changes([table("t", None)], [table("t", None, NEW)]) == {"updated": ["t"]}
    assert changes([table("t", "1", OLD)], [table("t", "1", NEW)]) == {"unchanged_count": 1}


def test_table_that_is_deprecated_stays_so_without_being_news() -> None:
    left = table("t", DEPRECATED_BY_CRAWLER="1767225600000")
    assert changes([left], [left]) == {"unchanged_count": 1}


def test_table_that_came_back_is_updated() -> None:
    assert changes([table("t", DEPRECATED_BY_CRAWLER="1767225600000")], [table("t", "2")]) == {"updated": ["t"]}


def test_crawl_that_was_joined_is_told_by_its_start() -> None:
    """The first look at the tables came after the crawl had begun to write."""
    seen = [table("new", updated=NEW, created=NEW), table("changed", "2", NEW), table("same")]
    assert changes(seen, seen, START) == {"created": ["new"], "updated": ["changed"], "unchanged_count": 1}
