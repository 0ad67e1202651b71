# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM is enforced: a role can do what its policies say, on the resources they name, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws

ACCOUNT = "000000000000"
GLUE = f"arn:aws:glue:ap-northeast-1:{ACCOUNT}:"

type Role = Callable[..., boto3.Session]


@pytest.fixture(scope="module")
def as_role(embedded_aws: EmbeddedAws) -> Role:
    """Make a role with a policy and log in as it."""
    iam, sts = embedded_aws.client("iam"), embedded_aws.client("sts")

    def make(name: str, *statements: dict[str, Any]) -> boto3.Session:
        root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [root]}
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        policy = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
        given = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            region_name="ap-northeast-1",
        )

    return make


def allow(actions: str | list[str], *resources: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def refused(code: str, call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


@pytest.fixture(scope="module")
def catalog(embedded_aws: EmbeddedAws) -> None:
    glue = embedded_aws.client("glue")
    for database in ("iam_one", "iam_two"):
        glue.create_database(DatabaseInput={"Name": database})
        glue.create_table(DatabaseName=database, TableInput={"Name": "t"})


@pytest.mark.usefixtures("catalog")
def test_a_table_needs_the_catalog_the_database_and_the_table(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    whole = as_role("iam-table", allow("glue:GetTable", f"{GLUE}catalog", f"{GLUE}database/iam_one", f"{GLUE}table/*"))
    glue = embedded_aws.client("glue", whole)
    assert glue.get_table(DatabaseName="iam_one", Name="t")["Table"]["Name"] == "t"
    message = refused("AccessDeniedException", glue.get_table, DatabaseName="iam_two", Name="t")
    assert f"glue:GetTable on resource: {GLUE}database/iam_two because no identity-based policy allows" in message

    only_table = as_role("iam-only-table", allow("glue:GetTable", f"{GLUE}table/iam_one/t"))
    message = refused(
        "AccessDeniedException", embedded_aws.client("glue", only_table).get_table, DatabaseName="iam_one", Name="t"
    )
    assert f"on resource: {GLUE}catalog " in message


def test_a_crawler_policy_covers_that_crawler_only(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    glue = embedded_aws.client("glue", as_role("iam-crawler", allow("glue:GetCrawler", f"{GLUE}crawler/mine")))
    with pytest.raises(ClientError) as caught:
        glue.get_crawler(Name="mine")
    assert caught.value.response["Error"]["Code"] != "AccessDeniedException"
    message = refused("AccessDeniedException", glue.get_crawler, Name="other")
    assert "iam-crawler/test is not authorized to perform: glue:GetCrawler" in message
    assert f"on resource: {GLUE}crawler/other" in message
    refused("AccessDeniedException", glue.start_crawler, Name="mine")


def test_a_role_must_be_passed_to_be_given_to_a_crawler(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    glue = embedded_aws.client("glue", as_role("iam-passer", allow("glue:*", "*")))
    role = f"arn:aws:iam::{ACCOUNT}:role/somebody"
    targets = {"JdbcTargets": [{"ConnectionName": "c", "Path": "p"}]}
    message = refused("AccessDeniedException", glue.create_crawler, Name="c", Role=role, Targets=targets)
    assert f"iam:PassRole on resource: {role}" in message


def test_tags_of_glue_resources_decide(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    glue = embedded_aws.client("glue")
    glue.create_database(DatabaseInput={"Name": "iam_tagged"}, Tags={"Team": "data"})
    condition = {"StringEquals": {"aws:ResourceTag/Team": "data"}}
    role = as_role(
        "iam-tags",
        allow("glue:GetDatabase", f"{GLUE}catalog"),
        {**allow("glue:GetDatabase", f"{GLUE}database/*"), "Condition": condition},
    )
    narrow = embedded_aws.client("glue", role)
    assert narrow.get_database(Name="iam_tagged")["Database"]["Name"] == "iam_tagged"
    refused("AccessDeniedException", narrow.get_database, Name="iam_one")


def test_a_secret_policy_covers_that_secret_only(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    secrets = embedded_aws.client("secretsmanager")
    arn = secrets.create_secret(Name="iam-mine", SecretString="{}")["ARN"]
    secrets.create_secret(Name="iam-other", SecretString="{}")
    narrow = embedded_aws.client("secretsmanager", as_role("iam-secret", allow("secretsmanager:GetSecretValue", arn)))
    assert narrow.get_secret_value(SecretId="iam-mine")["SecretString"] == "{}"
    message = refused("AccessDeniedException", narrow.get_secret_value, SecretId="iam-other")
    assert "secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager" in message
    refused("AccessDeniedException", narrow.put_secret_value, SecretId="iam-mine", SecretString="x")


def test_ec2_actions_are_refused_one_by_one(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    ec2 = embedded_aws.client("ec2", as_role("iam-ec2", allow("ec2:DescribeSubnets", "*")))
    assert ec2.describe_subnets()["Subnets"]
    refused("UnauthorizedOperation", ec2.describe_vpcs)


def test_log_streams_need_the_streams_of_the_group(embedded_aws: EmbeddedAws, as_role: Role) -> None:
    embedded_aws.client("logs").create_log_group(logGroupName="/iam/logs")
    group = f"arn:aws:logs:ap-northeast-1:{ACCOUNT}:log-group:/iam/logs"
    right = embedded_aws.client("logs", as_role("iam-logs", allow("logs:CreateLogStream", f"{group}:*")))
    right.create_log_stream(logGroupName="/iam/logs", logStreamName="s")
    wrong = embedded_aws.client("logs", as_role("iam-logs-wrong", allow("logs:CreateLogStream", group)))
    refused("AccessDeniedException", wrong.create_log_stream, logGroupName="/iam/logs", logStreamName="s2")


def test_a_wrong_key_is_refused(embedded_aws: EmbeddedAws) -> None:
    stranger = boto3.Session("AKIAAAAAAAAAAAAAAAAA", "x" * 40, region_name="ap-northeast-1")
    refused("UnrecognizedClientException", embedded_aws.client("glue", stranger).get_databases)
