# SPDX-License-Identifier: GPL-3.0-or-later
"""Real crawls of the sample database: what the module says they changed, and what it says when they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from local_aws.paths import REPOSITORY
from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage

MODULE = "datacatalog.aws.glue_crawler_run"
SHOW_PROGRESS = '. scripts/ansible_env.sh && exec ansible "$@"'
TWO_TABLES = ("CREATE TABLE orders (id int)", "CREATE TABLE customers (id int)")


@pytest.fixture
def schema(stage: Stage) -> Iterator[str]:
    with stage.schema(*TWO_TABLES) as name:
        yield name


def crawl(aws: Aws, crawler: str, **options: object) -> dict:
    return aws.run("glue_crawler_run", name=crawler, poll_interval=0.1, wait_timeout=30, **options)


def test_tables_are_named_by_what_happened_to_them(embedded: Aws, stage: Stage, schema: str) -> None:
    crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
    orders, customers, items = (f"{DATABASE}_{schema}_{table}" for table in ("orders", "customers", "items"))

    planned = crawl(embedded, crawler, check=True)
    assert (planned["changed"], planned["note"]) == (False, f"Would start crawler {crawler}.")
    assert embedded.traffic.writes == []

    first = crawl(embedded, crawler)
    assert first["changed"]
    assert first["tables"] == {
        "created": [customers, orders],
        "updated": [],
        "deprecated": [],
        "deleted": [],
        "unchanged_count": 0,
    }
    assert first["crawl"]["status"] == "SUCCEEDED"
    assert first["crawl"]["joined"] is False
    assert first["crawl"]["duration_seconds"] >= 0
    assert first["crawl"]["log_group"] == "/aws-glue/crawlers"
    assert first["crawl"]["log_stream"] == crawler
    assert first["crawl"]["id"] == first["crawl"]["message_prefix"]

    again = crawl(embedded, crawler)
    assert (again["changed"], again["tables"]["unchanged_count"]) == (False, 2)
    assert again["crawl"]["id"] != first["crawl"]["id"]

    stage.change(
        schema, "ALTER TABLE orders ADD total numeric(9,2)", "DROP TABLE customers", "CREATE TABLE items (id int)"
    )
    third = crawl(embedded, crawler)["tables"]
    assert (third["created"], third["updated"], third["deprecated"]) == ([items], [orders], [customers])
    assert third["deleted"] == []
    assert not crawl(embedded, crawler)["changed"]


def test_progress_is_told_while_it_waits(embedded: Aws, stage: Stage, schema: str, tmp_path: Path) -> None:
    crawler, file = stage.make_crawler(f"{DATABASE}/{schema}/%"), tmp_path / "progress"
    crawl(embedded, crawler, progress_file=str(file))
    told = file.read_text(encoding="utf-8").splitlines()
    assert told[0] == f"Crawler {crawler} is READY, its last crawl: none yet"
    assert f"Crawler {crawler} is RUNNING, 0 s" in told
    assert told[-1] == f"Crawler {crawler} is READY, its last crawl: SUCCEEDED"


def test_progress_is_shown_by_ansible(embedded: Aws, stage: Stage, schema: str) -> None:
    crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    done = subprocess.run(
        [
            "sh",
            "-c",
            SHOW_PROGRESS,
            "sh",
            "localhost",
            "-c",
            "local",
            "-m",
            MODULE,
            "-a",
            f"name={crawler} poll_interval=0.2",
        ],
        cwd=REPOSITORY,
        env={**inherited, **embedded.environment, "ANSIBLE_PYTHON_INTERPRETER": sys.executable},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown, result = done.stdout.split("localhost | CHANGED => ")
    assert f"Crawler {crawler} is RUNNING" in shown
    assert len(yaml.safe_load(result)["tables"]["created"]) == 2


def test_deleted_tables_are_named(embedded: Aws, stage: Stage, schema: str) -> None:
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DELETE_FROM_DATABASE"}
    crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", SchemaChangePolicy=policy)
    crawl(embedded, crawler)
    stage.change(schema, "DROP TABLE customers")
    tables = crawl(embedded, crawler)["tables"]
    assert (tables["deleted"], tables["unchanged_count"]) == ([f"{DATABASE}_{schema}_customers"], 1)


def test_failed_crawl_fails_the_task_with_the_mend(embedded: Aws, stage: Stage) -> None:
    wrong = stage.make_secret({"username": stage.user, "password": "wrong"})
    crawler = stage.make_crawler(connection=stage.make_connection(properties={"SECRET_ID": wrong}))
    with pytest.raises(ModuleFailed) as failed:
        crawl(embedded, crawler)
    result = failed.value.result
    assert result["msg"].startswith(f"The crawl of crawler {crawler} failed: FATAL: password authentication failed")
    assert "What to mend: Make the password in the secret" in result["msg"]
    assert len(result["mend"]) == 1
    assert result["crawl"]["status"] == "FAILED"
    assert result["tables"]["created"] == []


def test_database_that_is_down_and_missing_network_are_told_apart(embedded: Aws, stage: Stage) -> None:
    down = stage.make_crawler(connection=stage.make_connection(port=1))
    with pytest.raises(ModuleFailed, match=r"refused.*See that the database is running"):
        crawl(embedded, down)
    closed = stage.make_group(stage.network.vpc, itself=False)
    placed = stage.placement(SecurityGroupIdList=[closed])
    guarded = stage.make_crawler(connection=stage.make_connection(placed=placed))
    with pytest.raises(ModuleFailed, match=r"open all ingress ports.*self-referencing rule"):
        crawl(embedded, guarded)


def test_running_crawl_is_joined(embedded: Aws, stage: Stage, schema: str) -> None:
    crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
    embedded.traffic.fail_once("StartCrawler", "CrawlerRunningException", "Crawler has already started")
    # Somebody else starts a crawl just before the module does.
    embedded.traffic.before("StartCrawler", lambda: stage.glue.start_crawler(Name=crawler))
    joined = crawl(embedded, crawler)
    assert joined["crawl"]["joined"] is True
    assert len(joined["tables"]["created"]) == 2


def test_crawl_that_is_not_waited_for(embedded: Aws, stage: Stage, schema: str) -> None:
    crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
    started = crawl(embedded, crawler, wait=False)
    assert (started["changed"], started["crawl"]["state"]) == (True, "RUNNING")
    assert "tables" not in started
    stage.wait(crawler)


def test_crawl_is_stopped(embedded: Aws, stage: Stage) -> None:
    crawler = stage.make_crawler()
    assert not crawl(embedded, crawler, state="stopped")["changed"]
    with stage.connect() as blocker:
        blocker.autocommit = False
        # A crawl reads the system catalog; whoever locks it keeps the crawl under way.
        blocker.execute("LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE")
        crawl(embedded, crawler, wait=False)
        assert crawl(embedded, crawler, check=True)["note"] == f"Would join the crawl of crawler {crawler}."
        stopped = crawl(embedded, crawler, state="stopped")
        blocker.rollback()
    assert stopped["changed"]
    assert stopped["crawl"]["status"] == "CANCELLED"


def test_update_waits_for_the_crawl_or_stops_it(embedded: Aws, stage: Stage) -> None:
    for policy, status in (("wait", "SUCCEEDED"), ("stop", "CANCELLED")):
        crawler = stage.make_crawler()
        with stage.connect() as blocker:
            blocker.autocommit = False
            blocker.execute("LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE")
            stage.glue.start_crawler(Name=crawler)
            with pytest.raises(ModuleFailed, match="is RUNNING and on_running is fail"):
                embedded.run("glue_crawler", name=crawler, description="new", on_running="fail")
            if policy == "wait":
                with pytest.raises(ModuleFailed, match="Timeout trying to wait until crawler"):
                    embedded.run("glue_crawler", name=crawler, description="new", wait_timeout=1)
                blocker.rollback()
            assert embedded.run("glue_crawler", name=crawler, description="new", on_running=policy)["changed"]
            blocker.rollback()
        shown = stage.glue.get_crawler(Name=crawler)["Crawler"]
        assert (shown["Description"], shown["LastCrawl"]["Status"]) == ("new", status)


def test_deletion_waits_for_the_crawl_or_stops_it(embedded: Aws, stage: Stage) -> None:
    for policy in ("wait", "stop"):
        crawler = stage.make_crawler()
        with stage.connect() as blocker:
            blocker.autocommit = False
            blocker.execute("LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE")
            stage.glue.start_crawler(Name=crawler)
            with pytest.raises(ModuleFailed, match="is RUNNING and on_running is fail"):
                embedded.run("glue_crawler", name=crawler, state="absent", on_running="fail")
            if policy == "wait":
                with pytest.raises(ModuleFailed, match="Timeout trying to wait until crawler"):
                    embedded.run("glue_crawler", name=crawler, state="absent", wait_timeout=1)
                blocker.rollback()
            assert embedded.run("glue_crawler", name=crawler, state="absent", on_running=policy)["changed"]
            blocker.rollback()
        assert not embedded.run("glue_crawler", name=crawler, state="absent")["changed"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"poll_interval": 0}, "poll_interval: 0.0 is given, 0.1 to 600 is allowed"),
        ({"wait_timeout": 0}, "wait_timeout: 0 is given, 1 to"),
        ({"state": "start"}, "Did you mean started"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(embedded: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        embedded.run("glue_crawler_run", name="nobody", **options)
    assert embedded.traffic.calls == []


def test_crawler_that_is_not_there(embedded: Aws) -> None:
    planned = crawl(embedded, "nobody", check=True)
    assert planned["note"] == "Would start crawler nobody, which does not exist yet."
    with pytest.raises(ModuleFailed, match="there is no crawler 'nobody'"):
        crawl(embedded, "nobody")
