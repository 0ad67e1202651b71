# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are wrong: each gets AWS's error shape, none a stack trace."""

from __future__ import annotations

import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session

from tests.local_aws.glue_catalog.conftest import REGION
from tests.local_aws.glue_catalog.refusals import refused

LINE = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*"


@pytest.fixture(scope="module")
def send(embedded_aws):
    """Send a signed body as it is; the status and the answer."""
    http = URLLib3Session()
    credentials = embedded_aws.session().get_credentials()

    def send(action, body):
        request = AWSRequest(
            "POST",
            embedded_aws.environment()["AWS_ENDPOINT_URL"] + "/",
            data=body,
            headers={"X-Amz-Target": f"AWSGlue.{action}", "Content-Type": "application/x-amz-json-1.1"},
        )
        SigV4Auth(credentials, "glue", REGION).add_auth(request)
        response = http.send(request.prepare())
        assert response.headers["content-type"] == "application/x-amz-json-1.1"
        assert response.headers["x-amzn-requestid"]
        return response.status_code, json.loads(response.content)

    return send


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request body is not valid JSON."),
        (b"\xff\xfe", "The request body is not valid JSON."),
        (b'{"Name": NaN}', "The request body is not valid JSON."),
        (b"[]", "Start of structure expected, found another value."),
        (b'{"Name": 1}', "NUMBER_VALUE can not be converted to a String"),
        (b'{"Name": true}', "TRUE_VALUE can not be converted to a String"),
        (b'{"Name": {}}', "Start of structure or map found where not expected."),
    ],
)
def test_bodies_that_cannot_be_read(send, body, message):
    assert send("GetDatabase", body) == (400, {"__type": "SerializationException", "Message": message})


