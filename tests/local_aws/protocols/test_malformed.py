# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed requests get AWS's error shape and code from every service, never a stack trace or an HTML page."""

from __future__ import annotations

import html
import json
import re

import boto3
import pytest
from botocore.model import StructureShape
from botocore.parsers import RpcV2CBORParser

from local_aws.protocols.answers import Call
from local_aws.protocols.answers import tidy
from tests.local_aws.protocols.wire import Reply
from tests.local_aws.protocols.wire import Wire

JSON_1_0, JSON_1_1 = "application/x-amz-json-1.0", "application/x-amz-json-1.1"
FORM = "application/x-www-form-urlencoded"
CBOR_REFUSED = "The embedded AWS does not read CBOR; it reads AWS JSON."

# Service: prefix of its target, an action, its content type, a member that is a text.
TARGETS = {
    "cloudtrail": ("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "CreateTrail", JSON_1_1, "Name"),
    "dynamodb": ("DynamoDB_20120810", "GetItem", JSON_1_0, "TableName"),
    "events": ("AWSEvents", "PutRule", JSON_1_1, "Name"),
    "glue": ("AWSGlue", "GetDatabase", JSON_1_1, "Name"),
    "kms": ("TrentService", "Encrypt", JSON_1_1, "KeyId"),
    "logs": ("Logs_20140328", "CreateLogGroup", JSON_1_1, "logGroupName"),
    "monitoring": ("GraniteServiceVersion20100801", "DescribeAlarms", JSON_1_0, "AlarmNamePrefix"),
    "secretsmanager": ("secretsmanager", "GetSecretValue", JSON_1_1, "SecretId"),
    "sqs": ("AmazonSQS", "SendMessage", JSON_1_0, "QueueUrl"),
    "ssm": ("AmazonSSM", "GetParameter", JSON_1_1, "Name"),
    "states": ("AWSStepFunctions", "CreateStateMachine", JSON_1_0, "name"),
    "tagging": ("ResourceGroupsTaggingAPI_20170126", "GetResources", JSON_1_1, "PaginationToken"),
}
UNREADABLE = [b"{", b"[]", b"3", b'"text"', b"null", b'{"a": "\xff"}', b"[" * 100_000, b'{"a": NaN}', b"<xml/>"]
REST = {
    "lambda": ("/2015-03-31/functions", "FunctionName"),
    "rds-data": ("/Execute", "sql"),
    "lakeformation": ("/GrantPermissions", "CatalogId"),
}
QUERY = {
    "autoscaling": "2011-01-01",
    "cloudformation": "2010-05-15",
    "iam": "2010-05-08",
    "rds": "2014-10-31",
    "sns": "2010-03-31",
    "sts": "2011-06-15",
}


@pytest.mark.parametrize("service", TARGETS)
def test_a_json_service_says_what_it_cannot_read(wire: Wire, service: str) -> None:
    prefix, action, kind, member = TARGETS[service]
    for body in [*UNREADABLE, json.dumps({member: {"a": 1}}).encode(), json.dumps({member: [1]}).encode()]:
        reply = wire.send(service, "POST", "/", body, X_Amz_Target=f"{prefix}.{action}", Content_Type=kind)
        assert (reply.status, reply.kind) == (400, kind), (body[:20], reply)
        assert _of_json(reply)[0] == "SerializationException", (body[:20], reply)


@pytest.mark.parametrize("service", TARGETS)
def test_a_json_service_names_what_it_does_not_emulate(wire: Wire, service: str) -> None:
    prefix, _, kind, _ = TARGETS[service]
    reply = wire.send(service, "POST", "/", b"{}", X_Amz_Target=f"{prefix}.MakeCoffee", Content_Type=kind)
    code, message = _of_json(reply)
    assert reply.status == 400
    assert code in {"UnknownOperationException", "InvalidAction"}
    assert "MakeCoffee" in message


@pytest.mark.parametrize("service", REST)
def test_a_rest_service_says_what_it_cannot_read(wire: Wire, service: str) -> None:
    path, member = REST[service]
    for body in [*UNREADABLE, json.dumps({member: {"a": 1}}).encode()]:
        reply = wire.send(service, "POST", path, body, Content_Type="application/json")
        assert (reply.status, reply.kind) == (400, "application/json"), (body[:20], reply)
        assert reply.headers["x-amzn-errortype"], reply


@pytest.mark.parametrize("service", QUERY)
def test_a_query_service_names_what_it_does_not_emulate(wire: Wire, service: str) -> None:
    body = f"Action=MakeCoffee&Version={QUERY[service]}".encode()
    reply = wire.send(service, "POST", "/", body, Content_Type=FORM)
    assert reply.status == 400
    assert _of_xml(reply, "Error") == ("InvalidAction", f"The {service} action MakeCoffee is not emulated.")
    assert _of_xml(wire.send(service, "POST", "/", b"\xff%zz&", Content_Type=FORM), "Error")[0] == "InvalidAction"


def test_ec2_has_a_shape_of_its_own(wire: Wire) -> None:
    reply = wire.send("ec2", "POST", "/", b"Action=MakeCoffee&Version=2016-11-15", Content_Type=FORM)
    assert _of_xml(reply, "Errors", "Error") == ("InvalidAction", "The ec2 action MakeCoffee is not emulated.")


@pytest.mark.parametrize(
    ("service", "body", "code", "message"),
    [
        (
            "iam",
            "Action=CreateRole&Version=2010-05-08",
            "ValidationError",
            "2 validation errors detected: Value null at 'roleName' failed to satisfy constraint: Member must not be "
            "null; Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
        ),
        (
            "iam",
            "Action=GetRole&Version=2010-05-08&RoleName=a%20b",
            "ValidationError",
            "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy "
            r"regular expression pattern: [\w+=,.@-]+",
        ),
        (
            "rds",
            "Action=DeleteDBCluster&Version=2014-10-31",
            "MissingParameter",
            "The request must contain the parameter DBClusterIdentifier.",
        ),
        (
            "rds",
            "Action=DescribeDBClusters&Version=2014-10-31&MaxRecords=few",
            "MalformedInput",
            "'few' is not a number",
        ),
    ],
)
def test_a_form_is_checked_by_the_model(wire: Wire, service: str, body: str, code: str, message: str) -> None:
    found = _of_xml(wire.send(service, "POST", "/", body.encode(), Content_Type=FORM), "Error")
    assert found[0] == code
    assert message in found[1]


@pytest.mark.parametrize(
    ("service", "action", "params", "code", "message"),
    [
        ("events", "PutRule", {}, "ValidationException", "Value null at 'name' failed to satisfy constraint"),
        ("events", "PutRule", {"Name": "x", "State": "ON"}, "ValidationException", "enum value set: [ENABLED"),
        ("logs", "CreateLogGroup", {"logGroupName": "a b"}, "InvalidParameterException", "regular expression pattern"),
        ("kms", "Encrypt", {"KeyId": "k"}, "ValidationException", "Value null at 'plaintext'"),
        ("secretsmanager", "GetSecretValue", {}, "ValidationException", "Value null at 'secretId'"),
        ("sqs", "SendMessage", {"QueueUrl": "q"}, "MissingParameter", "must contain the parameter MessageBody."),
    ],
)
def test_a_document_is_checked_by_the_model(
    wire: Wire, service: str, action: str, params: dict, code: str, message: str
) -> None:
    prefix, _, kind, _ = TARGETS[service]
    body = json.dumps(params).encode()
    found = _of_json(wire.send(service, "POST", "/", body, X_Amz_Target=f"{prefix}.{action}", Content_Type=kind))
    assert found[0] == code
    assert message in found[1]


def test_functions_take_any_json_and_nothing_else(wire: Wire) -> None:
    path = "/2015-03-31/functions/no-such-function/invocations"
    assert _of_json(wire.send("lambda", "POST", path, b"{"))[0] == "InvalidRequestContentException"
    assert _of_json(wire.send("lambda", "POST", path, b"[1]"))[0] == "ResourceNotFoundException"
    limit = "/2019-09-25/functions/no-such-function/event-invoke-config"
    code, message = _of_json(wire.send("lambda", "PUT", limit, b'{"MaximumRetryAttempts": 5}'))
    assert code == "ValidationException"
    assert "Member must have value less than or equal to 2" in message


def test_settings_of_buckets_are_parsed(wire: Wire) -> None:
    wire.aws.client("s3").create_bucket(
        Bucket="malformed-settings", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    for query, body, code in (
        ("policy", b"{", "MalformedPolicy"),
        ("policy", b"[]", "MalformedPolicy"),
        ("policy", b"{}", "MalformedPolicy"),
        ("lifecycle", b"<x/>", "MalformedXML"),
        ("versioning", b"<VersioningConfiguration>", "MalformedXML"),
    ):
        reply = wire.send("s3", "PUT", f"/malformed-settings?{query}", body)
        assert (reply.status, _of_xml(reply, "Error")[0]) == (400, code), (query, body)


def test_cbor_is_refused_in_cbor(wire: Wire) -> None:
    path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms"
    reply = wire.send(
        "monitoring", "POST", path, b"\xa0", Content_Type="application/cbor", Smithy_Protocol="rpc-v2-cbor"
    )
    assert (reply.status, reply.kind) == (415, "application/cbor")
    shape = StructureShape("Nothing", {"type": "structure", "members": {}})
    answer = {"status_code": reply.status, "headers": reply.headers, "body": reply.body}
    error = RpcV2CBORParser().parse(answer, shape)["Error"]
    assert (error["Code"], error["Message"]) == ("UnsupportedMediaTypeException", CBOR_REFUSED)


def test_a_fault_of_our_own_is_an_internal_failure() -> None:
    """ministack wraps what its services raise in a form of its own, with the text of the exception."""
    call = Call("events", "POST", "/", {"x-amz-target": "AWSEvents.PutRule"}, b"{}", {}, "id")
    raised = b'{"__type": "InternalError", "message": "\'int\' object has no attribute \'get\'"}'
    status, headers, body = tidy(call, (500, {}, raised))
    assert (status, headers["x-amzn-ErrorType"]) == (500, "InternalFailure")
    assert b"attribute" not in body
    good = (200, {}, b"{}")
    assert tidy(call, good) is good


def test_who_is_nobody_is_told_that_first(wire: Wire) -> None:
    stranger = boto3.Session("AKIAEXAMPLEEXAMPLE00", "wrong", region_name="ap-northeast-1")
    prefix, action, kind, _ = TARGETS["events"]
    reply = wire.send("events", "POST", "/", b"[]", stranger, X_Amz_Target=f"{prefix}.{action}", Content_Type=kind)
    assert _of_json(reply)[0] == "UnrecognizedClientException"


def _of_json(reply: Reply) -> tuple[str, str]:
    document = json.loads(reply.body)
    return document["__type"], document.get("message", document.get("Message", ""))


def _of_xml(reply: Reply, *path: str) -> tuple[str, str]:
    assert "xml" in reply.kind
    around = "".join(f"<{name}>" for name in path)
    found = re.search(rf"{around}.*?<Code>(.*?)</Code>\s*<Message>(.*?)</Message>", reply.body.decode(), re.DOTALL)
    assert found, reply
    return found.group(1), html.unescape(found.group(2))
