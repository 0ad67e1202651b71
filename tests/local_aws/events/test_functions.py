# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions run, log and fail as in AWS's runtime, and are refused where Lambda refuses them."""

from __future__ import annotations

import base64
import json
import re

import pytest
from botocore.config import Config

from local_aws.names import ACCOUNT
from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused
from tests.local_aws.events.stage import zipped

LOGGING = """
import logging
logger = logging.getLogger()
logger.setLevel(logging.INFO)
def handler(event, context):
    logger.info("informed %s", event)
    logger.debug("not shown")
    logger.warning("two\\nlines")
    print("printed")
    print("without an end", end="")
    return [context.aws_request_id, context.log_stream_name, context.function_name, context.memory_limit_in_mb]
"""


def test_the_log_of_an_invocation(stage: Stage) -> None:
    function = stage.function(LOGGING, MemorySize=256)
    (request, stream, name, memory), error = stage.invoke(function, {"a": 1})
    assert (error, name, memory) == (None, function, "256")
    group = f"/aws/lambda/{function}"
    streams = stage.client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    assert [each["logStreamName"] for each in streams] == [stream]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", stream)
    log = stage.log(group)
    assert log[0] == f"START RequestId: {request} Version: $LATEST"
    assert re.fullmatch(rf"\[INFO\]\t\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z\t{request}\tinformed {{'a': 1}}", log[1])
    assert log[2].endswith(f"\t{request}\ttwo\nlines")
    assert log[3:6] == ["printed", "without an end", f"END RequestId: {request}"]
    assert log[6].startswith(f"REPORT RequestId: {request}\tDuration: ")
    assert "\tMemory Size: 256 MB\tMax Memory Used: " in log[6]
    assert "Init Duration" in log[6]


def test_a_process_keeps_its_stream(stage: Stage) -> None:
    function = stage.function(LOGGING)
    first, second = stage.invoke(function)[0], stage.invoke(function)[0]
    assert first[1] == second[1]
    assert first[0] != second[0]
    assert "Init Duration" not in stage.log(f"/aws/lambda/{function}")[-1]


def test_the_tail_of_the_log(stage: Stage) -> None:
    function = stage.function("def handler(event, context):\n    print('said')\n")
    answer = stage.client("lambda").invoke(FunctionName=function, LogType="Tail")
    lines = base64.b64decode(answer["LogResult"]).decode().split("\n")
    assert (lines[0][:5], lines[1], lines[2][:3]) == ("START", "said", "END")


def test_a_log_in_json(stage: Stage) -> None:
    code = """
import logging
logger = logging.getLogger("mine")
def handler(event, context):
    logger.info("hidden")
    logger.warning("shown", extra={"table": "orders"})
    print("printed")
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("failed")
    return context.aws_request_id
"""
    group = f"/custom/{new_name('group')}"
    logging_config = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "LogGroup": group}
    role = stage.role(
        {"Effect": "Allow", "Action": "logs:*", "Resource": arn("logs", f"log-group:{group}:*")}, logs=False
    )
    function = stage.function(code, role=role, LoggingConfig=logging_config)
    request, _ = stage.invoke(function)
    start, shown, printed, failed, report = stage.log(group)
    assert json.loads(start)["type"] == "platform.start"
    warning = json.loads(shown)
    assert (warning["level"], warning["message"], warning["logger"]) == ("WARNING", "shown", "mine")
    assert (warning["requestId"], warning["table"]) == (request, "orders")
    assert printed == "printed"
    assert json.loads(failed)["errorType"] == "ZeroDivisionError"
    assert json.loads(report)["record"]["status"] == "success"
    assert json.loads(report)["record"]["metrics"]["memorySizeMB"] == 128


