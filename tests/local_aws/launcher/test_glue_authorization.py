# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources that IAM checks for Glue, as the service authorization reference lists them."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws.glue_authorization import passed_role
from local_aws.glue_authorization import resources

ACCOUNT, REGION = "000000000000", "ap-northeast-1"
PREFIX = f"arn:aws:glue:{REGION}:{ACCOUNT}:"


@pytest.mark.parametrize(
    ("action", "params", "expected"),
    [
        ("GetTable", {"DatabaseName": "db", "Name": "T1"}, ["catalog", "database/db", "table/db/t1"]),
        ("GetTables", {"DatabaseName": "db"}, ["catalog", "database/db", "table/db/*"]),
        (
            "CreateTable",
            {"DatabaseName": "db", "TableInput": {"Name": "t"}},
            ["catalog", "database/db", "table/db/t"],
        ),
        (
            "BatchDeleteTable",
            {"DatabaseName": "db", "TablesToDelete": ["a", "b"]},
            ["catalog", "database/db", "table/db/a", "table/db/b"],
        ),
        ("GetPartitions", {"DatabaseName": "db", "TableName": "t"}, ["catalog", "database/db", "table/db/t"]),
        ("CreateDatabase", {"DatabaseInput": {"Name": "db"}}, ["catalog", "database/db"]),
        ("GetDatabases", {}, ["catalog", "database/*"]),
        ("DeleteDatabase", {"Name": "db"}, ["catalog", "database/db", "table/db/*", "userDefinedFunction/db/*"]),
        (
            "GetUserDefinedFunction",
            {"DatabaseName": "db", "FunctionName": "f"},
            ["catalog", "database/db", "userDefinedFunction/db/f"],
        ),
        ("CreateConnection", {"ConnectionInput": {"Name": "c"}}, ["catalog"]),
        ("GetConnection", {"Name": "c"}, ["catalog", "connection/c"]),
        ("BatchDeleteConnection", {"ConnectionNameList": ["a", "b"]}, ["catalog", "connection/a", "connection/b"]),
        ("UpdateConnection", {"Name": "c", "ConnectionInput": {"Name": "c"}}, ["catalog", "connection/c"]),
        ("PutDataCatalogEncryptionSettings", {}, ["catalog"]),
        ("StartCrawler", {"Name": "c"}, ["crawler/c"]),
        ("ListCrawls", {"CrawlerName": "c"}, ["crawler/c"]),
        ("BatchGetCrawlers", {"CrawlerNames": ["a", "b"]}, ["crawler/a", "crawler/b"]),
        ("StartJobRun", {"JobName": "j"}, ["job/j"]),
        ("GetSchema", {"SchemaId": {"RegistryName": "r", "SchemaName": "s"}}, ["registry/r", "schema/r/s"]),
    ],
)
def test_resources_are_those_that_aws_checks(action: str, params: dict[str, Any], expected: list[str]) -> None:
    assert resources(action, params, ACCOUNT, REGION) == [PREFIX + resource for resource in expected]


@pytest.mark.parametrize("action", ["GetCrawlers", "ListCrawlers", "CreateCrawler", "UpdateCrawlerSchedule", "GetJobs"])
def test_an_action_without_a_resource_type_needs_every_resource(action: str) -> None:
    assert resources(action, {"Name": "x", "CrawlerName": "x"}, ACCOUNT, REGION) == ["*"]


def test_tagging_is_checked_on_the_resource_itself() -> None:
    arn = f"{PREFIX}crawler/c"
    assert resources("TagResource", {"ResourceArn": arn, "TagsToAdd": {"a": "b"}}, ACCOUNT, REGION) == [arn]


def test_the_role_given_to_a_crawler_has_to_be_passed() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/R"
    assert passed_role("CreateCrawler", {"Role": role}, ACCOUNT) == role
    assert passed_role("UpdateCrawler", {"Role": "R"}, ACCOUNT) == role
    assert passed_role("UpdateCrawler", {"Name": "c"}, ACCOUNT) is None
    assert passed_role("StartCrawler", {"Role": role}, ACCOUNT) is None
