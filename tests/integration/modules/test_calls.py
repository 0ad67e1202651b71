# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls a module makes when there is nothing to do, and how many an _info module makes a page."""

from __future__ import annotations

import pytest

from local_aws.paths import REPOSITORY
from tests.integration.modules.harness import Aws
from tests.integration.modules.no_change import CASES
from tests.integration.modules.no_change import ELSEWHERE
from tests.integration.modules.no_change import Case
from tests.local_aws.glue_crawlers.stage import Stage

DATABASES = 101
MODULES = REPOSITORY / "plugins" / "modules"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_nothing_to_do_takes_few_calls(embedded: Aws, stage: Stage, case: Case) -> None:
    calls = case.calls(embedded, stage)
    assert len(calls) <= case.bound, calls


def test_info_takes_one_call_a_page(embedded: Aws) -> None:
    glue = embedded.client("glue")
    names = [f"page_{number:03d}" for number in range(DATABASES)]
    for name in names:
        glue.create_database(DatabaseInput={"Name": name})
    try:
        pages = list(glue.get_paginator("get_databases").paginate())
        found = {database["name"] for database in embedded.run("glue_database_info")["databases"]}
        assert found >= set(names)
        assert len(pages) > 1
        assert embedded.traffic.operations == ["GetDatabases"] * len(pages)
    finally:
        for name in names:
            glue.delete_database(Name=name)


def test_every_module_is_counted() -> None:
    modules = {file.stem for file in MODULES.glob("*.py")}
    assert modules - {case.module for case in CASES} - ELSEWHERE == set(), "add a line to no_change.py"
