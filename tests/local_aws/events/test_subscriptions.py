# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscription filters deliver what matches to a function that lets CloudWatch Logs in."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused

UNPACKING = """
import base64, gzip, json
def handler(event, context):
    message = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    print("GOT", message["logGroup"], message["logStream"], [each["message"] for each in message["logEvents"]])
"""
REFUSED = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your"


def write(stage: Stage, group: str, lines: Sequence[str]) -> None:
    events = [{"timestamp": int(time.time() * 1000), "message": line} for line in lines]
    stage.client("logs").put_log_events(logGroupName=group, logStreamName="s", logEvents=events)


@pytest.fixture
def group(stage: Stage) -> str:
    name = f"/test/{new_name('group')}"
    stage.client("logs").create_log_group(logGroupName=name)
    stage.client("logs").create_log_stream(logGroupName=name, logStreamName="s")
    return name


def subscribe(stage: Stage, group: str, function: str, pattern: str = "", name: str = "f") -> None:
    stage.client("logs").put_subscription_filter(
        logGroupName=group,
        filterName=name,
        filterPattern=pattern,
        destinationArn=arn("lambda", f"function:{function}"),
    )


@pytest.mark.parametrize("service", ["logs.amazonaws.com", "logs.ap-northeast-1.amazonaws.com"])
def test_what_matches_is_delivered(stage: Stage, group: str, service: str) -> None:
    function = stage.open_function(UNPACKING, service, arn("logs", f"log-group:{group}:*"))
    subscribe(stage, group, function, '"statement: CREATE"')
    write(stage, group, ["LOG: statement: CREATE TABLE x", "LOG: statement: SELECT 1"])
    assert f"GOT {group} s ['LOG: statement: CREATE TABLE x']" in stage.logged(function, "GOT")


def test_a_function_that_lets_nobody_in(stage: Stage, group: str) -> None:
    function = stage.function(UNPACKING)
    with refused("InvalidParameterException", REFUSED):
        subscribe(stage, group, function)
    stage.permit(function, "logs.amazonaws.com", arn("logs", "log-group:/another:*"))
    with refused("InvalidParameterException", REFUSED):
        subscribe(stage, group, function)


def test_a_permission_that_is_taken_away(stage: Stage, group: str) -> None:
    function = stage.open_function(UNPACKING, "logs.amazonaws.com")
    subscribe(stage, group, function)
    write(stage, group, ["first"])
    assert f"GOT {group} s ['first']" in stage.logged(function, "GOT")
    stage.client("lambda").remove_permission(FunctionName=function, StatementId="s")
    write(stage, group, ["second"])
    stage.permit(function, "logs.amazonaws.com")
    write(stage, group, ["third"])
    log = stage.logged(function, "third")
    assert not any("second" in message for message in log)


def test_limits(stage: Stage, group: str) -> None:
    function = stage.open_function(UNPACKING, "logs.amazonaws.com")
    subscribe(stage, group, function, name="a")
    subscribe(stage, group, function, name="b")
    subscribe(stage, group, function, name="b")
    with refused("LimitExceededException"):
        subscribe(stage, group, function, name="c")
    with refused("InvalidParameterException"):
        subscribe(stage, group, function, "{ $.a = }", name="b")
