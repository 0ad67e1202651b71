# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of roles with just the rights that a test gives them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws

ACCOUNT = "000000000000"
REGION = "ap-northeast-1"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass(frozen=True)
class Role:
    name: str
    arn: str
    session: boto3.Session


@dataclass(frozen=True)
class Desk:
    aws: EmbeddedAws

    def client(self, service: str, role: Role | None = None) -> Any:
        return self.aws.client(service, role.session if role else None)

    def make_role(self, name: str, *statements: dict[str, Any]) -> Role:
        iam, sts = self.client("iam"), self.client("sts")
        root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(root))["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
        given = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        return Role(name, arn, boto3.Session(*keys, region_name=REGION))


@pytest.fixture(scope="module")
def desk(embedded_aws: EmbeddedAws) -> Desk:
    return Desk(embedded_aws)


def allow(actions: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def refused(call: Callable[..., Any], **params: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
