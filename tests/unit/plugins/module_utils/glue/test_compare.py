# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS returns against what a task asks for: a difference only where there is one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import canonical_properties
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import covers
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import crawler_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import password_differs
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_configuration
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_crawler_field
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_permissions
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_set
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_targets

# As GetCrawler returns it: every kind is there, and exclusions are filled in.
READ_BACK = {
    "S3Targets": [],
    "JdbcTargets": [
        {"ConnectionName": "c", "Path": "db/public/%", "Exclusions": ["tmp_*", "flyway"]},
        {"ConnectionName": "c", "Path": "db/sales/%", "Exclusions": []},
    ],
    "MongoDBTargets": [],
    "DynamoDBTargets": [],
    "CatalogTargets": [],
    "DeltaTargets": [],
    "IcebergTargets": [],
    "HudiTargets": [],
}


def test_filled_in_targets_are_the_same() -> None:
    assert same_targets(
        READ_BACK,
        {
            "JdbcTargets": [
                {"ConnectionName": "c", "Path": "db/sales/%"},
                {"ConnectionName": "c", "Path": "db/public/%", "Exclusions": ["flyway", "tmp_*"]},
            ]
        },
    )


@pytest.mark.parametrize(
    ("current", "desired"),
    [
        ({"MongoDBTargets": [{"Path": "a/b", "ScanAll": True}]}, {"MongoDBTargets": [{"Path": "a/b"}]}),
        ({"DynamoDBTargets": [{"Path": "t"}]}, {"DynamoDBTargets": [{"Path": "t", "scanAll": True}]}),
        (
            {"IcebergTargets": [{"Paths": ["b", "a"], "MaximumTraversalDepth": 10}]},
            {"IcebergTargets": [{"Paths": ["a", "b"]}]},
        ),
        (
            {"DeltaTargets": [{"DeltaTables": ["s3://a"], "WriteManifest": False}]},
            {"DeltaTargets": [{"DeltaTables": ["s3://a"]}]},
        ),
        (
            {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["b", "a"]}]},
            {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["a", "b"]}]},
        ),
    ],
)
def test_defaults_and_order_in_a_target_say_nothing(current: dict, desired: dict) -> None:
    assert same_targets(current, desired)


@pytest.mark.parametrize(
    ("current", "desired"),
    [
        ({"JdbcTargets": [{"Path": "a"}], "S3Targets": [{"Path": "s"}]}, {"JdbcTargets": [{"Path": "a"}]}),
        ({"JdbcTargets": [{"Path": "a"}]}, {"JdbcTargets": [{"Path": "a"}, {"Path": "b"}]}),
        ({"JdbcTargets": [{"Path": "a", "Exclusions": ["x"]}]}, {"JdbcTargets": [{"Path": "a"}]}),
        ({"JdbcTargets": [{"Path": "a"}]}, {"JdbcTargets": [{"Path": "a", "EnableAdditionalMetadata": ["COMMENTS"]}]}),
        ({"MongoDBTargets": [{"Path": "a", "ScanAll": True}]}, {"MongoDBTargets": [{"Path": "a", "ScanAll": False}]}),
        (
            {"HudiTargets": [{"Paths": ["a"], "MaximumTraversalDepth": 3}]},
            {"HudiTargets": [{"Paths": ["a"], "MaximumTraversalDepth": 4}]},
        ),
        ({"S3Targets": [{"Path": "a", "SampleSize": 5}]}, {"S3Targets": [{"Path": "a"}]}),
    ],
)
def test_every_real_difference_of_targets_is_seen(current: dict, desired: dict) -> None:
    for one, other in ((current, desired), (desired, current)):
        assert not same_targets(one, other)


@given(st.permutations(READ_BACK["JdbcTargets"]))
def test_targets_have_no_order(targets: list[dict]) -> None:
    assert same_targets(READ_BACK, {"JdbcTargets": targets})


@pytest.mark.parametrize(
    ("current", "desired"),
    [
        ('{"Version":1.0}', '{"Version": 1}'),
        (None, '{"Version":1.0}'),
        ("", ""),
        (
            '{"Version":1.0,"CrawlerOutput":{"Tables":{"TableThreshold":5}}}',
            '{"CrawlerOutput": {"Tables": {"TableThreshold": 5.0}}, "Version": 1}',
        ),
    ],
)
def test_configuration_is_compared_as_data(current: str | None, desired: str) -> None:
    assert same_configuration(current, desired)


def test_grouping_that_aws_adds_for_catalog_targets_is_no_difference() -> None:
    grouping = json.dumps({"Version": 1.0, "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}})
    settings = {"Configuration": grouping, "Targets": {"CatalogTargets": [{"DatabaseName": "d"}]}}
    assert same_crawler_field("Configuration", settings, {"Configuration": '{"Version":1.0}'})
    assert not same_crawler_field("Configuration", {"Configuration": grouping}, {"Configuration": '{"Version":1.0}'})


@pytest.mark.parametrize("role", ["arn:aws:iam::000000000000:role/service-role/R", "service-role/R", "R"])
def test_role_is_the_same_by_any_of_its_names(role: str) -> None:
    assert same_crawler_field("Role", {"Role": "service-role/R"}, {"Role": role})
    assert not same_crawler_field("Role", {"Role": "service-role/Other"}, {"Role": role})


def test_part_of_a_policy_is_covered_by_the_defaults_of_aws() -> None:
    settings = crawler_settings({"Name": "c", "SchemaChangePolicy": {"DeleteBehavior": "LOG"}, "Version": 3})
    assert settings["SchemaChangePolicy"] == {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"}
    assert settings["Schedule"] == ""
    assert "Version" not in settings


@pytest.mark.parametrize(
    ("current", "desired", "expected"),
    [
        (None, "", True),
        (None, [], True),
        (None, False, True),
        ("", None, True),
        ("x", "", False),
        (["a", "b"], ["b", "a"], False),
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (None, {"a": 1}, False),
    ],
)
def test_covers(current: object, desired: object, expected: bool) -> None:
    assert covers(current, desired) is expected


def test_sets_have_no_order() -> None:
    assert same_set(["b", "a"], ["a", "b"])
    assert same_set(None, [])
    assert not same_set(["a"], [])


def test_flags_are_compared_as_flags_and_passwords_not_at_all() -> None:
    current = {"JDBC_ENFORCE_SSL": "true", "ENCRYPTED_PASSWORD": "cipher", "USERNAME": "u"}
    desired = {"JDBC_ENFORCE_SSL": "True", "PASSWORD": "clear", "USERNAME": "u"}
    assert canonical_properties(current) == canonical_properties(desired)
    assert canonical_properties({"JDBC_ENFORCE_SSL": "false"}) == {}


@pytest.mark.parametrize(
    ("current", "expected"),
    [({"PASSWORD": "a"}, False), ({"PASSWORD": "b"}, True), ({"ENCRYPTED_PASSWORD": "x"}, None), ({}, None)],
)
def test_password_is_compared_only_when_it_is_readable(current: dict, expected: bool | None) -> None:
    assert password_differs(current, {"PASSWORD": "a"}) is expected


def test_permissions_are_compared_by_who_may_do_what() -> None:
    def entry(principal: str, *actions: str) -> dict:
        return {"Principal": {"DataLakePrincipalIdentifier": principal}, "Permissions": list(actions)}

    assert same_permissions([entry("a", "SELECT", "ALTER")], [entry("a", "ALTER"), entry("a", "SELECT")])
    assert same_permissions(None, [])
    assert not same_permissions([entry("IAM_ALLOWED_PRINCIPALS", "ALL")], [])
