# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateCrawler to ListCrawlers, as a client sees them."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from tests.local_aws.glue_crawlers.stage import ACCOUNT
from tests.local_aws.glue_crawlers.stage import CATALOG_RIGHTS
from tests.local_aws.glue_crawlers.stage import NETWORK_RIGHTS
from tests.local_aws.glue_crawlers.stage import REGION
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import allow
from tests.local_aws.glue_crawlers.stage import policy
from tests.local_aws.glue_crawlers.stage import refusal
from tests.local_aws.glue_crawlers.stage import trust
from tests.local_aws.glue_crawlers.stage import unique

LOG_POLICY = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}


def shown(stage: Stage, crawler: str) -> dict[str, Any]:
    return stage.glue.get_crawler(Name=crawler)["Crawler"]


def test_aws_fills_in_defaults(stage: Stage) -> None:
    crawler = stage.make_crawler()
    got = shown(stage, crawler)
    assert got.pop("CreationTime") == got.pop("LastUpdated")
    database = got.pop("DatabaseName")
    assert database.startswith("catalog_")
    assert got == {
        "Name": crawler,
        "Role": stage.role,
        "Targets": {
            "S3Targets": [],
            "JdbcTargets": [{"ConnectionName": stage.connection, "Path": "genai_demo/public/%", "Exclusions": []}],
            "MongoDBTargets": [],
            "DynamoDBTargets": [],
            "CatalogTargets": [],
            "DeltaTargets": [],
            "IcebergTargets": [],
            "HudiTargets": [],
        },
        "Classifiers": [],
        "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
        "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"},
        "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
        "LakeFormationConfiguration": {"UseLakeFormationCredentials": False, "AccountId": ""},
        "State": "READY",
        "CrawlElapsedTime": 0,
        "Version": 1,
    }


def test_every_field_is_kept(stage: Stage) -> None:
    stage.glue.create_classifier(JsonClassifier={"Name": "crawler_classifier", "JsonPath": "$"})
    stage.glue.create_security_configuration(Name="crawler_security", EncryptionConfiguration={})
    given = {
        "Description": "Finds tables",
        "TablePrefix": "p_",
        "Schedule": "cron(0 17 * * ? *)",
        "Configuration": '{"Version":1,"CrawlerOutput":{"Tables":{"TableThreshold":100}}}',
        "Classifiers": ["crawler_classifier"],
        "CrawlerSecurityConfiguration": "crawler_security",
        "SchemaChangePolicy": LOG_POLICY,
        "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
        "LineageConfiguration": {"CrawlerLineageSettings": "ENABLE"},
        "LakeFormationConfiguration": {"UseLakeFormationCredentials": True, "AccountId": ACCOUNT},
    }
    target = {"Exclusions": ["tmp_*"], "EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]}
    crawler = stage.make_crawler(**given, target=target, Tags={"Project": "demo"})
    got = shown(stage, crawler)
    expected = {
        **given,
        "Schedule": {"ScheduleExpression": "cron(0 17 * * ? *)", "State": "SCHEDULED"},
        "Configuration": '{"Version":1.0,"CrawlerOutput":{"Tables":{"TableThreshold":100}}}',
    }
    assert {key: got[key] for key in expected} == expected
    assert got["Targets"]["JdbcTargets"][0].items() >= target.items()
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:crawler/{crawler}"
    assert stage.glue.get_tags(ResourceArn=arn)["Tags"] == {"Project": "demo"}


def test_a_role_may_be_given_as_name_or_arn_and_comes_back_as_name_with_path(stage: Stage) -> None:
    role = stage.make_role(path="/service-role/")
    arn = f"arn:aws:iam::{ACCOUNT}:role/service-role/{role}"
    assert shown(stage, stage.make_crawler(Role=arn))["Role"] == f"service-role/{role}"
    assert shown(stage, stage.make_crawler(Role=f"service-role/{role}"))["Role"] == f"service-role/{role}"


def test_a_second_crawler_of_the_name_is_refused(stage: Stage) -> None:
    crawler = stage.make_crawler()
    code, _message = refusal(stage.make_crawler, Name=crawler)
    assert code == "AlreadyExistsException"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"Schedule": "rate(1 day)"}, "Invalid schedule cron expression. Expected format: Cron(CRON_EXPRESSION)"),
        ({"Schedule": "cron(0 2 * * * *)"}, "Invalid schedule cron expression: cron(0 2 * * * *)"),
        (
            {"Schedule": "cron(* * * * ? *)"},
            "Invalid schedule cron expression. Expected format: Cron(CRON_EXPRESSION). "
            "Rates faster than 5 minutes are not supported.",
        ),
        ({"Configuration": "{"}, "Crawler configuration not valid: Error parsing JSON"),
        (
            {"Configuration": "{}"},
            "Crawler configuration not valid: Crawler configuration missing required key: Version.",
        ),
        (
            {"Configuration": '{"Version":"1.0"}'},
            "Crawler configuration not valid: Version type invalid: expected Double, received String",
        ),
        (
            {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior '
            "value and LOG UpdateBehavior value.",
        ),
        (
            {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}, "SchemaChangePolicy": LOG_POLICY},
            'RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.',
        ),
        (
            {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"}},
            "Only S3 targets are allowed for event based crawlers.",
        ),
        (
            {"DatabaseName": ""},
            "You must provide the DatabaseName parameter when you specify a non-catalog targeted crawler.",
        ),
        ({"connection": "nowhere"}, "Connection nowhere does not exist."),
        ({"Classifiers": ["nothing"]}, "Classifier nothing does not exist."),
        ({"Targets": {}}, "At least one crawl target must be specified."),
        ({"Targets": {"JdbcTargets": [{"Path": "a/b/%"}]}}, "Connection name cannot be equal to null or empty."),
        (
            {
                "Targets": {
                    "S3Targets": [{"Path": "s3://b/p"}],
                    "CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}],
                }
            },
            "The crawler cannot have catalog targets mixed with other target types. Specify crawler targets that "
            "include only catalog, or only non-catalog targets",
        ),
    ],
)
def test_refusals(stage: Stage, given: dict[str, Any], message: str) -> None:
    assert refusal(stage.make_crawler, **given) == ("InvalidInputException", message)


