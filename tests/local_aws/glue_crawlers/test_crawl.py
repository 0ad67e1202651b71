# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl finds, writes and tells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage


def columns(table: dict[str, Any]) -> dict[str, str]:
    return {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}


def test_a_table_as_a_crawler_writes_it(stage: Stage) -> None:
    with stage.schema("CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2), placed timestamptz)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", target={"Exclusions": ["tmp_*"]})
        stage.succeed(crawler)
        (table,) = stage.tables(crawler).values()
    assert table["Name"] == f"genai_demo_{schema}_orders"
    assert columns(table) == {"id": "bigint", "total": "decimal(10,2)", "placed": "timestamp"}
    assert table["StorageDescriptor"]["Location"] == f"genai_demo.{schema}.orders"
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["PartitionKeys"] == []
    assert table["CreatedBy"].endswith(f":assumed-role/{stage.role}/AWS-Crawler")
    assert table["Parameters"] == table["StorageDescriptor"]["Parameters"]
    assert table["Parameters"] == {
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": crawler,
        "classification": "postgresql",
        "compressionType": "none",
        "connectionName": stage.connection,
        "exclusions": '["tmp_*"]',
        "typeOfData": "table",
    }


def test_the_sample_database(stage: Stage) -> None:
    with stage.connect() as connection:
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {stage.user}")
    exclusions = ["flyway_schema_history", "tmp_*", "temp_*"]
    crawler = stage.make_crawler(target={"Exclusions": exclusions}, TablePrefix="shop_")
    stage.succeed(crawler)
    names = set(stage.tables(crawler))
    assert {"shop_genai_demo_public_customers", "shop_genai_demo_public_webhook_configs"} <= names
    assert "shop_genai_demo_public_customer_order_summary" in names  # a view
    assert "shop_genai_demo_public_audit_logs" in names  # partitioned
    excluded = ("flyway", "tmp_", "temp_", "audit_logs_2026", "daily_sales", "pg_", "information_schema", "batch")
    assert not [name for name in names if any(part in name for part in excluded)]
    assert len(names) == 43


def test_include_paths_and_exclusions(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)", "CREATE TABLE tmp_c (x int)") as schema:
        prefix = f"genai_demo_{schema}_"

        def found(path: str, *exclusions: str) -> list[str]:
            crawler = stage.make_crawler(path, target={"Exclusions": list(exclusions)})
            stage.succeed(crawler)
            return [name.removeprefix(prefix) for name in stage.tables(crawler) if name.startswith(prefix)]

        assert found(f"{DATABASE}/{schema}/%") == ["a", "b", "tmp_c"]
        assert found(f"{DATABASE}/{schema}/a") == ["a"]
        assert found(f"{DATABASE}/{schema}/%", "tmp_*", "{a,x}") == ["b"]
        assert found(f"{DATABASE}/{schema}/%", f"{schema}/a", "tmp_%") == ["a", "b", "tmp_c"]  # exclude nothing
        assert found(f"{DATABASE}/%", "*/tmp_*") == ["a", "b"]
        assert found(f"{DATABASE}/nowhere/%") == []
        assert found(f"elsewhere/{schema}/%") == []


def test_only_what_the_user_may_select(stage: Stage) -> None:
    with stage.schema("CREATE TABLE open (x int)", "CREATE TABLE closed (x int)") as schema:
        with stage.connect() as connection:
            connection.execute(f"REVOKE SELECT ON {schema}.closed FROM {stage.user}")
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        assert list(stage.tables(crawler)) == [f"genai_demo_{schema}_open"]


