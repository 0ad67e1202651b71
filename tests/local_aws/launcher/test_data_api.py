# SPDX-License-Identifier: GPL-3.0-or-later
"""The RDS Data API works on the embedded PostgreSQL, with the user that the secret names."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws

type Call = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def target(with_cluster: EmbeddedAws) -> Iterator[dict[str, str]]:
    """A second cluster with the HTTP endpoint, its instance, and a secret of its master user."""
    embedded_aws = with_cluster
    rds = embedded_aws.client("rds")
    password = "data-api-Password"
    arn = rds.create_db_cluster(
        DBClusterIdentifier="dataapi",
        Engine="aurora-postgresql",
        MasterUsername="data_api",
        MasterUserPassword=password,
        DatabaseName="data_api",
        EnableHttpEndpoint=True,
    )["DBCluster"]["DBClusterArn"]
    rds.create_db_instance(
        DBInstanceIdentifier="dataapi-1",
        DBClusterIdentifier="dataapi",
        Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )
    secret = embedded_aws.client("secretsmanager").create_secret(
        Name="data-api", SecretString=json.dumps({"username": "data_api", "password": password})
    )["ARN"]
    yield {"resourceArn": arn, "secretArn": secret, "database": "data_api"}
    rds.delete_db_instance(DBInstanceIdentifier="dataapi-1")
    rds.delete_db_cluster(DBClusterIdentifier="dataapi", SkipFinalSnapshot=True)


@pytest.fixture(scope="module")
def execute(embedded_aws: EmbeddedAws, target: dict[str, str]) -> Call:
    client = embedded_aws.client("rds-data")
    return lambda sql, **params: client.execute_statement(sql=sql, **{**target, **params})


def refused(code: str, call: Call, *arguments: Any, **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(*arguments, **params)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def test_another_cluster_has_a_server_of_its_own(embedded_aws: EmbeddedAws, execute: Call) -> None:
    port = embedded_aws.client("rds").describe_db_clusters(DBClusterIdentifier="dataapi")["DBClusters"][0]["Port"]
    assert port != int(embedded_aws.environment()["PGPORT"])
    found = execute("SELECT datname, pg_get_userbyid(datdba) FROM pg_database WHERE datname ~ '_'")["records"]
    assert found == [[{"stringValue": "data_api"}, {"stringValue": "data_api"}]]
    login = {"port": port, "user": "data_api", "dbname": "data_api", "passfile": "/dev/null"}
    with embedded_aws.connect(**login, password="data-api-Password") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("data_api",)


def test_types_arrive_as_the_data_api_passes_them_on(execute: Call) -> None:
    answer = execute(
        "SELECT 1, 2::bigint, 1.5::float8, 1.25::numeric, true, 'text', NULL::text, '\\x0102'::bytea,"
        " DATE '2026-01-02', TIMESTAMPTZ '2026-01-02 03:04:05+09', ARRAY[1,2], '{\"a\": 1}'::jsonb,"
        " '5e8f1e7e-6d4f-4a3b-9d0e-0a1b2c3d4e5f'::uuid"
    )
    assert answer["records"] == [
        [
            {"longValue": 1},
            {"longValue": 2},
            {"doubleValue": 1.5},
            {"stringValue": "1.25"},
            {"booleanValue": True},
            {"stringValue": "text"},
            {"isNull": True},
            {"blobValue": b"\x01\x02"},
            {"stringValue": "2026-01-02"},
            {"stringValue": "2026-01-01 18:04:05"},
            {"arrayValue": {"longValues": [1, 2]}},
            {"stringValue": '{"a": 1}'},
            {"stringValue": "5e8f1e7e-6d4f-4a3b-9d0e-0a1b2c3d4e5f"},
        ]
    ]
    assert answer["numberOfRecordsUpdated"] == 0


def test_named_parameters_are_values_and_nothing_else(execute: Call) -> None:
    answer = execute(
        'SELECT :name::text, :count + 1, :day, \':name\', "a:b".x, 100 % 7 FROM (SELECT 5 AS x) AS "a:b" -- :name',
        parameters=[
            {"name": "name", "value": {"stringValue": "it's; --"}},
            {"name": "count", "value": {"longValue": 41}},
            {"name": "day", "value": {"stringValue": "2026-01-02"}, "typeHint": "DATE"},
        ],
    )
    assert answer["records"] == [
        [
            {"stringValue": "it's; --"},
            {"longValue": 42},
            {"stringValue": "2026-01-02"},
            {"stringValue": ":name"},
            {"longValue": 5},
            {"longValue": 2},
        ]
    ]


def test_metadata_names_the_columns(execute: Call) -> None:
    columns = execute("SELECT 1 AS n, 'a'::varchar(5) AS v, now() AS t, '{}'::int[] AS a", includeResultMetadata=True)
    found = [(column["name"], column["typeName"], column["type"]) for column in columns["columnMetadata"]]
    assert found == [("n", "int4", 4), ("v", "varchar", 12), ("t", "timestamptz", 93), ("a", "_int4", 2003)]


def test_a_batch_changes_every_set_of_values(embedded_aws: EmbeddedAws, target: dict[str, str], execute: Call) -> None:
    execute("CREATE TABLE batch (n int, t text)")
    sets = [
        [{"name": "n", "value": {"longValue": n}}, {"name": "t", "value": {"stringValue": f"row {n}"}}]
        for n in range(3)
    ]
    answer = embedded_aws.client("rds-data").batch_execute_statement(
        sql="INSERT INTO batch VALUES (:n, :t)", parameterSets=sets, **target
    )
    assert len(answer["updateResults"]) == 3
    assert execute("UPDATE batch SET t = 'x' WHERE n > 0")["numberOfRecordsUpdated"] == 2


def test_a_transaction_is_seen_when_it_is_committed(
    embedded_aws: EmbeddedAws, target: dict[str, str], execute: Call
) -> None:
    client = embedded_aws.client("rds-data")
    identity = {key: target[key] for key in ("resourceArn", "secretArn")}
    execute("CREATE TABLE txn (n int)")
    for end, rows in ((client.rollback_transaction, 0), (client.commit_transaction, 1)):
        transaction = client.begin_transaction(**target)["transactionId"]
        execute("INSERT INTO txn VALUES (1)", transactionId=transaction)
        assert execute("SELECT count(*) FROM txn")["records"] == [[{"longValue": 0}]]
        end(transactionId=transaction, **identity)
        assert execute("SELECT count(*) FROM txn")["records"] == [[{"longValue": rows}]]
    refused("TransactionNotFoundException", execute, "SELECT 1", transactionId=transaction)


def test_errors_of_postgresql_reach_the_client(execute: Call) -> None:
    message = refused("DatabaseErrorException", execute, "SELECT * FROM missing")
    assert message == 'ERROR: relation "missing" does not exist; Position: 15; SQLState: 42P01'
    assert "SQLState: 42601" in refused("DatabaseErrorException", execute, "SELECT 1; SELECT 2")
    assert "SQLState: 42804" in refused("DatabaseErrorException", execute, "SELECT CASE WHEN 1 THEN 2 END")


def test_a_wrong_password_is_the_databases_refusal(
    embedded_aws: EmbeddedAws, target: dict[str, str], execute: Call
) -> None:
    secret = embedded_aws.client("secretsmanager").create_secret(
        Name="data-api-wrong", SecretString=json.dumps({"username": "data_api", "password": "not-this-one"})
    )["ARN"]
    message = refused("DatabaseErrorException", execute, "SELECT 1", secretArn=secret)
    assert message == 'ERROR: password authentication failed for user "data_api"; SQLState: 28P01'


def test_without_a_database_postgresql_takes_the_users_name(embedded_aws: EmbeddedAws, target: dict[str, str]) -> None:
    identity = {key: target[key] for key in ("resourceArn", "secretArn")}
    answer = embedded_aws.client("rds-data").execute_statement(sql="SELECT current_database()", **identity)
    assert answer["records"] == [[{"stringValue": "data_api"}]]


def test_the_http_endpoint_has_to_be_on(embedded_aws: EmbeddedAws, target: dict[str, str], execute: Call) -> None:
    rds = embedded_aws.client("rds")
    rds.disable_http_endpoint(ResourceArn=target["resourceArn"])
    refused("HttpEndpointNotEnabledException", execute, "SELECT 1")
    rds.enable_http_endpoint(ResourceArn=target["resourceArn"])
    assert rds.describe_db_clusters(DBClusterIdentifier="dataapi")["DBClusters"][0]["HttpEndpointEnabled"]
    assert execute("SELECT 1")["records"] == [[{"longValue": 1}]]


def test_an_unknown_cluster_or_secret_is_refused(execute: Call, target: dict[str, str]) -> None:
    refused("NotFoundException", execute, "SELECT 1", resourceArn=target["resourceArn"] + "x")
    refused("BadRequestException", execute, "SELECT 1", secretArn=target["secretArn"][:-12] + "missing")


def test_the_key_of_the_secret_is_the_callers_matter_too(embedded_aws: EmbeddedAws, target: dict[str, str]) -> None:
    iam, key = embedded_aws.client("iam"), embedded_aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    value = embedded_aws.client("secretsmanager").get_secret_value(SecretId=target["secretArn"])["SecretString"]
    secret = embedded_aws.client("secretsmanager").create_secret(Name="data-api-key", SecretString=value, KmsKeyId=key)
    root = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [root]})
    role = iam.create_role(RoleName="data-api-key", AssumeRolePolicyDocument=trust)["Role"]["Arn"]

    def rights(*actions: str) -> None:
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName="data-api-key", PolicyName="p", PolicyDocument=policy)

    rights("rds-data:*", "secretsmanager:GetSecretValue")
    given = embedded_aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
    client = embedded_aws.client("rds-data", boto3.Session(*keys, region_name="ap-northeast-1"))
    call = {**target, "secretArn": secret["ARN"], "sql": "SELECT 1"}
    assert refused("AccessDeniedException", client.execute_statement, **call) == "Access to KMS is not allowed"
    rights("rds-data:*", "secretsmanager:GetSecretValue", "kms:Decrypt")
    assert client.execute_statement(**call)["records"] == [[{"longValue": 1}]]
