# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS does not document, or does in more than one way, the other way round."""

from __future__ import annotations

from tests.local_aws.glue_crawlers.stage import ACCOUNT
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import refusal
from tests.local_aws.glue_crawlers.stage import unique
from tests.local_aws.glue_crawlers.stage import until


def make_crawler(stage: Stage, path: str, **given: object) -> str:
    """With a role that is old enough to be assumed."""

    def made() -> str | None:
        try:
            return stage.make_crawler(path, **given)
        except stage.glue.exceptions.InvalidInputException as error:
            assert "unable to assume provided role" in str(error)
            return None

    return until(made)


def found(stage: Stage, schema: str) -> list[str]:
    crawler = make_crawler(stage, f"{DATABASE}/{schema}/%")
    stage.succeed(crawler)
    return [name.removeprefix(f"genai_demo_{schema}_") for name in stage.tables(crawler)]


KINDS = (
    "CREATE TABLE parted (x int) PARTITION BY LIST (x)",
    "CREATE TABLE part_1 PARTITION OF parted FOR VALUES IN (1)",
    "CREATE MATERIALIZED VIEW matview AS SELECT 1 AS x",
    "CREATE VIEW plain AS SELECT 1 AS x",
)


def test_kinds_of_tables(stage: Stage, switched_stage: Stage) -> None:
    with stage.schema(*KINDS) as schema:
        assert found(stage, schema) == ["parted", "plain"]
    with switched_stage.schema(*KINDS) as schema:
        assert found(switched_stage, schema) == ["matview", "part_1", "parted", "plain"]


def test_system_schemas(stage: Stage, switched_stage: Stage) -> None:
    assert found(stage, "pg_catalog") == []
    assert "pg_class" in found(switched_stage, "pg_catalog")


def test_collisions_get_suffixes(switched_stage: Stage) -> None:
    statements = ('CREATE TABLE "Orders" (x int)', "CREATE TABLE orders (y int)")
    with switched_stage.schema(*statements) as schema:
        plain, suffixed = found(switched_stage, schema)
        assert plain == "orders"
        assert suffixed.startswith("orders_")
        assert found(switched_stage, schema) == [plain, suffixed]


def test_a_new_role_is_not_known_at_once(switched_stage: Stage) -> None:
    ready = {"connection": switched_stage.connection, "DatabaseName": switched_stage.make_database()}
    role = switched_stage.make_role()
    code, message = refusal(switched_stage.make_crawler, Role=role, **ready)
    assert (code, message) == (
        "InvalidInputException",
        "Service is unable to assume provided role. Please verify role's TrustPolicy",
    )
    make_crawler(switched_stage, f"{DATABASE}/nowhere/%", Role=role, **ready)


def test_unknown_configuration_and_fast_schedules_are_kept(switched_stage: Stage) -> None:
    crawler = make_crawler(
        switched_stage,
        f"{DATABASE}/nowhere/%",
        Configuration='{"Version":1.0,"PostgreSQL":{"SampleSize":1000}}',
        Schedule="cron(* * * * ? 2199)",
    )
    shown = switched_stage.glue.get_crawler(Name=crawler)["Crawler"]
    assert shown["Configuration"] == '{"Version":1.0,"PostgreSQL":{"SampleSize":1000}}'
    assert shown["Schedule"]["ScheduleExpression"] == "cron(* * * * ? 2199)"


def test_tags_take_a_while_to_go(switched_stage: Stage) -> None:
    name = unique("tagged-")
    ready = {"connection": switched_stage.connection, "DatabaseName": switched_stage.make_database()}
    make_crawler(switched_stage, f"{DATABASE}/nowhere/%", Name=name, Tags={"a": "b"}, **ready)
    switched_stage.glue.delete_crawler(Name=name)
    assert refusal(switched_stage.make_crawler, Name=name, Tags={"a": "b"}, **ready) == (
        "InvalidInputException",
        "Tags created previously on a crawler of the same name are in deleting state. Please retry after some time.",
    )

    def again() -> bool:
        try:
            switched_stage.make_crawler(Name=name, Tags={"c": "d"})
        except switched_stage.glue.exceptions.InvalidInputException:
            return False
        return True

    until(again)
    arn = f"arn:aws:glue:ap-northeast-1:{ACCOUNT}:crawler/{name}"
    assert switched_stage.glue.get_tags(ResourceArn=arn)["Tags"] == {"c": "d"}