def test_an_error_as_aws_writes_it(stage: Stage) -> None:
    function = stage.function("def handler(event, context):\n    raise ValueError('no table')\n")
    answer, error = stage.invoke(function)
    assert error == "Unhandled"
    assert (answer["errorMessage"], answer["errorType"]) == ("no table", "ValueError")
    assert answer["stackTrace"] == [
        "  File \"/var/task/index.py\", line 2, in handler\n    raise ValueError('no table')\n"
    ]
    logged = stage.log(f"/aws/lambda/{function}", '"[ERROR]"')
    assert len(logged) == 1
    assert logged[0].startswith("[ERROR] ValueError: no table\nTraceback (most recent call last):\n\xa0\xa0File")
    assert stage.sum("AWS/Lambda", "Errors", FunctionName=function) == 1
    assert stage.sum("AWS/Lambda", "Invocations", FunctionName=function) == 1


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("import absent\n", "Runtime.ImportModuleError", "Unable to import module 'index': No module named 'absent'"),
        ("import psycopg\n", "Runtime.ImportModuleError", "Unable to import module 'index': No module named 'psycopg'"),
        ("x = 1\n", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
        ("def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index': "),
        ("raise KeyError('at import')\n", "KeyError", "'at import'"),
        ("def handler(event, context):\n    return {1}\n", "Runtime.MarshalError", "Unable to marshal response: "),
        ("import sys\ndef handler(event, context):\n    sys.exit(3)\n", "Runtime.ExitError", "exit status 3"),
    ],
)
def test_functions_that_cannot_run(stage: Stage, code: str, kind: str, message: str) -> None:
    answer, error = stage.invoke(stage.function(code))
    assert (error, answer["errorType"]) == ("Unhandled", kind)
    assert message in answer["errorMessage"]


def test_a_function_brings_its_own_packages(stage: Stage) -> None:
    function = stage.function("")
    code = "import psycopg\ndef handler(event, context):\n    return psycopg.name\n"
    archive = zipped(index=code, psycopg="name = 1")
    stage.client("lambda").update_function_code(FunctionName=function, ZipFile=archive)
    assert stage.invoke(function) == (1, None)


