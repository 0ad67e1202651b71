# SPDX-License-Identifier: GPL-3.0-or-later
"""What only AWS itself says is answered by a Stubber here; the rest is proved on the embedded Data API."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.data_api import DataApiDatabase
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.data_api_values import from_field
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.data_api_values import to_parameter
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import LoginRefused
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import StatementFailed
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import Unreachable

CLUSTER = "arn:aws:rds:ap-northeast-1:123456789012:cluster:shop"
SECRET = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:master-a1b2c3"


@pytest.fixture
def stubber() -> Iterator[Stubber]:
    client = boto3.client("rds-data", "ap-northeast-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        yield stub


def database(stubber: Stubber) -> DataApiDatabase:
    return DataApiDatabase(stubber.client, CLUSTER, SECRET, "shop")


@pytest.mark.parametrize(
    ("code", "message", "kind", "says"),
    [
        ("HttpEndpointNotEnabledException", "HttpEndpoint is not enabled", LoginRefused, "enable-http-endpoint"),
        (
            "BadRequestException",
            "HttpEndpoint is not enabled for resource arn (Service: RdsData)",
            LoginRefused,
            f"--resource-arn {CLUSTER}",
        ),
        ("AccessDeniedException", "User x is not authorized", LoginRefused, "Allow rds-data:ExecuteStatement"),
        ("ForbiddenException", "no", LoginRefused, "secretsmanager:GetSecretValue"),
        ("SecretsErrorException", "no such secret", LoginRefused, "The secret must be in the cluster's region"),
        ("DatabaseNotFoundException", "no instance", Unreachable, "Check the cluster's ARN"),
        ("DatabaseUnavailableException", "down", Unreachable, "that it is available"),
        ("BadRequestException", "DBCluster shop not found", Unreachable, "Check the cluster's ARN"),
        (
            "BadRequestException",
            'FATAL: password authentication failed for user "x"; SQLState: 28P01',
            LoginRefused,
            "Check the password",
        ),
        ("BadRequestException", 'FATAL: database "d" does not exist', Unreachable, "Create the database first"),
        (
            "DatabaseErrorException",
            'ERROR: relation "t" does not exist; Position: 15; SQLState: 42P01',
            StatementFailed,
            'relation "t" does not exist',
        ),
        ("DatabaseErrorException", "ERROR: permission denied; SQLState: 42501", StatementFailed, "GRANT <owner>"),
        ("StatementTimeoutException", "Request timed out", StatementFailed, "Request timed out"),
        ("BadRequestException", "more than the allowed response size limit", DatabaseError, "response size limit"),
    ],
)
def test_an_error_of_aws_says_what_to_mend(
    stubber: Stubber, code: str, message: str, kind: type[DatabaseError], says: str
) -> None:
    stubber.add_client_error("execute_statement", code, message)
    with pytest.raises(DatabaseError) as error:
        database(stubber).query("SELECT 1")
    assert type(error.value) is kind
    assert says in str(error.value)


def test_the_code_of_postgresql_is_kept(stubber: Stubber) -> None:
    stubber.add_client_error("execute_statement", "DatabaseErrorException", "ERROR: x; SQLState: 42P01")
    with pytest.raises(StatementFailed) as error:
        database(stubber).execute("SELECT 1")
    assert error.value.sqlstate == "42P01"


def test_a_statement_goes_to_the_cluster_with_the_secret(stubber: Stubber) -> None:
    stubber.add_response(
        "execute_statement",
        {
            "columnMetadata": [{"label": "n", "typeName": "int4"}, {"label": "t", "typeName": "text"}],
            "records": [[{"longValue": 1}, {"stringValue": "x"}], [{"longValue": 2}, {"isNull": True}]],
        },
        {
            "resourceArn": CLUSTER,
            "secretArn": SECRET,
            "database": "shop",
            "sql": "SELECT n, t FROM x WHERE n = :n",
            "parameters": [{"name": "n", "value": {"longValue": 1}}],
            "includeResultMetadata": True,
        },
    )
    rows = database(stubber).query("SELECT n, t FROM x WHERE n = :n", {"n": 1})
    assert rows == [{"n": 1, "t": "x"}, {"n": 2, "t": None}]
    stubber.assert_no_pending_responses()


def test_a_transaction_is_rolled_back_when_something_fails(stubber: Stubber) -> None:
    target = {"resourceArn": CLUSTER, "secretArn": SECRET}
    stubber.add_response("begin_transaction", {"transactionId": "t1"}, {**target, "database": "shop"})
    stubber.add_response("rollback_transaction", {}, {**target, "transactionId": "t1"})
    with pytest.raises(ZeroDivisionError), database(stubber).transaction():
        raise ZeroDivisionError
    stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, {"value": {"booleanValue": True}}),
        (1, {"value": {"longValue": 1}}),
        (1.5, {"value": {"doubleValue": 1.5}}),
        ("x", {"value": {"stringValue": "x"}}),
        (b"x", {"value": {"blobValue": b"x"}}),
        (None, {"value": {"isNull": True}}),
        (Decimal("1.10"), {"value": {"stringValue": "1.10"}, "typeHint": "DECIMAL"}),
        (uuid.UUID(int=1), {"value": {"stringValue": str(uuid.UUID(int=1))}, "typeHint": "UUID"}),
        (datetime.date(2026, 1, 2), {"value": {"stringValue": "2026-01-02"}, "typeHint": "DATE"}),
        (
            datetime.datetime(2026, 1, 2, 3, 4, 5, 678900),
            {"value": {"stringValue": "2026-01-02 03:04:05.678"}, "typeHint": "TIMESTAMP"},
        ),
        ({"a": 1}, {"value": {"stringValue": '{"a": 1}'}, "typeHint": "JSON"}),
    ],
)
def test_parameters(value: Any, expected: dict[str, Any]) -> None:
    assert to_parameter("p", value) == {"name": "p", **expected}


def test_a_list_is_no_parameter() -> None:
    with pytest.raises(TypeError, match="'p'"):
        to_parameter("p", [1])


@pytest.mark.parametrize(
    ("field", "type_name", "expected"),
    [
        ({"stringValue": "1.10"}, "numeric", Decimal("1.10")),
        (
            {"stringValue": "2026-01-01 18:04:05.5"},
            "timestamptz",
            datetime.datetime.fromisoformat("2026-01-01T18:04:05.5Z"),
        ),
        ({"arrayValue": {"stringValues": ["1.5"]}}, "_numeric", [Decimal("1.5")]),
        ({"arrayValue": {"arrayValues": [{"longValues": [1]}, {"longValues": [2]}]}}, "_int4", [[1], [2]]),
        ({"arrayValue": {}}, "_int4", []),
        ({"longValue": 5}, "oid", 5),
        ({"isNull": True}, "numeric", None),
    ],
)
def test_values(field: dict[str, Any], type_name: str, expected: Any) -> None:
    assert from_field(field, type_name) == expected