def test_several_targets_find_each_table_once(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as one, stage.schema("CREATE TABLE b (x int)") as two:
        targets = [
            {"ConnectionName": stage.connection, "Path": path}
            for path in (f"{DATABASE}/{one}/%", f"{DATABASE}/{two}/%", f"{DATABASE}/%/a")
        ]
        crawler = stage.make_crawler(Targets={"JdbcTargets": targets})
        stage.succeed(crawler)
        assert list(stage.tables(crawler)) == sorted([f"genai_demo_{one}_a", f"genai_demo_{two}_b"])


def test_comments_and_raw_types(stage: Stage) -> None:
    statements = (
        "CREATE TABLE t (x numeric(5,2))",
        "COMMENT ON TABLE t IS 'What is kept'",
        "COMMENT ON COLUMN t.x IS 'How much'",
    )
    with stage.schema(*statements) as schema:
        plain = stage.make_crawler(f"{DATABASE}/{schema}/%")
        rich = stage.make_crawler(
            f"{DATABASE}/{schema}/%", target={"EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]}
        )
        stage.succeed(plain)
        stage.succeed(rich)
    (without,) = stage.tables(plain).values()
    (with_them,) = stage.tables(rich).values()
    assert "Description" not in without
    assert without["StorageDescriptor"]["Columns"] == [{"Name": "x", "Type": "decimal(5,2)"}]
    assert with_them["Description"] == "What is kept"
    (column,) = with_them["StorageDescriptor"]["Columns"]
    assert column["Comment"] == "How much"
    assert "numeric(5,2)" in column["Parameters"].values()


def test_a_second_crawl_writes_nothing(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE VIEW v AS SELECT * FROM a") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        before = stage.tables(crawler)
        crawl = stage.succeed(crawler)
        assert stage.tables(crawler) == before
    assert "Summary" not in crawl


def test_a_changed_table_gets_a_version_and_the_others_do_not(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        stage.change(schema, "ALTER TABLE a ADD COLUMN y text", "CREATE TABLE c (x int)")
        crawl = stage.succeed(crawler)
        tables = {name.rpartition("_")[2]: table for name, table in stage.tables(crawler).items()}
    assert columns(tables["a"]) == {"x": "int", "y": "string"}
    assert {name: table["VersionId"] for name, table in tables.items()} == {"a": "1", "b": "0", "c": "0"}
    summary = {kind: json.loads(text) for kind, text in json.loads(crawl["Summary"])["TABLE"].items()}
    assert summary == {
        "ADD": {"Count": 1, "Details": {"names": [f"genai_demo_{schema}_c"]}},
        "UPDATE": {"Count": 1, "Details": {"names": [f"genai_demo_{schema}_a"]}},
    }


def annotate(stage: Stage, table: dict[str, Any]) -> None:
    """What people write on a table by hand."""
    given = {key: table[key] for key in ("Name", "StorageDescriptor", "TableType", "PartitionKeys")}
    parameters = {**table["Parameters"], "owner": "sales"}
    stage.glue.update_table(
        DatabaseName=table["DatabaseName"], TableInput={**given, "Description": "by hand", "Parameters": parameters}
    )


def test_update_in_database_wipes_what_the_crawler_does_not_set(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        (table,) = stage.tables(crawler).values()
        annotate(stage, table)
        stage.succeed(crawler)
        (after,) = stage.tables(crawler).values()
    assert "Description" not in after
    assert "owner" not in after["Parameters"]


def test_log_leaves_changed_tables_alone(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        policy = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", SchemaChangePolicy=policy)
        stage.succeed(crawler)
        before = stage.tables(crawler)
        stage.change(schema, "ALTER TABLE a ADD COLUMN y text")
        stage.succeed(crawler)
        assert stage.tables(crawler) == before
        stage.change(schema, "DROP TABLE a")
        stage.succeed(crawler)
        assert stage.tables(crawler) == before
        lines = "\n".join(stage.log_lines(crawler))
    assert f"Table genai_demo_{schema}_a has changed and is not updated" in lines
    assert f"Table genai_demo_{schema}_a is not deleted" in lines


def test_deprecation_and_return(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        stage.change(schema, "DROP TABLE a")
        crawl = stage.succeed(crawler)
        gone = stage.tables(crawler)[f"genai_demo_{schema}_a"]
        stage.succeed(crawler)
        still_gone = stage.tables(crawler)[f"genai_demo_{schema}_a"]
        stage.change(schema, "CREATE TABLE a (x int)")
        stage.succeed(crawler)
        back = stage.tables(crawler)[f"genai_demo_{schema}_a"]
    mark = gone["Parameters"]["DEPRECATED_BY_CRAWLER"]
    assert gone["StorageDescriptor"]["Parameters"]["DEPRECATED_BY_CRAWLER"] == mark
    assert abs(int(mark) / 1000 - crawl["StartTime"].timestamp()) < 10
    assert json.loads(json.loads(crawl["Summary"])["TABLE"]["UPDATE"])["Details"]["names"] == [gone["Name"]]
    assert still_gone == gone
    assert "DEPRECATED_BY_CRAWLER" not in {**back["Parameters"], **back["StorageDescriptor"]["Parameters"]}


def test_deletion_spares_tables_that_others_made(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DELETE_FROM_DATABASE"}
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", SchemaChangePolicy=policy)
        stage.succeed(crawler)
        database = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
        stage.glue.create_table(DatabaseName=database, TableInput={"Name": "by_hand"})
        other = {"Name": "by_other", "Parameters": {"UPDATED_BY_CRAWLER": "other"}}
        stage.glue.create_table(DatabaseName=database, TableInput=other)
        stage.change(schema, "DROP TABLE a")
        crawl = stage.succeed(crawler)
        assert list(stage.tables(crawler)) == ["by_hand", "by_other"]
    assert list(json.loads(crawl["Summary"])["TABLE"]) == ["DELETE"]


def test_the_table_threshold_fails_the_crawl_and_nothing_is_written(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)") as schema:
        configuration = '{"Version":1.0,"CrawlerOutput":{"Tables":{"TableThreshold":1}}}'
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Configuration=configuration)
        assert stage.failure(crawler) == (
            "The number of tables detected by crawler: 2 is greater than the table threshold value provided: 1. "
            "Failing crawler without writing to Data Catalog."
        )
        assert stage.tables(crawler) == {}
        assert any("Table Threshold value = 1, Tables detected - 2" in line for line in stage.log_lines(crawler))
        raised = configuration.replace(":1}", ":2}")
        stage.glue.update_crawler(Name=crawler, Configuration=raised)
        stage.succeed(crawler)
        assert len(stage.tables(crawler)) == 2


def test_tables_that_differ_only_in_case_are_reported_and_left_out(stage: Stage) -> None:
    with stage.schema(
        'CREATE TABLE "Orders" (x int)', "CREATE TABLE orders (x int)", "CREATE TABLE a (x int)"
    ) as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        assert list(stage.tables(crawler)) == [f"genai_demo_{schema}_a"]
        name = f"genai_demo_{schema}_orders"
        sources = f"genai_demo.{schema}.Orders, genai_demo.{schema}.orders"
        expected = f"WARN : Table name {name} stands for {sources}; none of them is written"
        assert any(expected in line for line in stage.log_lines(crawler))


def test_a_table_that_begins_to_collide_is_not_taken_for_deleted(stage: Stage) -> None:
    with stage.schema("CREATE TABLE orders (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        before = stage.tables(crawler)
        stage.change(schema, 'CREATE TABLE "Orders" (x int)')
        stage.succeed(crawler)
        assert stage.tables(crawler) == before


def test_log_lines(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Configuration='{"Version":1.0}')
        stage.succeed(crawler)
        last = stage.glue.get_crawler(Name=crawler)["Crawler"]["LastCrawl"]
        database = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
    assert (last["LogGroup"], last["LogStream"]) == ("/aws-glue/crawlers", crawler)
    prefix = f"[{last['MessagePrefix']}] "
    lines = stage.log_lines(crawler)
    assert all(line.startswith(prefix) for line in lines)
    policy = '{\n    "UpdateBehavior": "UPDATE_IN_DATABASE",\n    "DeleteBehavior": "DEPRECATE_IN_DATABASE"\n}'
    assert [line.removeprefix(prefix) for line in lines] == [
        f"BENCHMARK : Running Start Crawl for Crawler {crawler}",
        f"BENCHMARK : Classification complete, writing results to database {database}",
        'INFO : Crawler configured with Configuration \n{\n    "Version": 1.0\n}\n and SchemaChangePolicy '
        f"\n{policy}\n. "
        "Note that values in the Configuration override values in the SchemaChangePolicy for S3 Targets.",
        f"INFO : Created table genai_demo_{schema}_a in database {database}",
        "BENCHMARK : Finished writing to Catalog",
        "INFO : Run Summary For TABLE:",
        "INFO : ADD: 1",
        "BENCHMARK : Crawler has finished running and is in state READY",
    ]


def test_a_security_configuration_changes_the_log_group(stage: Stage) -> None:
    stage.glue.create_security_configuration(Name="crawl_logs", EncryptionConfiguration={})
    crawler = stage.make_crawler(f"{DATABASE}/nowhere/%", CrawlerSecurityConfiguration="crawl_logs")
    stage.succeed(crawler)
    group = f"/aws-glue/crawlers-role/{stage.role}-crawl_logs"
    assert stage.glue.get_crawler(Name=crawler)["Crawler"]["LastCrawl"]["LogGroup"] == group
    assert stage.log_lines(crawler, group)


@pytest.mark.parametrize(
    "targets", [{"S3Targets": [{"Path": "s3://b/p"}]}, {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}]}]
)
def test_other_targets_fail_with_a_clear_line(stage: Stage, targets: dict[str, Any]) -> None:
    crawler = stage.make_crawler(Targets=targets)
    message = f"The embedded AWS crawls JDBC targets only; this crawler has {next(iter(targets))}"
    assert stage.failure(crawler) == message
    assert stage.log_lines(crawler)[1].endswith(f"ERROR : {message}")


def test_a_path_that_no_crawler_understands(stage: Stage) -> None:
    assert "'%' stands for a whole schema or table" in stage.failure(stage.make_crawler(f"{DATABASE}/public/ord%"))


def test_an_exclusion_that_is_no_glob(stage: Stage) -> None:
    crawler = stage.make_crawler(target={"Exclusions": ["{a"]})
    assert stage.failure(crawler) == "Exclusion '{a' is not a valid glob: a '{' is never closed."