def test_a_function_that_takes_too_long(stage: Stage) -> None:
    function = stage.function("import time\ndef handler(event, context):\n    print('began')\n    time.sleep(5)\n")
    stage.client("lambda").update_function_configuration(FunctionName=function, Timeout=1)
    answer, error = stage.invoke(function)
    assert (error, answer["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    assert answer["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    log = stage.log(f"/aws/lambda/{function}")
    assert "began" in log
    assert any(message.endswith("Task timed out after 1.00 seconds") for message in log)


def test_a_function_acts_as_its_role(stage: Stage) -> None:
    code = """
import boto3, os
def handler(event, context):
    me = boto3.client("sts").get_caller_identity()["Arn"]
    try:
        boto3.client("sqs").create_queue(QueueName="never")
    except Exception as error:
        return me, str(error), [name for name in os.environ if name.startswith(("LOCAL_AWS", "PG", "MINISTACK"))]
"""
    role = stage.role()
    function = stage.function(code, role=role)
    (me, error, leaked), _ = stage.invoke(function)
    assert me == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.rpartition('/')[2]}/{function}"
    assert "AccessDenied" in error
    assert leaked == []


def test_no_log_without_the_permission(stage: Stage) -> None:
    function = stage.function(LOGGING, role=stage.role(logs=False))
    assert stage.invoke(function)[1] is None
    assert stage.log(f"/aws/lambda/{function}") == []


def test_a_role_that_lambda_cannot_assume(stage: Stage) -> None:
    with refused("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."):
        stage.function("", role=stage.role(service="glue.amazonaws.com"))
    with refused("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."):
        stage.function("", role=f"arn:aws:iam::{ACCOUNT}:role/absent")


def test_a_dead_letter_queue_that_the_role_cannot_send_to(stage: Stage) -> None:
    _, queue = stage.queue()
    topic = stage.topic()
    sqs = "The provided execution role does not have permissions to call SendMessage on SQS"
    sns = "The provided execution role does not have permissions to call Publish on SNS"
    with refused("InvalidParameterValueException", sqs):
        stage.function("", DeadLetterConfig={"TargetArn": queue})
    with refused("InvalidParameterValueException", sns):
        stage.function("", DeadLetterConfig={"TargetArn": topic})
    function = stage.function("")
    with refused("InvalidParameterValueException", sqs):
        stage.client("lambda").update_function_configuration(
            FunctionName=function, DeadLetterConfig={"TargetArn": queue}
        )


def test_a_destination_that_the_role_cannot_send_to(stage: Stage) -> None:
    _, queue = stage.queue()
    function = stage.function("")
    message = f"The function's execution role does not have permissions to call SendMessage on {queue}"
    with refused("InvalidParameterValueException", message):
        stage.client("lambda").put_function_event_invoke_config(
            FunctionName=function, DestinationConfig={"OnFailure": {"Destination": queue}}
        )


def test_a_queue_that_the_role_cannot_read(stage: Stage) -> None:
    _, queue = stage.queue()
    functions = stage.client("lambda")
    function = stage.function("")
    with refused("InvalidParameterValueException", "does not have permissions to call ReceiveMessage on SQS"):
        functions.create_event_source_mapping(FunctionName=function, EventSourceArn=queue)
    reader = stage.role({"Effect": "Allow", "Action": "sqs:*", "Resource": queue})
    slow = stage.function("", role=reader)
    functions.update_function_configuration(FunctionName=slow, Timeout=60)
    message = "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"
    with refused("InvalidParameterValueException", message):
        functions.create_event_source_mapping(FunctionName=slow, EventSourceArn=queue)


def test_a_queue_feeds_a_function(stage: Stage) -> None:
    url, queue = stage.queue()
    reader = stage.role({"Effect": "Allow", "Action": "sqs:*", "Resource": queue})
    code = "def handler(event, context):\n    print('GOT', event['Records'][0]['body'])\n"
    function = stage.function(code, role=reader)
    functions = stage.client("lambda")
    mapping = functions.create_event_source_mapping(FunctionName=function, EventSourceArn=queue)["UUID"]
    stage.client("sqs").send_message(QueueUrl=url, MessageBody="queued")
    assert "GOT queued" in stage.logged(function, "GOT")
    assert stage.sum("AWS/Lambda", "Invocations", FunctionName=function) == 1
    functions.delete_event_source_mapping(UUID=mapping)


def test_a_function_in_a_vpc_needs_network_interfaces(stage: Stage) -> None:
    ec2 = stage.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName=new_name("group"), Description="d", VpcId=vpc)["GroupId"]
    network = {"SubnetIds": [subnet], "SecurityGroupIds": [group]}
    with refused("InvalidParameterValueException", "permissions to call CreateNetworkInterface on EC2"):
        stage.function("", VpcConfig=network)
    stage.function("", VpcConfig=network, role=stage.role({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}))
    stage.function("", VpcConfig={"SubnetIds": [], "SecurityGroupIds": []})


def test_reserved_concurrency_leaves_some_to_others(stage: Stage) -> None:
    """The quota is set to 50 here; without the switch nothing is refused."""
    function, functions = stage.function(""), stage.client("lambda")
    assert functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] == 50
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=40)
    other = stage.function("")
    with refused(
        "InvalidParameterValueException",
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
        "its minimum value of [10].",
    ):
        functions.put_function_concurrency(FunctionName=other, ReservedConcurrentExecutions=1)
    functions.delete_function_concurrency(FunctionName=function)
    functions.put_function_concurrency(FunctionName=other, ReservedConcurrentExecutions=1)
    functions.delete_function_concurrency(FunctionName=other)


def test_throttles_are_counted(stage: Stage) -> None:
    function, functions = stage.function("def handler(event, context):\n    pass\n"), stage.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    url = functions.meta.endpoint_url
    once = stage.aws.session().client("lambda", endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))
    with refused("TooManyRequestsException"):
        once.invoke(FunctionName=function)
    functions.delete_function_concurrency(FunctionName=function)
    assert eventually(lambda: stage.sum("AWS/Lambda", "Throttles", FunctionName=function)) == 1
    assert stage.sum("AWS/Lambda", "Invocations", FunctionName=function) == 0
