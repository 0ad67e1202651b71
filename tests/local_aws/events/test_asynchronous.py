# SPDX-License-Identifier: GPL-3.0-or-later
"""Asynchronous invocations: tries, dead letters and destinations, sent with the permissions of the function's role."""

from __future__ import annotations

from typing import Any

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually

FAILING = "def handler(event, context):\n    print('TRY', context.aws_request_id)\n    raise OSError('intentional')\n"
SLEEPING = (
    "import time\ndef handler(event, context):\n    time.sleep(event.get('seconds', 0))\n    print('RAN', event)\n"
)


def sender(stage: Stage, action: str, resource: str) -> str:
    return stage.role({"Effect": "Allow", "Action": action, "Resource": resource})


def invoke_event(stage: Stage, function: str, event: str = '{"a": 1}') -> None:
    answer = stage.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=event)
    assert answer["StatusCode"] == 202


def tries(stage: Stage, function: str) -> list[str]:
    return stage.log(f"/aws/lambda/{function}", "TRY")


def test_a_dead_letter_after_three_tries(stage: Stage) -> None:
    url, queue = stage.queue()
    role = sender(stage, "sqs:SendMessage", queue)
    function = stage.function(FAILING, role=role, DeadLetterConfig={"TargetArn": queue})
    invoke_event(stage, function)
    message = stage.messages(url)[0]
    assert message["Body"] == '{"a": 1}'
    found = message["MessageAttributes"]
    assert found["ErrorCode"] == {"DataType": "Number", "StringValue": "200"}
    assert found["ErrorMessage"]["StringValue"] == "intentional"
    logged = tries(stage, function)
    assert logged == [f"TRY {found['RequestID']['StringValue']}"] * 3
    assert stage.sum("AWS/Lambda", "Invocations", FunctionName=function) == 3
    assert stage.sum("AWS/Lambda", "Errors", FunctionName=function) == 3
    assert stage.sum("AWS/Lambda", "AsyncEventsReceived", FunctionName=function) == 1
    assert stage.sum("AWS/Lambda", "AsyncEventsDropped", FunctionName=function) == 1


def test_a_lost_dead_letter_is_counted(stage: Stage) -> None:
    url, queue = stage.queue()
    role = sender(stage, "sqs:SendMessage", queue)
    function = stage.function(FAILING, role=role, DeadLetterConfig={"TargetArn": queue})
    stage.client("iam").delete_role_policy(RoleName=role.rpartition("/")[2], PolicyName="p")
    invoke_event(stage, function)
    assert eventually(lambda: stage.sum("AWS/Lambda", "DeadLetterErrors", FunctionName=function)) == 1
    assert stage.messages(url, seconds=0) == []


def configure(stage: Stage, function: str, kind: str, target: str, **options: Any) -> None:
    stage.client("lambda").put_function_event_invoke_config(
        FunctionName=function, DestinationConfig={kind: {"Destination": target}}, **options
    )


def test_what_is_shown_of_the_settings(stage: Stage) -> None:
    _, queue = stage.queue()
    function = stage.function(FAILING, role=sender(stage, "sqs:SendMessage", queue))
    configure(stage, function, "OnFailure", queue)
    shown = stage.client("lambda").get_function_event_invoke_config(FunctionName=function)
    assert shown["FunctionArn"] == arn("lambda", f"function:{function}:$LATEST")
    assert "MaximumRetryAttempts" not in shown


def test_a_destination_for_failures(stage: Stage) -> None:
    url, queue = stage.queue()
    function = stage.function(FAILING, role=sender(stage, "sqs:SendMessage", queue))
    configure(stage, function, "OnFailure", queue, MaximumRetryAttempts=1)
    invoke_event(stage, function)
    record = stage.body(url)
    assert record["version"] == "1.0"
    context = record["requestContext"]
    assert context["functionArn"] == arn("lambda", f"function:{function}:$LATEST")
    assert (context["condition"], context["approximateInvokeCount"]) == ("RetriesExhausted", 2)
    assert record["requestPayload"] == {"a": 1}
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }
    assert record["responsePayload"]["errorMessage"] == "intentional"
    assert record["responsePayload"]["requestId"] == context["requestId"]


def test_a_destination_for_successes(stage: Stage) -> None:
    topic = stage.topic()
    url = stage.subscribed(topic)
    function = stage.function(
        "def handler(event, context):\n    return {'b': 2}\n", role=sender(stage, "sns:Publish", topic)
    )
    configure(stage, function, "OnSuccess", topic)
    invoke_event(stage, function)
    record = stage.body(url)
    assert record["requestContext"]["condition"] == "Success"
    assert record["responsePayload"] == {"b": 2}


def test_a_destination_on_an_event_bus(stage: Stage) -> None:
    bus = arn("events", "event-bus/default")
    function = stage.function(FAILING, role=sender(stage, "events:PutEvents", bus))
    configure(stage, function, "OnFailure", bus, MaximumRetryAttempts=0)
    url, queue = stage.open_queue("events.amazonaws.com")
    stage.rule("lambda", Arn=queue)
    invoke_event(stage, function)
    event = stage.body(url)
    assert event["detail-type"] == "Lambda Function Invocation Result - Failure"
    assert event["detail"]["requestContext"]["functionArn"].endswith(f"{function}:$LATEST")


def test_a_throttled_event_waits(stage: Stage) -> None:
    function, functions = stage.function("def handler(event, context):\n    print('RAN')\n"), stage.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    invoke_event(stage, function)
    assert eventually(lambda: stage.sum("AWS/Lambda", "Throttles", FunctionName=function))
    functions.delete_function_concurrency(FunctionName=function)
    assert "RAN" in stage.logged(function, "RAN")


def test_a_burst_is_worked_off_by_the_executions_there_are(stage: Stage) -> None:
    """None of them is turned away, to be tried again after a second, two, four and so on."""
    function, functions = stage.function("def handler(event, context):\n    print('RAN')\n"), stage.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=2)
    for _each in range(20):
        invoke_event(stage, function)
    assert eventually(lambda: len(stage.log(f"/aws/lambda/{function}", "RAN")) == 20)
    assert stage.sum("AWS/Lambda", "Throttles", FunctionName=function) == 0
    functions.delete_function_concurrency(FunctionName=function)


def test_a_message_of_a_queue_waits_for_a_function_that_is_busy(stage: Stage) -> None:
    url, queue = stage.queue()
    function, functions = stage.function(SLEEPING, role=sender(stage, "sqs:*", queue)), stage.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=1)
    mapping = functions.create_event_source_mapping(FunctionName=function, EventSourceArn=queue)["UUID"]
    invoke_event(stage, function, '{"seconds": 2}')
    stage.client("sqs").send_message(QueueUrl=url, MessageBody="queued")
    assert "queued" in "".join(stage.logged(function, "queued"))
    assert stage.sum("AWS/Lambda", "Throttles", FunctionName=function) > 0
    functions.delete_event_source_mapping(UUID=mapping)
    functions.delete_function_concurrency(FunctionName=function)
