# SPDX-License-Identifier: GPL-3.0-or-later
"""What undoing a crawl takes, decided from what AWS tells."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import Crawls
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import Known
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import UndoPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import crawls_since
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import make_plan
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import names_of

START = datetime(2026, 1, 5, 2, 0, 0, tzinfo=UTC)
END = START + timedelta(minutes=1)
BEFORE, DURING, AFTER = START - timedelta(hours=1), START + timedelta(seconds=20), END + timedelta(hours=1)


def table(updated: datetime, version: int, columns: str = "a", created: datetime = BEFORE, by: str = "crawler") -> dict:
    parameters = {"UPDATED_BY_CRAWLER": by} if by else {}
    times = {"CreateTime": created, "UpdateTime": updated}
    return {"Name": "t", "VersionId": str(version), "Parameters": parameters, "columns": columns, **times}


def plan_of(*versions: dict, kept: dict[str, str] | None = None, overwrite: bool = False, **crawls: Any) -> UndoPlan:
    """Of one table with its versions, the newest first."""
    present = {"d.t": versions[0]} if versions else {}
    known = Known(present, lambda _name: list(versions[1:]), kept or {}, lambda a, b: a["columns"] == b["columns"])
    return make_plan(Crawls("crawler", [(START, END)], **crawls), known, overwrite)


def test_a_table_that_the_crawl_left_alone_is_left_alone() -> None:
    assert plan_of(table(BEFORE, 0)) == UndoPlan()


def test_a_table_that_the_crawl_created_goes() -> None:
    assert plan_of(table(DURING, 0, created=DURING)) == UndoPlan(remove=["d.t"])


def test_a_table_that_the_crawl_changed_gets_its_version_from_before() -> None:
    older, old = table(BEFORE - timedelta(hours=1), 0, "older"), table(BEFORE, 1, "old")
    assert plan_of(table(DURING, 2, "new"), old, older) == UndoPlan(revert={"d.t": old})


def test_what_was_undone_stays_undone() -> None:
    old = table(BEFORE, 0, "old")
    assert plan_of(table(AFTER, 2, "old"), table(DURING, 1, "new"), old) == UndoPlan()


def test_what_was_restored_in_the_second_in_which_the_crawl_ended_stays() -> None:
    restored = table(END, 0, created=END)
    assert plan_of(restored, kept={"d.t": "crawler"}, deleted=frozenset({"t"})) == UndoPlan()
    assert plan_of(restored, kept={"d.t": "crawler"}) == UndoPlan(remove=["d.t"])


def test_what_somebody_else_wrote_is_not_the_crawls() -> None:
    assert plan_of(table(DURING, 1, "new", by="other"), table(BEFORE, 0, "old", by="")) == UndoPlan()


@pytest.mark.parametrize("created", [BEFORE, DURING])
def test_later_changes_of_others_are_lost_on_request_only(created: datetime) -> None:
    old = [table(BEFORE, 0, "old")] if created == BEFORE else []
    versions = [table(AFTER, 2, "by hand", created, by=""), table(DURING, 1, "new", created), *old]
    assert plan_of(*versions) == UndoPlan(changed_since=["d.t"])
    overwritten = plan_of(*versions, overwrite=True)
    assert overwritten == (UndoPlan(revert={"d.t": old[0]}) if old else UndoPlan(remove=["d.t"]))


def test_where_versions_do_not_reach_back_the_snapshot_does() -> None:
    changed = table(DURING, 5, "new")
    assert plan_of(changed) == UndoPlan(no_pre_image=["d.t"])
    assert plan_of(changed, kept={"d.t": "crawler"}) == UndoPlan(restore=["d.t"])


def test_deleted_tables_come_from_the_snapshot() -> None:
    kept = {"d.t": "crawler", "d.by_hand": "crawler"}
    assert plan_of(kept=kept, deleted=frozenset({"t", "u"})) == UndoPlan(restore=["d.t"], no_pre_image=["u"])


def test_where_aws_names_none_all_that_are_missing_of_this_crawler_do() -> None:
    assert plan_of(kept={"d.t": "crawler", "d.u": "other"}, deleted=None) == UndoPlan(restore=["d.t"])


def crawl(number: int, summary: str | None = None) -> dict[str, Any]:
    start = START + timedelta(days=number)
    return {"CrawlId": str(number), "StartTime": start, "EndTime": start + timedelta(minutes=1), "Summary": summary}


def test_a_crawl_takes_those_since_with_it() -> None:
    deleted = json.dumps({"TABLE": {"DELETE": json.dumps({"Count": 1, "Details": {"names": ["t"]}})}})
    history = [crawl(2), crawl(1, deleted), crawl(0)]
    last = crawls_since("crawler", history, None, AFTER)
    assert (last.start, last.deleted) == (START + timedelta(days=2), frozenset())
    chosen = crawls_since("crawler", history, "1", AFTER)
    assert (len(chosen.windows), chosen.start, chosen.deleted) == (2, START + timedelta(days=1), {"t"})
    assert crawls_since("crawler", [crawl(0, "not JSON")], None, AFTER).deleted is None
    for known, wanted in ((history, "9"), ([], None)):
        with pytest.raises(LookupError):
            crawls_since("crawler", known, wanted, AFTER)


@pytest.mark.parametrize("summary", [None, "", "{}", '{"TABLE": {}}', '{"TABLE": "{\\"ADD\\": \\"{}\\"}"}'])
def test_a_summary_without_deletions(summary: str | None) -> None:
    assert names_of(summary, "DELETE") == []
