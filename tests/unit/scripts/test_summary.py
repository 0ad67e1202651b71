# SPDX-License-Identifier: GPL-3.0-or-later
"""The last screen of `make deploy` and `make plan`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

SITE = {
    "account_id": "000000000000",
    "region": "ap-northeast-1",
    "resources": {"networking": {"vpc": 1, "subnets": 6}, "glue": {"crawler": 1}, "iam": {}},
}
VERIFY = {
    "contexts": {
        "order_processing": {"expected": 3, "found": 3, "missing": []},
        "inventory_management": {"expected": 3, "found": 2, "missing": ["inventory"]},
    },
    "unassigned": ["customer_overview"],
    "excluded": ["flyway_schema_history", "tmp_import_batch"],
    "missing": [],
    "extra": [],
}
CRAWL = {"tables": {"created": ["a", "b"], "updated": ["c"], "deleted": []}}
CHANGED = [
    {"role": "networking", "task": "Create the VPC"},
    {"role": "networking", "task": "Create the subnets"},
    {"role": "glue", "task": "Create the crawler"},
]


@pytest.fixture(scope="session")
def summary(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("summary")


def deploy(summary: ModuleType, changed: list[dict[str, str]], environment: str = "local", **more: Any) -> str:
    reports = {"site": SITE, "run": {"changed": changed}, "crawl": CRAWL, "verify": VERIFY} | more
    return "\n".join(summary.deploy_summary(environment, reports, 71.4, "http://127.0.0.1:1"))


def test_counts_resources_and_changes_by_role(summary: ModuleType) -> None:
    text = deploy(summary, CHANGED)
    assert "Resources   8 (networking 7, glue 1)" in text
    assert "Changed     3 tasks (networking 2, glue 1)" in text


def test_says_that_nothing_changed(summary: ModuleType) -> None:
    assert "Changed     nothing: everything was as the inventory says" in deploy(summary, [])


def test_tells_a_change_of_the_database_from_a_change_of_aws(summary: ModuleType) -> None:
    text = deploy(summary, [{"role": "playbook", "task": "Crawl"}])
    assert "Changed     nothing in AWS; the crawl found changes in the database" in text


def test_shows_every_bounded_context_and_what_it_misses(summary: ModuleType) -> None:
    text = deploy(summary, [])
    assert "Tables      5 in 1 of 2 bounded contexts, 1 outside them" in text
    assert "order_processing      3 of 3\n" in text
    assert "inventory_management  2 of 3   missing: inventory" in text


def test_names_what_was_excluded_and_what_the_crawl_changed(summary: ModuleType) -> None:
    text = deploy(summary, [])
    assert "Excluded    flyway_schema_history, tmp_import_batch" in text
    assert "Last crawl  2 created, 1 updated" in text


def test_ends_with_three_commands_to_try(summary: ModuleType) -> None:
    for environment in ("local", "production"):
        assert len(deploy(summary, [], environment).split("Next, try:\n")[1].splitlines()) == 3


def test_a_plan_lists_what_would_change(summary: ModuleType) -> None:
    text = "\n".join(summary.plan_summary("production", {"changed": CHANGED}))
    assert text.startswith("A deploy to production would change 3 tasks (networking 2, glue 1):")
    assert "  networking: Create the subnets" in text
    assert summary.plan_summary("production", {}) == ["A deploy to production would change nothing."]


def test_a_failure_names_the_task_and_what_to_do(summary: ModuleType) -> None:
    args = argparse.Namespace(status=2, environment="local", plan=False, started=0.0)
    run = {"failed": [{"role": "glue", "task": "Create the crawler"}]}
    text = "\n".join(summary.summary(args, {"run": run}, 1.0, ""))
    assert "glue: Create the crawler failed" in text
    assert "run the same command again" in text
    assert "stands" not in text
