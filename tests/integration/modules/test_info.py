# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read: one, all, none, and nothing changed."""

from __future__ import annotations

import json

from tests.integration.modules.harness import Aws
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage


def test_databases(aws: Aws) -> None:
    aws.run("glue_database", name="read_me", parameters={"KeyAsItIs": "1"}, tags={"Project": "GenAI-Demo"})
    [one] = aws.run("glue_database_info", check=True, name="read_me", include_tags=True)["databases"]
    assert (one["name"], one["parameters"], one["tags"]) == ("read_me", {"KeyAsItIs": "1"}, {"Project": "GenAI-Demo"})
    every = aws.run("glue_database_info")["databases"]
    assert "read_me" in [database["name"] for database in every]
    assert aws.traffic.operations == ["GetDatabases"]
    assert aws.run("glue_database_info", name="nobody")["databases"] == []
    aws.run("glue_database", name="read_me", state="absent")


def test_connections(embedded: Aws, stage: Stage) -> None:
    login = {"USERNAME": stage.user, "PASSWORD": stage.password}
    name = stage.make_connection(properties=login)
    stage.glue.update_connection(
        Name=name,
        ConnectionInput={
            **{
                k: v
                for k, v in _connection(stage, name).items()
                if k in ("Name", "ConnectionType", "ConnectionProperties")
            },
            "MatchCriteria": ["for-info"],
        },
    )
    [one] = embedded.run("glue_connection_info", name=name, include_tags=True)["connections"]
    assert (one["name"], one["connection_properties"]["USERNAME"], one["tags"]) == (name, stage.user, {})
    assert stage.password not in json.dumps(one)
    matching = embedded.run("glue_connection_info", match_criteria=["for-info"], connection_type="JDBC")["connections"]
    assert [connection["name"] for connection in matching] == [name]
    assert embedded.run("glue_connection_info", name="nobody")["connections"] == []


def _connection(stage: Stage, name: str) -> dict:
    return stage.glue.get_connection(Name=name)["Connection"]


def test_crawlers_crawls_and_tables(embedded: Aws, stage: Stage) -> None:
    with stage.schema("CREATE TABLE orders (id int)", "CREATE TABLE items (id int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Schedule="cron(0 17 * * ? *)")
        for _crawl in range(2):
            stage.succeed(crawler)
    [one] = embedded.run("glue_crawler_info", name=crawler, include_tags=True)["crawlers"]
    assert one["schedule"]["utc"] == "cron(0 17 * * ? *)"
    assert one["last_crawl"]["status"] == "SUCCEEDED"
    assert one["targets"]["jdbc_targets"][0]["path"] == f"{DATABASE}/{schema}/%"
    assert crawler in [item["name"] for item in embedded.run("glue_crawler_info")["crawlers"]]
    assert embedded.run("glue_crawler_info", name="nobody")["crawlers"] == []

    history = embedded.run("glue_crawl_info", name=crawler)
    assert [crawl["state"] for crawl in history["crawls"]] == ["COMPLETED", "COMPLETED"]
    assert history["crawls"][0]["start_time"] > history["crawls"][1]["start_time"]
    assert history["totals"]["crawls"] == 2
    assert embedded.run("glue_crawl_info", name=crawler, max_crawls=1)["crawls"] == history["crawls"][:1]
    assert embedded.run("glue_crawl_info", name=crawler, states=["FAILED"])["totals"]["crawls"] == 0

    database, prefix = one["database_name"], f"{DATABASE}_{schema}"
    tables = embedded.run("glue_table_info", database_name=database)["tables"]
    assert [table["name"] for table in tables] == [f"{prefix}_items", f"{prefix}_orders"]
    assert tables[0]["parameters"]["UPDATED_BY_CRAWLER"] == crawler
    assert tables[0]["storage_descriptor"]["columns"][0]["name"] == "id"
    assert embedded.run("glue_table_info", database_name=database, name=f"{prefix}_orders")["tables"] == tables[1:]
    assert embedded.run("glue_table_info", database_name=database, expression=".*_items")["tables"] == tables[:1]
    assert embedded.run("glue_table_info", database_name="nowhere")["tables"] == []
