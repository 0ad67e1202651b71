# SPDX-License-Identifier: GPL-3.0-or-later
"""A drill on a whole site: what it reports, what came back, and a crawl that is undone on the recovered site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.integration.roles.schema_changes import CRAWLER
from tests.integration.roles.schema_changes import change
from tests.integration.roles.schema_changes import until_table
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import until

ONLY_IN_THE_SNAPSHOT = "SELECT note FROM only_in_the_snapshot ORDER BY id"
UNDONE = "undone"
NO_SNAPSHOT = "20200105T020000000000Z"
# A destroy and a build in one, on a machine that has other things to do.
LONGEST_SECONDS = 1800


@dataclass(frozen=True)
class Drilled:
    run: Run
    report: dict[str, Any]
    page: str
    log: dict[str, Any]
    network: tuple[set[str], set[str]]
    rows: list[str]
    missing: Run
    shown: dict[str, Any]
    undone: dict[str, Any]
    tables: set[str]


def drill(aws: EmbeddedAws, playbook: Playbook, folder: Path, *options: str) -> Drilled:
    """Secrets wait for their deletion, as on AWS, and are called back."""
    rows = "INSERT INTO only_in_the_snapshot VALUES (1, 'first'), (2, 'second')"
    change(aws, "CREATE TABLE only_in_the_snapshot (id int PRIMARY KEY, note text)", rows)
    until_table(aws, "only_in_the_snapshot", lambda table: True)
    before = subnets(aws)
    places = ("-e", f"drill_folder={folder}", "-e", f"recover_folder={folder}")
    words = ("-e", "confirm_drill=local", "-e", "security_secret_recovery_days=7")
    run = playbook.run("drill", *words, *places, *options, seconds=LONGEST_SECONDS).succeeded()
    after = subnets(aws)
    with aws.connect(user="genai_admin") as connection:
        notes = [row[0] for row in connection.execute(ONLY_IN_THE_SNAPSHOT)]
    [log] = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("recovery-*.json")]
    missing = playbook.run("recover", "-e", f"recover_catalog_snapshot={NO_SNAPSHOT}", *places[2:])
    shown, undone = undo(aws, playbook)
    return Drilled(
        run,
        json.loads((folder / "drill.json").read_text(encoding="utf-8")),
        (folder / "drill.html").read_text(encoding="utf-8"),
        log,
        (before, after),
        notes,
        missing,
        shown,
        undone,
        tables(aws),
    )


def undo(aws: EmbeddedAws, playbook: Playbook) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table comes into the catalog by the triggers of the recovered site, and goes again."""
    change(aws, f"CREATE TABLE {UNDONE} (id int PRIMARY KEY)")
    until_table(aws, UNDONE, lambda table: True)
    crawl = until(lambda: crawl_of(aws, UNDONE))
    kept = playbook.folder / "undo_crawl.json"
    options = ("-e", f"undo_crawl_id={crawl}", "-e", f"report_dir={playbook.folder}")
    playbook.run("undo_crawl", *options).succeeded()
    shown = json.loads(kept.read_text(encoding="utf-8"))
    playbook.run("undo_crawl", *options, "-e", "confirm_undo=local").succeeded()
    return shown, json.loads(kept.read_text(encoding="utf-8"))


def crawl_of(aws: EmbeddedAws, table: str) -> str | None:
    """The crawl that made a table; it is in the history when it has ended."""
    crawls = aws.client("glue").list_crawls(CrawlerName=CRAWLER)["Crawls"]
    return next((crawl["CrawlId"] for crawl in crawls if f'_{table}\\"' in crawl.get("Summary", "")), None)


def subnets(aws: EmbeddedAws) -> set[str]:
    found = aws.client("ec2").describe_subnets(Filters=[{"Name": "tag:Project", "Values": ["GenAI-Demo"]}])
    return {subnet["SubnetId"] for subnet in found["Subnets"]}


def tables(aws: EmbeddedAws) -> set[str]:
    pages = aws.client("glue").get_paginator("get_tables").paginate(DatabaseName="genai_demo_catalog")
    return {table["Name"] for page in pages for table in page["TableList"]}