def test_a_database_name_is_required_for_jdbc(stage: Stage) -> None:
    target = {"ConnectionName": stage.connection, "Path": "genai_demo/public/%"}
    code, message = refusal(
        stage.glue.create_crawler, Name=unique("c"), Role=stage.role, Targets={"JdbcTargets": [target]}
    )
    assert code == "InvalidInputException"
    assert message.startswith("You must provide the DatabaseName parameter")


@pytest.mark.parametrize(
    "given",
    [
        {"Name": "n" * 256},
        {"TablePrefix": "p" * 129},
        {"Description": "d" * 2049},
        {"Tags": {str(i): "" for i in range(51)}},
    ],
)
def test_lengths(stage: Stage, given: dict[str, Any]) -> None:
    code, message = refusal(stage.make_crawler, **given)
    assert code == "ValidationException"
    assert "failed to satisfy constraint" in message


NOT_ASSUMABLE = "Service is unable to assume provided role. Please verify role's TrustPolicy"


def test_a_role_that_does_not_exist(stage: Stage) -> None:
    assert refusal(stage.make_crawler, Role="Nobody") == ("InvalidInputException", NOT_ASSUMABLE)


@pytest.mark.parametrize(
    "trusted",
    [
        {**trust(), "Statement": [{**trust()["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"}}]},
        trust(StringEquals={"aws:SourceAccount": "111111111111"}),
        trust(ArnLike={"aws:SourceArn": f"arn:aws:glue:{REGION}:{ACCOUNT}:crawler/another"}),
    ],
)
def test_a_role_that_glue_may_not_assume(stage: Stage, trusted: dict[str, Any]) -> None:
    role = stage.make_role(trusted=trusted)
    assert refusal(stage.make_crawler, Role=role) == ("InvalidInputException", NOT_ASSUMABLE)


def test_a_role_that_trusts_just_this_crawler(stage: Stage) -> None:
    name = unique("trusted-")
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:crawler/{name}"
    role = stage.make_role(trusted=trust(StringEquals={"aws:SourceAccount": ACCOUNT}, ArnLike={"aws:SourceArn": arn}))
    assert stage.make_crawler(Name=name, Role=role) == name


def test_the_role_has_to_be_allowed_to_read_the_connection(stage: Stage) -> None:
    role = stage.make_role(policy(NETWORK_RIGHTS, allow(["glue:GetTable"])))
    code, message = refusal(stage.make_crawler, Role=role)
    assert code == "InvalidInputException"
    assert message == (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{role}/AWS-Crawler is not authorized to perform: "
        f"glue:GetConnection on resource: arn:aws:glue:{REGION}:{ACCOUNT}:connection/{stage.connection} because no "
        "identity-based policy allows the glue:GetConnection action"
    )


def test_a_role_of_another_account(stage: Stage) -> None:
    code, _message = refusal(stage.make_crawler, Role="arn:aws:iam::111111111111:role/r")
    assert code == "AccessDeniedException"


