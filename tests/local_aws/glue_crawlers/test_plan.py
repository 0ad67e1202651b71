# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl decides to change in the catalog."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws.glue.crawl.plan import Plan
from local_aws.glue.crawl.plan import make_plan
from local_aws.glue.crawl.plan import same_table

CRAWLER = "c1"
NOW = 1_790_000_000_000
DEFAULTS = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"}


def wanted(name: str, *columns: str) -> dict[str, Any]:
    parameters = {"UPDATED_BY_CRAWLER": CRAWLER, "classification": "postgresql"}
    return {
        "Name": name,
        "Retention": 0,
        "StorageDescriptor": {
            "Columns": [{"Name": column, "Type": "int"} for column in columns],
            "Compressed": False,
            "BucketColumns": [],
            "SerdeInfo": {"Parameters": {}},
            "Parameters": dict(parameters),
        },
        "PartitionKeys": [],
        "Parameters": parameters,
    }


def kept(name: str, *columns: str, **changed: Any) -> dict[str, Any]:
    """A table as the catalog gives it back."""
    table = wanted(name, *columns)
    return {**table, "DatabaseName": "d", "VersionId": "3", "CreatedBy": "x", "CreateTime": 1.0, **changed}


def plan(found: list[dict[str, Any]], existing: list[dict[str, Any]], **policy: str) -> Plan:
    return make_plan(
        {table["Name"]: table for table in found},
        {table["Name"]: table for table in existing},
        crawler=CRAWLER,
        policy={**DEFAULTS, **policy},
        now_ms=NOW,
    )


def test_a_new_table_is_created() -> None:
    assert plan([wanted("t", "a")], []) == Plan(create=[wanted("t", "a")])


def test_an_unchanged_table_is_left_alone() -> None:
    assert plan([wanted("t", "a")], [kept("t", "a")]) == Plan(unchanged=1)


def test_defaults_that_the_catalog_fills_in_are_no_difference() -> None:
    current = kept("t", "a", IsRegisteredWithLakeFormation=False, IsMultiDialectView=False)
    current["StorageDescriptor"] |= {"NumberOfBuckets": 0, "SortColumns": [], "StoredAsSubDirectories": False}
    del current["StorageDescriptor"]["SerdeInfo"]
    assert same_table(wanted("t", "a"), current)


@pytest.mark.parametrize(
    "current",
    [
        kept("t", "b"),
        kept("t", "a", "b"),
        kept("t", "a", Description="written by hand"),
        kept("t", "a", Parameters={"UPDATED_BY_CRAWLER": CRAWLER, "classification": "postgresql", "owner": "sales"}),
        kept("t", "a", Parameters={}),
    ],
)
def test_whatever_differs_is_replaced(current: dict[str, Any]) -> None:
    assert plan([wanted("t", "a")], [current]) == Plan(update=[wanted("t", "a")])


def test_the_order_of_columns_is_a_difference() -> None:
    assert plan([wanted("t", "a", "b")], [kept("t", "b", "a")]).update


def test_a_policy_of_log_keeps_changed_tables_and_still_creates() -> None:
    made = plan([wanted("t", "a"), wanted("new")], [kept("t", "b")], UpdateBehavior="LOG")
    assert made == Plan(create=[wanted("new")], ignored_updates=["t"])


def test_a_table_without_source_is_deprecated_in_both_places() -> None:
    made = plan([], [kept("t", "a", Description="mine")])
    (table,) = made.deprecate
    assert table["Parameters"]["DEPRECATED_BY_CRAWLER"] == str(NOW)
    assert table["StorageDescriptor"]["Parameters"]["DEPRECATED_BY_CRAWLER"] == str(NOW)
    assert table["Description"] == "mine"
    assert "VersionId" not in table
    assert "CreatedBy" not in table


def test_a_deprecated_table_is_not_deprecated_again() -> None:
    (table,) = plan([], [kept("t", "a")]).deprecate
    assert plan([], [table]) == Plan(unchanged=1)


def test_a_deprecated_table_that_comes_back_is_replaced() -> None:
    (table,) = plan([], [kept("t", "a")]).deprecate
    assert plan([wanted("t", "a")], [table]) == Plan(update=[wanted("t", "a")])


def test_deletion_by_policy() -> None:
    assert plan([], [kept("t")], DeleteBehavior="DELETE_FROM_DATABASE") == Plan(delete=["t"])
    assert plan([], [kept("t")], DeleteBehavior="LOG") == Plan(ignored_deletions=["t"])


@pytest.mark.parametrize("parameters", [{}, {"UPDATED_BY_CRAWLER": "another"}])
def test_tables_of_others_are_never_taken_away(parameters: dict[str, str]) -> None:
    current = kept("t", "a", Parameters=parameters)
    assert plan([], [current], DeleteBehavior="DELETE_FROM_DATABASE") == Plan()


def test_a_name_that_stands_for_several_tables_is_not_taken_for_deleted() -> None:
    made = make_plan({}, {"t": kept("t")}, crawler=CRAWLER, policy=DEFAULTS, now_ms=NOW, present={"t"})
    assert made == Plan()
