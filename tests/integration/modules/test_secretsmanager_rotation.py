# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a secret's rotation, and the task of another collection that would end it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-rotation"
OFF = {"rotation_enabled": False, "rotation_lambda_arn": "", "automatically_after_days": 0, "schedule_expression": ""}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


@pytest.fixture
def function(embedded: Aws) -> Iterator[str]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    aws = embedded
    iam, functions, secrets = aws.client("iam"), aws.client("lambda"), aws.client("secretsmanager")
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    secrets.create_secret(Name=NAME, SecretString="{}")
    yield functions.create_function(
        FunctionName=NAME, Role=role, Runtime="python3.13", Handler="index.handler", Code={"ZipFile": packed.getvalue()}
    )["FunctionArn"]
    aws.traffic.faults.clear()
    functions.delete_function(FunctionName=NAME)
    iam.delete_role(RoleName=NAME)
    secrets.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)


def permit(aws: Aws) -> None:
    aws.client("lambda").add_permission(
        FunctionName=NAME,
        StatementId="rotate",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("secretsmanager_rotation", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("secretsmanager_rotation", name=NAME, **options)
    again = aws.run("secretsmanager_rotation", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["rotation"] == done["rotation"] == again["rotation"]
    assert aws.traffic.operations == ["DescribeSecret"]
    (read,) = aws.run("secretsmanager_rotation_info", names=[NAME])["rotations"]
    assert {key: read[key] for key in OFF} == {key: done["rotation"][key] for key in OFF}
    return done["rotation"]


def test_life(embedded: Aws, function: str) -> None:
    permit(embedded)
    change(embedded, rotation_lambda_arn=function)
    assert change(embedded, rotation_lambda_arn=function, automatically_after_days=30)["automatically_after_days"] == 30
    assert embedded.run("secretsmanager_rotation_info", names=[NAME])["rotations"][0]["next_rotation"] != ""
    assert change(embedded, state="absent") == {"name": NAME, **OFF}


def test_a_permission_that_does_not_act_yet_is_waited_for(embedded: Aws, function: str) -> None:
    permit(embedded)
    text = "Secrets Manager cannot invoke the specified Lambda function."
    embedded.traffic.fail_once("RotateSecret", "AccessDeniedException", text, times=2)
    assert embedded.run("secretsmanager_rotation", name=NAME, rotation_lambda_arn=function)["changed"]
    assert embedded.traffic.operations.count("RotateSecret") == 3
    embedded.run("secretsmanager_rotation", name=NAME, state="absent")


def test_a_secret_that_is_not_there(aws: Aws) -> None:
    wanted = {"name": "nowhere", "rotation_lambda_arn": "arn:aws:lambda:ap-northeast-1:000000000000:function:none"}
    assert aws.run("secretsmanager_rotation", check=True, **wanted)["changed"]
    assert not aws.run("secretsmanager_rotation", name="nowhere", state="absent")["changed"]
    with pytest.raises(ModuleFailed, match="Create it before its rotation"):
        aws.run("secretsmanager_rotation", **wanted)
    with pytest.raises(ModuleFailed, match="1 to 1000"):
        aws.run("secretsmanager_rotation", **wanted, automatically_after_days=0)
    assert not aws.run("secretsmanager_rotation_info", names=["nowhere"])["rotations"][0]["rotation_enabled"]
