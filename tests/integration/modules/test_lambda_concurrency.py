# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a function's reserved concurrency and of its asynchronous invocation."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-concurrency"
UNSET = {
    "reserved_concurrent_executions": -1,
    "maximum_retry_attempts": 2,
    "maximum_event_age": 21600,
    "on_success": "",
    "on_failure": "",
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def queue(aws: Aws, name: str) -> str:
    return f"arn:aws:sqs:ap-northeast-1:{aws.account}:{name}"


@pytest.fixture
def function(aws: Aws) -> Iterator[Aws]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    iam, functions, sqs = aws.client("iam"), aws.client("lambda"), aws.client("sqs")
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    allow = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    iam.put_role_policy(RoleName=NAME, PolicyName="send", PolicyDocument=json.dumps(policy))
    urls = [sqs.create_queue(QueueName=f"{NAME}-{end}")["QueueUrl"] for end in ("failed", "done")]
    functions.create_function(
        FunctionName=NAME, Role=role, Runtime="python3.12", Handler="index.handler", Code={"ZipFile": packed.getvalue()}
    )
    yield aws
    aws.traffic.faults.clear()
    functions.delete_function(FunctionName=NAME)
    iam.delete_role_policy(RoleName=NAME, PolicyName="send")
    iam.delete_role(RoleName=NAME)
    for url in urls:
        sqs.delete_queue(QueueUrl=url)


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes two calls."""
    planned = aws.run("lambda_concurrency", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("lambda_concurrency", name=NAME, **options)
    again = aws.run("lambda_concurrency", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["function"] == done["function"] == again["function"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetFunctionConcurrency", "GetFunctionEventInvokeConfig"]
    return done


def test_life_cycle(function: Aws) -> None:
    aws = function
    assert not aws.run("lambda_concurrency", name=NAME)["changed"], "what is not set is left alone"
    assert not aws.run("lambda_concurrency", name=NAME, **UNSET)["changed"], "what AWS does anyhow is no difference"

    expected: dict[str, Any] = dict(UNSET)
    failed, done_with = queue(aws, f"{NAME}-failed"), queue(aws, f"{NAME}-done")
    invocation: list[dict[str, Any]] = [
        {"maximum_retry_attempts": 0},
        {"maximum_event_age": 60},
        {"on_success": done_with},
        {"on_failure": done_with},
        {"on_failure": ""},
    ]
    for options in (
        {"reserved_concurrent_executions": 5, "maximum_retry_attempts": 1, "on_failure": failed},
        *(invocation if aws.kind == "embedded" else []),  # moto answers with the first of them for ever
        {"reserved_concurrent_executions": 0},
        {"reserved_concurrent_executions": -1},
        {"reserved_concurrent_executions": 3},
    ):
        before = {option: expected[option] for option in options}
        done = change(aws, **options)
        expected |= options
        assert list(done["diff"]["after"]) == list(options)
        assert done["diff"] == {"before": before, "after": options}
        assert done["function"] == {"name": NAME, **expected}

    functions = aws.client("lambda")
    read = functions.get_function_event_invoke_config(FunctionName=NAME)
    assert read["MaximumRetryAttempts"] == expected["maximum_retry_attempts"]
    assert read["MaximumEventAgeInSeconds"] == expected["maximum_event_age"]
    destinations = {name: to.get("Destination", "") for name, to in read["DestinationConfig"].items()}
    assert destinations.get("OnSuccess", "") == expected["on_success"]
    assert destinations.get("OnFailure", "") == expected["on_failure"]

    gone = change(aws, state="absent")
    assert gone["function"] == {"name": NAME, **UNSET}
    assert "ReservedConcurrentExecutions" not in functions.get_function_concurrency(FunctionName=NAME)
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.get_function_event_invoke_config(FunctionName=NAME)


def test_settings_that_are_all_those_of_aws_are_removed(function: Aws) -> None:
    change(function, maximum_retry_attempts=1)
    change(function, maximum_retry_attempts=2)
    assert function.run("lambda_concurrency", name=NAME, maximum_event_age=60)["changed"]


def test_a_function_that_is_not_there(aws: Aws) -> None:
    missing: dict[str, Any] = {"name": "nobody", "maximum_retry_attempts": 0}
    planned = aws.run("lambda_concurrency", check=True, **missing)
    assert planned["diff"] == {"before": {"maximum_retry_attempts": 2}, "after": {"maximum_retry_attempts": 0}}
    with pytest.raises(ModuleFailed, match="name: function 'nobody' is not there"):
        aws.run("lambda_concurrency", **missing)
    assert not aws.run("lambda_concurrency", name="nobody", state="absent")["changed"]


def test_passing_errors_are_tried_again(function: Aws) -> None:
    for operation in ("GetFunctionConcurrency", "PutFunctionConcurrency", "PutFunctionEventInvokeConfig"):
        for code in ("TooManyRequestsException", "ServiceException", "ThrottlingException"):
            function.traffic.fail_once(operation, code)
    options: dict[str, Any] = {"reserved_concurrent_executions": 1, "maximum_retry_attempts": 1}
    assert function.run("lambda_concurrency", name=NAME, **options)["changed"]
    assert function.traffic.operations.count("PutFunctionEventInvokeConfig") == 4


def test_role_that_may_not_send_yet(function: Aws) -> None:
    text = "The function execution role does not have permissions to call SendMessage on the queue"
    operation, code = "PutFunctionEventInvokeConfig", "InvalidParameterValueException"
    options: dict[str, Any] = {"name": NAME, "on_failure": queue(function, f"{NAME}-failed")}
    function.traffic.fail_once(operation, code, text, times=3)
    assert function.run("lambda_concurrency", **options)["changed"]
    assert function.traffic.operations.count(operation) == 4
    function.traffic.fail_once(operation, code, text, times=50)
    with pytest.raises(ModuleFailed, match=r"tried again for 2 seconds.*does not have permissions"):
        function.run(
            "lambda_concurrency",
            **options | {"on_failure": "", "on_success": options["on_failure"]},
            propagation_timeout=2,
        )


def test_error_of_aws_is_shown(function: Aws) -> None:
    function.traffic.fail_once("PutFunctionConcurrency", "InvalidParameterValueException", "below its minimum value")
    with pytest.raises(ModuleFailed, match="below its minimum value"):
        function.run("lambda_concurrency", name=NAME, reserved_concurrent_executions=1)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": ""}, "name: 0 characters are given, 1 to 256 are allowed"),
        ({"reserved_concurrent_executions": -2}, "reserved_concurrent_executions: -2 is given, -1 to 100000"),
        ({"maximum_retry_attempts": 3}, "maximum_retry_attempts: 3 is given, 0 to 2 is allowed"),
        ({"maximum_event_age": 59}, "maximum_event_age: 59 is given, 60 to 21600 is allowed"),
        (
            {"on_failure": "my-queue"},
            "on_failure: 'my-queue' is given, the ARN of a queue, .* or of a bucket is allowed",
        ),
        ({"on_success": "arn:aws:s3:::bucket"}, "on_success: 'arn:aws:s3:::bucket' is given, the ARN of a queue"),
        ({"on_failure": "arn:aws:sqs:ap-northeast-1:123456789012:q.fifo"}, "on_failure: .* is FIFO"),
        ({"state": "absent", "maximum_event_age": 60}, "maximum_event_age: says what is there"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("lambda_concurrency", **{"name": NAME, **options})
    assert foreign.traffic.calls == []
