# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may act for whom: a service takes a role only as its trust policy says, and may do what its policies say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ministack.services import iam
from ministack.services import kms
from ministack.services import sts

from local_aws.context import RoleNotAssumable
from local_aws.context import ServiceContext

ACCOUNT = "000000000000"
CRAWLER = f"arn:aws:glue:ap-northeast-1:{ACCOUNT}:crawler/c"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    yield ServiceContext(tmp_path, "http://127.0.0.1:1", tmp_path / "ca.pem")
    iam._roles.clear()
    sts._sessions.clear()
    kms._keys.clear()


def statement(principal: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


def make_role(
    *trust: dict[str, Any], policy: dict[str, Any] | None = None, created: str = "2020-01-01T00:00:00Z"
) -> str:
    arn = f"arn:aws:iam::{ACCOUNT}:role/service-role/R"
    iam._roles["R"] = {
        "RoleName": "R",
        "RoleId": "AROAEXAMPLE",
        "Arn": arn,
        "CreateDate": created,
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": list(trust)}),
        "InlinePolicies": {"p": json.dumps({"Version": "2012-10-17", "Statement": [policy]})} if policy else {},
        "AttachedPolicies": [],
    }
    return arn


def assume(context: ServiceContext, role: str, source: str = CRAWLER) -> Any:
    return context.assume_service_role(role, source_arn=source, session_name="AWS-Crawler")


GLUE = {"Service": "glue.amazonaws.com"}


def test_a_trusted_service_gets_a_session_of_the_role(context: ServiceContext) -> None:
    session = assume(context, make_role(statement(GLUE)))
    credentials = session.get_credentials()
    found = sts._sessions[credentials.access_key]
    assert found["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/R/AWS-Crawler"
    assert found["SecretAccessKey"] == credentials.secret_key
    assert found["SessionToken"] == credentials.token


@pytest.mark.parametrize(
    "trust",
    [
        [],
        [statement({"Service": "lambda.amazonaws.com"})],
        [statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})],
        [statement(GLUE), {**statement(GLUE), "Effect": "Deny"}],
        [statement(GLUE, Action="sts:TagSession")],
        [statement(GLUE, Condition={"StringEquals": {"aws:SourceAccount": "111111111111"}})],
        [statement(GLUE, Condition={"ArnLike": {"aws:SourceArn": CRAWLER + "-other"}})],
    ],
)
def test_who_is_not_trusted_gets_none(context: ServiceContext, trust: list[dict[str, Any]]) -> None:
    role = make_role(*trust)
    with pytest.raises(RoleNotAssumable, match="unable to assume provided role"):
        assume(context, role)


def test_the_source_of_the_call_can_be_a_condition(context: ServiceContext) -> None:
    conditions = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:glue:ap-northeast-1:{ACCOUNT}:crawler/*"},
    }
    assert assume(context, make_role(statement(GLUE, Condition=conditions)))


def test_a_role_that_is_not_there_cannot_be_assumed(context: ServiceContext) -> None:
    make_role(statement(GLUE))
    for arn in (f"arn:aws:iam::{ACCOUNT}:role/R", f"arn:aws:iam::{ACCOUNT}:role/other", "not-an-arn"):
        with pytest.raises(RoleNotAssumable):
            assume(context, arn)


def test_a_new_role_can_be_made_to_take_a_while(context: ServiceContext) -> None:
    context.role_delay_seconds = 10
    role = make_role(statement(GLUE), created="2999-01-01T00:00:00Z")
    with pytest.raises(RoleNotAssumable):
        assume(context, role)
    assert assume(context, make_role(statement(GLUE)))


@pytest.mark.parametrize(
    ("action", "resource", "keys", "expected"),
    [
        ("glue:GetTable", "arn:aws:glue:::table/a/b", {}, True),
        ("glue:DeleteTable", "arn:aws:glue:::table/a/b", {}, False),
        ("glue:GetTable", "arn:aws:glue:::table/x/b", {}, False),
    ],
)
def test_the_policies_of_the_role_decide(
    context: ServiceContext, action: str, resource: str, keys: dict[str, Any], expected: bool
) -> None:
    policy = {"Effect": "Allow", "Action": "glue:Get*", "Resource": "arn:aws:glue:::table/a/*"}
    assert context.allowed(make_role(statement(GLUE), policy=policy), action, resource, keys) is expected


def test_kms_encrypts_or_says_why_not(context: ServiceContext) -> None:
    made = json.loads(kms._create_key({})[2])["KeyMetadata"]["KeyId"]
    cipher = context.encrypt(made, "secret \u00e9")
    assert cipher != context.encrypt(made, "secret \u00e9")
    with pytest.raises(ValueError, match="NotFoundException: "):
        context.encrypt("missing", "secret")
    kms._keys[made]["KeyState"] = "Disabled"
    with pytest.raises(ValueError, match="DisabledException: "):
        context.encrypt(made, "secret")


def test_the_scope_of_a_schedule_is_its_own(context: ServiceContext) -> None:
    outside = context.current_scope()
    seen = []
    with context.in_scope("111111111111", "us-east-1"):
        seen.append(context.current_scope())
    assert seen == [("111111111111", "us-east-1")]
    assert context.current_scope() == outside