def test_the_caller_needs_pass_role(stage: Stage) -> None:
    iam = stage.client("iam")
    user = unique("deployer")
    iam.create_user(UserName=user)
    rights = policy(allow(["glue:*"]), CATALOG_RIGHTS)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps(rights))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    deployer = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION)
    glue = stage.aws.client("glue", deployer)
    target = {"ConnectionName": stage.connection, "Path": "genai_demo/public/%"}
    code, message = refusal(
        glue.create_crawler,
        Name=unique("c"),
        Role=stage.role,
        DatabaseName=stage.make_database(),
        Targets={"JdbcTargets": [target]},
    )
    assert code == "AccessDeniedException"
    assert "iam:PassRole" in message


def test_an_update_changes_what_is_given_and_nothing_else(stage: Stage) -> None:
    crawler = stage.make_crawler(Description="before", TablePrefix="p_", Schedule="cron(0 17 * * ? *)")
    before = shown(stage, crawler)
    stage.glue.update_crawler(Name=crawler, Description="after")
    after = shown(stage, crawler)
    assert after["Version"] == before["Version"] + 1
    assert after["LastUpdated"] > before["LastUpdated"]
    assert after["CreationTime"] == before["CreationTime"]
    moving = ("Version", "LastUpdated", "Description")
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}


def test_an_empty_text_clears(stage: Stage) -> None:
    crawler = stage.make_crawler(
        Description="d", TablePrefix="p_", Schedule="cron(0 17 * * ? *)", Configuration='{"Version":1.0}'
    )
    stage.glue.update_crawler(Name=crawler, Description="", TablePrefix="", Schedule="", Configuration="")
    cleared = shown(stage, crawler)
    assert {"Description", "TablePrefix", "Schedule", "Configuration"}.isdisjoint(cleared)


def test_an_update_is_checked_like_a_creation(stage: Stage) -> None:
    crawler = stage.make_crawler()
    before = shown(stage, crawler)
    for given, code in (
        ({"Schedule": "rate(1 day)"}, "InvalidInputException"),
        ({"Role": "Nobody"}, "InvalidInputException"),
        ({"Targets": {}}, "InvalidInputException"),
        ({"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"}}, "InvalidInputException"),
    ):
        assert refusal(stage.glue.update_crawler, Name=crawler, **given)[0] == code
    assert shown(stage, crawler) == before


def test_other_kinds_of_targets_are_kept(stage: Stage) -> None:
    targets = {
        "S3Targets": [{"Path": "s3://bucket/p"}],
        "DynamoDBTargets": [{"Path": "t", "scanAll": True, "scanRate": 0.5}],
    }
    got = shown(stage, stage.make_crawler(Targets=targets))["Targets"]
    assert got["S3Targets"] == [{"Path": "s3://bucket/p", "Exclusions": []}]
    assert got["DynamoDBTargets"] == targets["DynamoDBTargets"]


def test_what_is_not_there(stage: Stage) -> None:
    missing = unique("missing-")
    expected = ("EntityNotFoundException", f"Crawler entry with name {missing} does not exist")
    glue = stage.glue
    for call in (glue.get_crawler, glue.update_crawler, glue.delete_crawler, glue.start_crawler, glue.stop_crawler):
        assert refusal(call, Name=missing) == expected
    for call in (glue.list_crawls, glue.start_crawler_schedule, glue.stop_crawler_schedule):
        assert refusal(call, CrawlerName=missing) == expected


def test_deletion_takes_tags_and_history_along(stage: Stage) -> None:
    crawler = stage.make_crawler(Tags={"a": "b"})
    stage.glue.delete_crawler(Name=crawler)
    assert refusal(stage.glue.get_crawler, Name=crawler)[0] == "EntityNotFoundException"
    stage.make_crawler(Name=crawler)
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:crawler/{crawler}"
    assert stage.glue.get_tags(ResourceArn=arn)["Tags"] == {}


def test_lists(stage: Stage) -> None:
    tag = unique("list")
    names = sorted(stage.make_crawler(Tags={"list": tag}) for _ in range(3))
    assert stage.glue.list_crawlers(Tags={"list": tag})["CrawlerNames"] == names
    first = stage.glue.list_crawlers(Tags={"list": tag}, MaxResults=2)
    assert first["CrawlerNames"] == names[:2]
    rest = stage.glue.list_crawlers(Tags={"list": tag}, MaxResults=2, NextToken=first["NextToken"])
    assert rest["CrawlerNames"] == names[2:]
    assert "NextToken" not in rest

    got = stage.glue.batch_get_crawlers(CrawlerNames=[*names, "missing"])
    assert [crawler["Name"] for crawler in got["Crawlers"]] == names
    assert got["CrawlersNotFound"] == ["missing"]

    pages = stage.glue.get_paginator("get_crawlers").paginate(PaginationConfig={"PageSize": 2})
    found = [crawler for page in pages for crawler in page["Crawlers"] if crawler["Name"] in names]
    assert found == [shown(stage, name) for name in names]
