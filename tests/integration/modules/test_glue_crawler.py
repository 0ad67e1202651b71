# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a crawler: each option alone, predicted and done, and nothing done twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import Stage

NAME = "life-of-a-crawler"


@pytest.fixture
def aws(embedded: Aws) -> Iterator[Aws]:
    yield embedded
    embedded.run("glue_crawler", name=NAME, state="absent")


@pytest.fixture(scope="module")
def definition(stage: Stage) -> dict[str, Any]:
    return {
        "role": stage.role,
        "database_name": stage.make_database(),
        "targets": {
            "jdbc_targets": [
                {
                    "connection_name": stage.connection,
                    "path": "genai_demo/public/%",
                    "exclusions": ["flyway_schema_history", "tmp_*"],
                }
            ]
        },
    }


@pytest.fixture(scope="module")
def security_configurations(stage: Stage) -> None:
    for name in ("one", "two"):
        stage.glue.create_security_configuration(Name=name, EncryptionConfiguration={})


def there(aws: Aws) -> dict:
    return aws.client("glue").get_crawler(Name=NAME)["Crawler"]


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again."""
    planned = aws.run("glue_crawler", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_crawler", name=NAME, **options)
    again = aws.run("glue_crawler", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert len(aws.traffic.calls) <= 3
    return done


def test_create_and_delete(aws: Aws, definition: dict) -> None:
    local = {"time": "02:00", "timezone": "Asia/Tokyo"}
    made = change(aws, **definition, schedule_local=local, tags={"Project": "GenAI-Demo"})
    assert made["diff"]["before"] == {}
    assert made["diff"]["after"]["targets"] == definition["targets"]
    assert made["schedule"] == {
        "utc": "cron(0 17 * * ? *)",
        "schedule_expression": "cron(0 17 * * ? *)",
        "state": "SCHEDULED",
        "local": "02:00",
        "timezone": "Asia/Tokyo",
        "utc_offset": "+09:00",
    }
    assert made["crawler"]["targets"] == definition["targets"]
    assert made["targets"]["JdbcTargets"][0]["Path"] == "genai_demo/public/%"
    assert made["schema_change_policy"]["UpdateBehavior"] == "UPDATE_IN_DATABASE"
    assert aws.client("glue").get_tags(ResourceArn=made["crawler"]["arn"])["Tags"] == {"Project": "GenAI-Demo"}

    assert aws.run("glue_crawler", check=True, name=NAME, state="absent")["changed"]
    gone = aws.run("glue_crawler", name=NAME, state="absent")
    assert gone["changed"]
    assert gone["diff"]["before"]["targets"] == definition["targets"]
    assert not aws.run("glue_crawler", name=NAME, state="absent")["changed"]


def test_plan_without_anything_there_yet(aws: Aws) -> None:
    planned = aws.run(
        "glue_crawler",
        check=True,
        name=NAME,
        role="arn:aws:iam::000000000000:role/the-new-role",
        database_name="the_new_database",
        targets={"jdbc_targets": [{"connection_name": "the-new-connection", "path": "genai_demo/public/%"}]},
        schedule="cron(0 17 * * ? *)",
        tags={"a": "b"},
    )
    assert planned["changed"]
    assert planned["diff"]["after"]["tags"] == {"a": "b"}
    assert planned["schedule"]["utc"] == "cron(0 17 * * ? *)"


@pytest.mark.parametrize(
    ("option", "first", "second", "empty"),
    [
        ("description", "one", "two", ""),
        ("table_prefix", "a_", "b_", ""),
        ("schedule", "cron(0 17 * * ? *)", "cron(0 18 * * ? *)", ""),
        ("security_configuration", "one", "two", ""),
        (
            "configuration",
            {"Version": 1.0, "CrawlerOutput": {"Tables": {"TableThreshold": 5}}},
            '{"Version": 1, "CrawlerOutput": {"Tables": {"TableThreshold": 6}}}',
            {},
        ),
    ],
)
def test_option_is_set_changed_left_alone_and_cleared(
    aws: Aws, security_configurations: None, definition: dict, option: str, first: Any, second: Any, empty: Any
) -> None:
    change(aws, **definition, **{option: first})
    assert not aws.run("glue_crawler", name=NAME)["changed"]
    changed = change(aws, **{option: second})
    assert list(changed["diff"]["before"]) == list(changed["diff"]["after"]) == [option]
    change(aws, **definition, **{option: empty})
    assert not aws.run("glue_crawler", name=NAME)["changed"]


@pytest.mark.parametrize(
    ("option", "part", "rest"),
    [
        ("schema_change_policy", {"delete_behavior": "LOG"}, ("UpdateBehavior", "UPDATE_IN_DATABASE")),
        ("schema_change_policy", {"update_behavior": "LOG"}, ("DeleteBehavior", "DEPRECATE_IN_DATABASE")),
        ("lineage_configuration", {"crawler_lineage_settings": "ENABLE"}, None),
        ("lake_formation_configuration", {"use_lake_formation_credentials": True}, ("AccountId", "")),
    ],
)
def test_part_of_a_policy_leaves_the_rest_alone(
    aws: Aws, definition: dict, option: str, part: dict, rest: tuple[str, str] | None
) -> None:
    change(aws, **definition)
    change(aws, **{option: part})
    field = "".join(word.capitalize() for word in option.split("_"))
    assert rest is None or there(aws)[field][rest[0]] == rest[1]


def test_what_a_crawler_is_made_of_is_changed_alone(aws: Aws, stage: Stage, definition: dict) -> None:
    for name in ("first", "second"):
        if name not in [next(iter(found.values()))["Name"] for found in stage.glue.get_classifiers()["Classifiers"]]:
            stage.glue.create_classifier(JsonClassifier={"Name": name, "JsonPath": "$"})
    s3 = {"s3_targets": [{"path": "s3://bucket/prefix"}]}
    logged = {"update_behavior": "LOG", "delete_behavior": "LOG"}
    change(aws, **{**definition, "targets": s3}, schema_change_policy=logged)
    for options in (
        {"role": f"arn:aws:iam::000000000000:role/crawlers/{stage.make_role(path='/crawlers/')}"},
        {"database_name": stage.make_database()},
        {"classifiers": ["first", "second"]},
        {"classifiers": ["second", "first"]},
        {"classifiers": []},
        {"recrawl_policy": {"recrawl_behavior": "CRAWL_NEW_FOLDERS_ONLY"}},
        {"recrawl_policy": {"recrawl_behavior": "CRAWL_EVERYTHING"}},
        {"schema_change_policy": {"update_behavior": "UPDATE_IN_DATABASE"}},
    ):
        changed = change(aws, **options)
        shown = changed["diff"]["after"] or changed["diff"]["before"]
        assert list(shown) == list(options)


def test_what_aws_fills_in_is_no_difference(aws: Aws, definition: dict) -> None:
    change(aws, **definition)
    same = {
        "role": f"arn:aws:iam::000000000000:role/{definition['role']}",
        "schema_change_policy": {
            "update_behavior": "UPDATE_IN_DATABASE",
            "delete_behavior": "DEPRECATE_IN_DATABASE",
        },
        "recrawl_policy": {"recrawl_behavior": "CRAWL_EVERYTHING"},
        "lineage_configuration": {"crawler_lineage_settings": "DISABLE"},
        "lake_formation_configuration": {"use_lake_formation_credentials": False, "account_id": ""},
        "configuration": {"Version": 1},
        "classifiers": [],
        "description": "",
        "schedule": "",
    }
    assert aws.run("glue_crawler", name=NAME, **same)["diff"] == {"before": {}, "after": {}}


def test_targets_are_the_whole_list(aws: Aws, stage: Stage, definition: dict) -> None:
    change(aws, **definition)
    [target] = definition["targets"]["jdbc_targets"]
    second = {**target, "path": "genai_demo/sales/%", "enable_additional_metadata": ["COMMENTS"]}
    change(aws, targets={"jdbc_targets": [second, target]})
    assert not aws.run("glue_crawler", name=NAME, targets={"jdbc_targets": [target, second]})["changed"]
    change(aws, targets={"jdbc_targets": [{**target, "exclusions": []}]})
    s3 = {"path": "s3://bucket/prefix", "sample_size": 3}
    change(aws, targets={"jdbc_targets": [target], "s3_targets": [s3]})
    change(aws, targets={"S3Targets": [{"Path": "s3://bucket/prefix", "SampleSize": 3}]})
    assert there(aws)["Targets"]["JdbcTargets"] == []


ALL_KINDS = [
    {"s3_targets": [{"path": "s3://b/p", "exclusions": ["**.json"], "sample_size": 10}]},
    {"mongodb_targets": [{"connection_name": "CONNECTION", "path": "db/collection", "scan_all": False}]},
    {"dynamodb_targets": [{"path": "table", "scan_all": False, "scan_rate": 0.5}]},
    {"delta_targets": [{"delta_tables": ["s3://b/d"], "write_manifest": True, "create_native_delta_table": False}]},
    {"iceberg_targets": [{"paths": ["s3://b/i"], "maximum_traversal_depth": 5}]},
    {"hudi_targets": [{"paths": ["s3://b/h"], "maximum_traversal_depth": 5, "exclusions": ["x"]}]},
]


@pytest.mark.parametrize("targets", ALL_KINDS, ids=lambda targets: next(iter(targets)))
def test_every_kind_of_target(aws: Aws, stage: Stage, definition: dict, targets: dict) -> None:
    for kind in targets.values():
        for target in kind:
            if target.get("connection_name"):
                target["connection_name"] = stage.connection
    made = change(aws, **{**definition, "targets": targets})
    assert next(iter(made["crawler"]["targets"])) == next(iter(targets))


def test_catalog_targets(aws: Aws, stage: Stage, definition: dict) -> None:
    targets = {"catalog_targets": [{"database_name": definition["database_name"], "tables": ["b", "a"]}]}
    policy = {"update_behavior": "LOG", "delete_behavior": "LOG"}
    change(aws, role=stage.role, targets=targets, schema_change_policy=policy)


def test_schedule_is_paused_and_resumed(aws: Aws, definition: dict) -> None:
    paused = change(aws, **definition, schedule="cron(0 17 * * ? *)", schedule_state="paused")
    assert paused["schedule"]["state"] == "NOT_SCHEDULED"
    change(aws, schedule_state="active")
    assert there(aws)["Schedule"]["State"] == "SCHEDULED"
    changed = change(aws, schedule="cron(0 18 * * ? *)", schedule_state="paused")
    assert changed["diff"]["after"] == {"schedule": "cron(0 18 * * ? *)", "schedule_state": "paused"}


def test_zone_with_daylight_saving_time_is_warned_about(aws: Aws, definition: dict) -> None:
    local = {"time": "02:00", "timezone": "Europe/Berlin", "days": ["MON"]}
    made = aws.run("glue_crawler", name=NAME, **definition, schedule_local=local)
    assert "daylight saving time" in str(made["warnings"])
    assert made["schedule"]["offset_changes_on"]


def test_tags_alone_do_not_touch_the_crawler(aws: Aws, definition: dict) -> None:
    change(aws, **definition, tags={"a": "1"})
    aws.run("glue_crawler", name=NAME, tags={"b": "2"}, purge_tags=False)
    assert aws.traffic.writes == ["TagResource"]
    aws.run("glue_crawler", name=NAME, tags={"b": "2"})
    assert aws.traffic.writes == ["UntagResource"]


def test_field_without_an_option_passes_through(aws: Aws, definition: dict) -> None:
    raw = {"SchemaChangePolicy": {"DeleteBehavior": "LOG"}, "TablePrefix": "raw_"}
    change(aws, **definition, raw_crawler_parameters=raw)
    assert there(aws)["TablePrefix"] == "raw_"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("CrawlerRunningException", "Crawler with name x has already started"),
        ("InvalidInputException", "Cannot update Crawler while running. Please stop crawl or wait until it completes."),
        ("SchedulerTransitioningException", "The scheduler is transitioning"),
        ("InvalidInputException", "Service is unable to assume provided role. Please verify role's TrustPolicy"),
        ("InvalidInputException", "Error trying to retrieve security config"),
        ("ThrottlingException", "Rate exceeded"),
    ],
)
def test_refusal_that_passes_is_waited_for(aws: Aws, definition: dict, code: str, message: str) -> None:
    change(aws, **definition)
    aws.traffic.fail_once("UpdateCrawler", code, message, times=2)
    assert aws.run("glue_crawler", name=NAME, description="new")["changed"]
    assert aws.traffic.operations.count("UpdateCrawler") == 3
    assert there(aws)["Description"] == "new"


def test_running_crawler_is_left_alone_when_told_so(aws: Aws, definition: dict) -> None:
    change(aws, **definition)
    message = "Crawler with name x has already started"
    for operation, options in (("UpdateCrawler", {"description": "new"}), ("DeleteCrawler", {"state": "absent"})):
        aws.traffic.fail_once(operation, "CrawlerRunningException", message)
        with pytest.raises(ModuleFailed, match="Wait until the crawler has finished, or set on_running") as failed:
            aws.run("glue_crawler", name=NAME, on_running="fail", **options)
        assert failed.value.result["error"]["code"] == "CrawlerRunningException"


def test_wrong_trust_policy_fails_within_the_bound_with_the_mend(aws: Aws, stage: Stage, definition: dict) -> None:
    role = stage.make_role(trusted={"Version": "2012-10-17", "Statement": []})
    with pytest.raises(ModuleFailed, match="tried again for 20 seconds") as failed:
        aws.run("glue_crawler", name=NAME, **{**definition, "role": role}, propagation_timeout=20)
    assert sum(aws.traffic.pauses) == pytest.approx(20)
    assert "Service is unable to assume provided role" in failed.value.result["msg"]
    assert "glue.amazonaws.com" in failed.value.result["mend"][0]


def test_missing_permission_of_the_caller_is_not_waited_for(aws: Aws, definition: dict) -> None:
    message = "User: arn:aws:iam::1:user/u is not authorized to perform: glue:CreateCrawler on resource: *"
    aws.traffic.fail_once("CreateCrawler", "AccessDeniedException", message)
    with pytest.raises(ModuleFailed, match="Allow glue:CreateCrawler"):
        aws.run("glue_crawler", name=NAME, **definition)
    assert aws.traffic.pauses == []


def test_answer_that_was_lost_makes_no_second_crawler(aws: Aws, definition: dict) -> None:
    change(aws, **definition)
    aws.traffic.fail_once("GetCrawler", "EntityNotFoundException")
    assert aws.run("glue_crawler", name=NAME, **definition, description="new")["changed"]
    assert there(aws)["Description"] == "new"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": "x" * 256}, "name: 256 characters are given, 1 to 255 are allowed"),
        ({"recrawl_policy": {"recrawl_behavior": "CRAWL_EVERY"}}, "Did you mean CRAWL_EVERYTHING"),
        ({"configuration": {"CrawlerOutputs": {}}}, "Did you mean CrawlerOutput"),
        ({"targets": {"s3_target": []}}, "Did you mean s3_targets"),
        ({"targets": {"jdbc_targets": [{"connection_name": "c", "path": "d/p/%", "sample_size": 3}]}}, "sample_size"),
        ({"targets": {"s3_targets": [{"path": "s3://b", "sample_size": 250}]}}, "250 is given, 1 to 249"),
        (
            {"targets": {"jdbc_targets": [{"connection_name": "c", "path": "d/p/%", "exclusions": ["tmp_%"]}]}},
            "write 'tmp_\\*'",
        ),
        (
            {"targets": {"jdbc_targets": [{"connection_name": "c", "path": "d/p/%", "exclusions": ["d/tmp"]}]}},
            "starts with the database",
        ),
        ({"wait_timeout": 0}, "wait_timeout: 0 is given"),
    ],
)
def test_what_the_task_alone_shows_is_refused_before_any_call(
    aws: Aws, definition: dict, options: dict, complaint: str
) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        aws.run("glue_crawler", **{"name": NAME, **definition, **options})
    assert aws.traffic.calls == []


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"role": None}, "role must be set"),
        ({"targets": {"jdbc_target": []}}, "Unsupported parameters.*targets.jdbc_target"),
        ({"schedule": "rate(1 day)"}, "Crawlers take no rate"),
        ({"schedule": "x", "schedule_local": {"time": "2:00", "timezone": "UTC"}}, "mutually exclusive"),
        ({"configuration": {"PostgreSQL": {"SampleSize": 1000}}}, "PostgreSQL.*not allowed"),
        (
            {"schema_change_policy": {"update_behavior": "UPDATE"}},
            "must be one of: LOG, UPDATE_IN_DATABASE, got: UPDATE",
        ),
    ],
)
def test_what_cannot_be_is_refused(aws: Aws, definition: dict, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        aws.run("glue_crawler", name=NAME, **{**definition, **options})
    assert aws.traffic.writes == []


def test_playbook_of_community_aws_on_a_foreign_emulator(foreign: Aws) -> None:
    """The example of community.aws.glue_crawler; moto has no UpdateCrawler."""
    foreign.client("glue").create_database(DatabaseInput={"Name": "my_database"})
    options = {
        "name": "my-glue-crawler",
        "database_name": "my_database",
        "role": "my-iam-role",
        "schema_change_policy": {
            "delete_behavior": "DELETE_FROM_DATABASE",
            "update_behavior": "UPDATE_IN_DATABASE",
        },
        "recrawl_policy": {"recrawl_behavior": "CRAWL_EVERYTHING"},
        "targets": {
            "S3Targets": [
                {
                    "Path": "s3://my-bucket/prefix/folder/",
                    "ConnectionName": "my-connection",
                    "Exclusions": ["**.json", "**.yml"],
                }
            ]
        },
        "tags": {"Project": "GenAI-Demo"},
        "state": "present",
    }
    made = foreign.run("glue_crawler", **options)
    assert made["changed"]
    assert made["database_name"] == "my_database"
    assert made["targets"]["S3Targets"] == options["targets"]["S3Targets"]
    assert not foreign.run("glue_crawler", **options)["changed"]
    assert foreign.run("glue_crawler", name="my-glue-crawler", state="absent")["changed"]
    assert not foreign.run("glue_crawler", name="my-glue-crawler", state="absent")["changed"]