@pytest.mark.parametrize(
    ("action", "params", "message"),
    [
        ("CreateDatabase", {"DatabaseInput": []}, "Start of structure expected, found another value."),
        ("CreateTable", {"DatabaseName": "d", "TableInput": {"PartitionKeys": {}}}, "Start of list expected"),
        ("CreateDatabase", {"DatabaseInput": {"Parameters": []}}, "Start of map expected, found another value."),
        ("GetTables", {"DatabaseName": "d", "MaxResults": "1"}, "STRING_VALUE can not be converted to an Integer"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": 2**31}, "NUMBER_VALUE can not be converted to an Integer"),
        ("GetTables", {"DatabaseName": "d", "QueryAsOfTime": "x"}, "STRING_VALUE can not be converted to a Timestamp"),
        ("GetConnection", {"Name": "c", "HidePassword": "x"}, "STRING_VALUE can not be converted to a Boolean"),
    ],
)
def test_values_of_the_wrong_type(send, action, params, message):
    status, answer = send(action, json.dumps(params).encode())
    assert (status, answer["__type"]) == (400, "SerializationException")
    assert answer["Message"].startswith(message)


@pytest.mark.parametrize("action", ["CreateJob", "Nonsense", ""])
def test_an_action_that_is_not_emulated_is_named(send, action):
    message = f"The Glue action {action or '(none)'} is not emulated."
    assert send(action, b"{}") == (400, {"__type": "UnknownOperationException", "Message": message})


def test_nulls_and_unknown_members_are_left_out(send, glue, make_name):
    name = make_name("db")
    given = {"Name": name, "Description": None, "Parameters": {"a": "1", "b": None}, "Colour": "red"}
    assert send("CreateDatabase", json.dumps({"CatalogId": None, "DatabaseInput": given}).encode()) == (200, {})
    status, answer = send("GetDatabase", json.dumps({"Name": name}).encode())
    assert status == 200
    assert not {"Description", "Colour"} & set(answer["Database"])
    assert answer["Database"]["Parameters"] == {"a": "1"}
    assert isinstance(answer["Database"]["CreateTime"], float)
    glue.delete_database(Name=name)


def failed(value, path, constraint):
    return f"Value {value} at '{path}' failed to satisfy constraint: {constraint}"


def one(value, path, constraint):
    return "1 validation error detected: " + failed(value, path, constraint)


NULL = "Member must not be null"


@pytest.mark.parametrize(
    ("call", "params", "message"),
    [
        ("get_database", {}, one("null", "name", NULL)),
        ("get_database", {"Name": ""}, one("''", "name", "Member must have length greater than or equal to 1")),
        (
            "get_database",
            {"Name": "x" * 256},
            one(f"'{'x' * 256}'", "name", "Member must have length less than or equal to 255"),
        ),
        (
            "get_database",
            {"Name": "a\nb"},
            one("'a\nb'", "name", f"Member must satisfy regular expression pattern: {LINE}"),
        ),
        ("create_database", {"DatabaseInput": {}}, one("null", "databaseInput.name", NULL)),
        (
            "create_table",
            {"DatabaseName": "d", "TableInput": {"Name": "t", "StorageDescriptor": {"Columns": [{"Name": "a"}, {}]}}},
            one("null", "table.storageDescriptor.columns.2.member.name", NULL),
        ),
        (
            "create_table",
            {
                "DatabaseName": "d",
                "TableInput": {"Name": "t", "PartitionKeys": [{"Name": "a", "Comment": "x" * 256}], "Retention": -1},
            },
            "2 validation errors detected: "
            + failed(
                f"'{'x' * 256}'",
                "table.partitionKeys.1.member.comment",
                "Member must have length less than or equal to 255",
            )
            + "; "
            + failed("'-1'", "table.retention", "Member must have value greater than or equal to 0"),
        ),
        (
            "create_table",
            {
                "DatabaseName": "d",
                "TableInput": {
                    "Name": "t",
                    "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "x" * 131073}]},
                },
            },
            "1 validation error detected: Value at 'table.storageDescriptor.columns.1.member.type' failed to satisfy "
            "constraint: Member must have length less than or equal to 131072",
        ),
        (
            "create_database",
            {"DatabaseInput": {"Name": "d", "Parameters": {"": "v"}}},
            one(
                "'{=v}'",
                "databaseInput.parameters",
                "Map keys must satisfy constraint: [Member must have length greater than or equal to 1, "
                f"Member must have length less than or equal to 255, "
                f"Member must satisfy regular expression pattern: {LINE}]",
            ),
        ),
        (
            "create_database",
            {"DatabaseInput": {"Name": "d"}, "Tags": {"k": "x" * 257}},
            one(
                f"'{{k={'x' * 257}}}'",
                "tags",
                "Map value must satisfy constraint: [Member must have length less than or equal to 256]",
            ),
        ),
        (
            "get_databases",
            {"ResourceShareType": "MINE"},
            one("'MINE'", "resourceShareType", "Member must satisfy enum value set: [FOREIGN, ALL, FEDERATED]"),
        ),
        (
            "batch_delete_table",
            {"DatabaseName": "d", "TablesToDelete": ["a", ""]},
            one(
                "'[a, ]'",
                "tablesToDelete",
                "Member must satisfy constraint: [Member must have length greater than or equal to 1, "
                f"Member must have length less than or equal to 255, "
                f"Member must satisfy regular expression pattern: {LINE}]",
            ),
        ),
        (
            "untag_resource",
            {"ResourceArn": "arn:aws:glue:r:1:database/d", "TagsToRemove": [str(n) for n in range(51)]},
            one(
                f"'[{', '.join(str(n) for n in range(51))}]'",
                "tagsToRemove",
                "Member must have length less than or equal to 50",
            ),
        ),
    ],
)
def test_what_the_service_model_forbids(raw_glue, call, params, message):
    with refused("ValidationException", message):
        getattr(raw_glue, call)(**params)


def test_characters_outside_the_first_plane_are_letters_too(glue, make_name):
    name = make_name("\N{OPEN BOOK}")
    glue.create_database(DatabaseInput={"Name": name, "Description": "\u672c \N{OPEN BOOK}"})
    assert glue.get_database(Name=name)["Database"]["Description"] == "\u672c \N{OPEN BOOK}"
    glue.delete_database(Name=name)


@pytest.mark.parametrize("call", ["create_table", "update_table"])
def test_table_formats_that_are_not_emulated_say_so(raw_glue, database, call):
    with refused("InvalidInputException", "TableInput cannot be null."):
        getattr(raw_glue, call)(DatabaseName=database)


def test_iceberg_input_is_not_emulated(glue, database):
    iceberg = {"IcebergInput": {"MetadataOperation": "CREATE"}}
    with refused("InvalidInputException", "OpenTableFormatInput is not emulated."):
        glue.create_table(DatabaseName=database, TableInput={"Name": "t"}, OpenTableFormatInput=iceberg)
