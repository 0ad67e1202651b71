# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a crawl fail before it writes anything, each in AWS's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.local_aws.glue_crawlers.stage import ACCOUNT
from tests.local_aws.glue_crawlers.stage import ALL_RIGHTS
from tests.local_aws.glue_crawlers.stage import CATALOG_RIGHTS
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import LOG_RIGHTS
from tests.local_aws.glue_crawlers.stage import NETWORK_RIGHTS
from tests.local_aws.glue_crawlers.stage import REGION
from tests.local_aws.glue_crawlers.stage import SECRET_RIGHTS
from tests.local_aws.glue_crawlers.stage import ZONE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import allow
from tests.local_aws.glue_crawlers.stage import policy
from tests.local_aws.glue_crawlers.stage import refusal
from tests.local_aws.glue_crawlers.stage import unique
from tests.local_aws.glue_crawlers.wire import impostor

NO_INGRESS = (
    "At least one security group must open all ingress ports. To limit traffic, the source security group in your "
    "inbound rule can be restricted to the same security group"
)
NO_EGRESS = NO_INGRESS.replace("ingress", "egress").replace("inbound", "outbound")


def failure(stage: Stage, **connection: Any) -> str:
    """Why a crawl through such a connection fails. TestConnection says the same."""
    name = stage.make_connection(**connection)
    message = stage.failure(stage.make_crawler(f"{DATABASE}/nowhere/%", connection=name))
    assert refusal(stage.glue.test_connection, ConnectionName=name) == ("InvalidInputException", message)
    return message


def without(actions: str) -> dict[str, Any]:
    """All rights but one."""
    rights = [*NETWORK_RIGHTS["Action"], *CATALOG_RIGHTS["Action"], *SECRET_RIGHTS["Action"], *LOG_RIGHTS["Action"]]
    assert actions in rights
    return policy(allow([right for right in rights if right != actions]))


def test_a_connection_that_works(stage: Stage) -> None:
    stage.glue.test_connection(ConnectionName=stage.connection)
    stage.succeed(stage.make_crawler(f"{DATABASE}/nowhere/%"))


def test_a_connection_without_network(stage: Stage) -> None:
    assert failure(stage, placed={}) == "Unable to resolve any valid connection"


def test_a_connection_that_went(stage: Stage) -> None:
    name = stage.make_connection()
    crawler = stage.make_crawler(connection=name)
    stage.glue.delete_connection(ConnectionName=name)
    assert stage.failure(crawler).startswith(f"Connection {name} not found.")


def test_a_database_of_the_catalog_that_went(stage: Stage) -> None:
    crawler = stage.make_crawler()
    database = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
    stage.glue.delete_database(Name=database)
    assert stage.failure(crawler).startswith(f"Database {database} not found.")


def test_another_engine(stage: Stage) -> None:
    login = {"JDBC_CONNECTION_URL": "jdbc:mysql://localhost:3306/db", "SECRET_ID": stage.secret}
    message = failure(stage, properties=login)
    assert message.startswith("Unable to resolve any valid connection.")
    assert "jdbc:mysql://localhost:3306/db" in message


def test_a_subnet_that_does_not_exist(stage: Stage) -> None:
    subnet = "subnet-0123456789abcdef0"
    message = failure(stage, placed=stage.placement(SubnetId=subnet))
    assert message.startswith(f"The subnet ID '{subnet}' does not exist")


def test_a_zone_that_is_not_the_subnets(stage: Stage) -> None:
    message = failure(stage, placed=stage.placement(AvailabilityZone="ap-northeast-1c"))
    assert message == f"Could not find subnet {stage.network.subnet} for AZ ap-northeast-1c"


def test_security_groups(stage: Stage) -> None:
    vpc = stage.network.vpc
    closed = stage.make_group(vpc, itself=False)
    assert failure(stage, placed=stage.placement(SecurityGroupIdList=[closed])) == NO_INGRESS
    silent = stage.make_group(vpc, egress=False)
    assert failure(stage, placed=stage.placement(SecurityGroupIdList=[silent])) == NO_EGRESS
    nothing = stage.make_group(vpc, itself=False, egress=False)
    assert failure(stage, placed=stage.placement(SecurityGroupIdList=[nothing])) == f"{NO_INGRESS} {NO_EGRESS}"


def test_a_subnet_without_s3(stage: Stage) -> None:
    vpc = stage.make_vpc()
    subnet = stage.make_subnet(vpc)
    table = stage.make_route_table(vpc, subnet)
    placed = {"SubnetId": subnet, "AvailabilityZone": ZONE, "SecurityGroupIdList": [stage.make_group(vpc)]}
    reason = f"Could not find S3 endpoint or NAT gateway for subnetId: {subnet} in Vpc {vpc}"
    expected = f"VPC S3 endpoint validation failed for SubnetId: {subnet}. VPC: {vpc}. Reason: {reason}"
    assert failure(stage, placed=placed) == expected

    # With an endpoint of S3 and no way out, Secrets Manager needs an endpoint of its own.
    service = f"com.amazonaws.{REGION}.s3"
    stage.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, RouteTableIds=[table], VpcEndpointType="Gateway")
    host = f"secretsmanager.{REGION}.amazonaws.com"
    expected = f"Unable to execute HTTP request: Connect to {host}:443 [{host}] failed: connect timed out"
    assert failure(stage, placed=placed) == expected
    login = {"USERNAME": stage.user, "PASSWORD": stage.password}
    stage.succeed(
        stage.make_crawler(f"{DATABASE}/x/%", connection=stage.make_connection(placed=placed, properties=login))
    )

    stage.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{REGION}.secretsmanager",
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
        SecurityGroupIds=placed["SecurityGroupIdList"],
        PrivateDnsEnabled=True,
    )
    stage.succeed(stage.make_crawler(f"{DATABASE}/x/%", connection=stage.make_connection(placed=placed)))


def test_a_vpc_without_dns_hostnames(stage: Stage) -> None:
    vpc = stage.make_vpc(hostnames=False)
    subnet = stage.make_subnet(vpc)
    placed = {"SubnetId": subnet, "AvailabilityZone": ZONE, "SecurityGroupIdList": [stage.make_group(vpc)]}
    assert failure(stage, placed=placed) == "No private DNS for network interface found"


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("ec2:DescribeSubnets", "Failed to call ec2:DescribeSubnets"),
        ("ec2:DescribeSecurityGroups", "Failed to call ec2:DescribeSecurityGroups"),
        ("ec2:DescribeVpcEndpoints", "DescribeVpcEndpoints action is unauthorized. Unable to validate VPC ID vpc-"),
        (
            "ec2:DescribeRouteTables",
            "DescribeRouteTables action is unauthorized. Unable to validate subnet id: subnet-",
        ),
        ("ec2:CreateNetworkInterface", "not authorized to perform: ec2:CreateNetworkInterface"),
        ("ec2:DeleteNetworkInterface", "not authorized to perform"),
        ("ec2:CreateTags", "not authorized to perform: ec2:CreateTags"),
        ("secretsmanager:GetSecretValue", "not authorized to perform: secretsmanager:GetSecretValue"),
        ("glue:GetDatabase", "not authorized to perform: glue:GetDatabase"),
        ("glue:GetTable", "not authorized to perform: glue:GetTable"),
        ("glue:CreateTable", "not authorized to perform: glue:CreateTable"),
    ],
)
def test_rights_of_the_role(stage: Stage, missing: str, expected: str) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Role=stage.make_role(without(missing)))
        assert expected in stage.failure(crawler)
        assert stage.tables(crawler) == {}


def test_a_role_that_may_only_add(stage: Stage) -> None:
    role = stage.make_role(without("glue:UpdateTable"))
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Role=role)
        stage.succeed(crawler)
        stage.change(schema, "ALTER TABLE a ADD COLUMN y int")
        message = stage.failure(crawler)
    assert message.startswith(
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{role}/AWS-Crawler is not authorized to perform"
    )
    assert "glue:UpdateTable on resource" in message


def test_rights_on_just_what_is_needed(stage: Stage) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        database = stage.make_database()
        base = f"arn:aws:glue:{REGION}:{ACCOUNT}"
        scoped = [f"{base}:catalog", f"{base}:database/{database}", f"{base}:connection/{stage.connection}"]
        tables = f"{base}:table/{database}/genai_demo_{schema}_*"
        rights = policy(NETWORK_RIGHTS, SECRET_RIGHTS, allow(CATALOG_RIGHTS["Action"], [*scoped, tables]))
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", Role=stage.make_role(rights), DatabaseName=database)
        stage.succeed(crawler)  # without rights on logs it writes none and goes on
        stage.glue.update_crawler(Name=crawler, TablePrefix="other_")
        assert f"{base}:table/{database}/other_genai_demo_{schema}_a" in stage.failure(crawler)


def test_a_role_that_lost_its_trust(stage: Stage) -> None:
    role = stage.make_role()
    crawler = stage.make_crawler(Role=role)
    iam = stage.client("iam")
    iam.delete_role_policy(RoleName=role, PolicyName="crawl")
    iam.delete_role(RoleName=role)
    assert stage.failure(crawler) == "Service is unable to assume provided role. Please verify role's TrustPolicy"


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("no json", "is not a JSON object with the keys username and password."),
        ({"username": "u"}, "does not contain the key password."),
        ({"password": "p", "user": "u"}, "does not contain the key username."),
    ],
)
def test_secrets_that_do_not_serve(stage: Stage, value: Any, complaint: str) -> None:
    secret = stage.make_secret(value)
    assert failure(stage, properties={"SECRET_ID": secret}) == f"The secret {secret} {complaint}"


def test_a_secret_that_does_not_exist(stage: Stage) -> None:
    message = failure(stage, properties={"SECRET_ID": unique("nothing-")})
    assert "Secrets Manager can't find the specified secret." in message
    assert "Error Code: ResourceNotFoundException" in message


def test_a_secret_under_a_key_of_its_own(stage: Stage) -> None:
    key = stage.client("kms").create_key()["KeyMetadata"]["Arn"]
    secret = stage.make_secret({"username": stage.user, "password": stage.password}, KmsKeyId=key)
    connection = stage.make_connection(properties={"SECRET_ID": secret})
    crawler = stage.make_crawler(f"{DATABASE}/nowhere/%", connection=connection)
    assert stage.failure(crawler).startswith("Access to KMS is not allowed")
    through = {"StringEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}}
    decrypt = {**allow(["kms:Decrypt"], key), "Condition": through}
    role = stage.make_role(policy(*ALL_RIGHTS["Statement"], decrypt))
    stage.glue.update_crawler(Name=crawler, Role=role)
    stage.succeed(crawler)
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    others = {**allow(["kms:Put*", "kms:Describe*"]), "Principal": root}
    _set_key_policy(stage, key, others)  # it hands nothing on to the role's own policies
    assert stage.failure(crawler).startswith("Access to KMS is not allowed")
    stage.glue.update_crawler(Name=crawler, Role=stage.role)
    named = {**allow(["kms:Decrypt"]), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/{stage.role}"}}
    _set_key_policy(stage, key, others, named)
    stage.succeed(crawler)


def _set_key_policy(stage: Stage, key: str, *statements: dict[str, Any]) -> None:
    stage.client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy(*statements)))


def test_a_wrong_password(stage: Stage) -> None:
    message = failure(stage, properties={"USERNAME": stage.user, "PASSWORD": "wrong"})
    assert message == f'FATAL: password authentication failed for user "{stage.user}"'


def test_a_database_that_does_not_exist(stage: Stage) -> None:
    assert failure(stage, database="nothing") == 'FATAL: database "nothing" does not exist'


def test_a_server_that_is_down(stage: Stage) -> None:
    message = failure(stage, port=1)
    assert message.startswith("Connection to localhost:1 refused.")


def test_a_server_with_a_certificate_that_nobody_vouches_for(stage: Stage, tmp_path: Path) -> None:
    with impostor(tmp_path, tls=True) as port:
        assert failure(stage, port=port) == "SSL error: certificate verify failed"


def test_a_server_without_tls(stage: Stage, tmp_path: Path) -> None:
    with impostor(tmp_path, tls=False) as port:
        assert failure(stage, port=port) == "SSL error: server does not support SSL, but SSL was required"


def test_tls_is_not_verified_unless_the_connection_enforces_it(stage: Stage) -> None:
    connection = stage.make_connection(tls="false")
    stage.succeed(stage.make_crawler(f"{DATABASE}/nowhere/%", connection=connection))


def test_a_user_whose_connections_are_used_up(stage: Stage) -> None:
    user = unique("limited_")
    with stage.connect() as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'p' CONNECTION LIMIT 0")
    message = failure(stage, properties={"USERNAME": user, "PASSWORD": "p"})
    assert message == f'FATAL: too many connections for role "{user}"'


def test_a_statement_that_takes_too_long(stage: Stage) -> None:
    user = unique("hurried_")
    with stage.connect() as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'p'")
        connection.execute(f"ALTER ROLE {user} SET statement_timeout = 1")
    name = stage.make_connection(properties={"USERNAME": user, "PASSWORD": "p"})
    message = stage.failure(stage.make_crawler(f"{DATABASE}/%", connection=name))
    assert message == "ERROR: canceling statement due to statement timeout"


def test_the_interface_is_gone_afterwards(stage: Stage) -> None:
    crawler = stage.make_crawler(f"{DATABASE}/nowhere/%")
    stage.succeed(crawler)
    found = stage.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert not [one for one in found if crawler in one.get("Description", "")]


def test_test_connection_of_a_description(stage: Stage) -> None:
    kept = stage.glue.get_connection(Name=stage.connection)["Connection"]
    given = {"ConnectionType": "JDBC", "ConnectionProperties": kept["ConnectionProperties"]}
    expected = ("InvalidInputException", "Unable to resolve any valid connection")
    assert refusal(stage.glue.test_connection, TestConnectionInput=given) == expected


def test_a_password_that_the_catalog_keeps_encrypted(stage: Stage) -> None:
    key = stage.client("kms").create_key()["KeyMetadata"]["Arn"]
    connection = stage.make_connection(properties={"USERNAME": stage.user, "PASSWORD": stage.password})
    crawler = stage.make_crawler(f"{DATABASE}/nowhere/%", connection=connection)
    plain = {"ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False}}
    encrypted = {"ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": key}}
    stage.glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=encrypted)
    try:
        stage.glue.get_connection(Name=connection)
        assert "not authorized to perform: kms:Decrypt" in stage.failure(crawler)
        role = stage.make_role(policy(*ALL_RIGHTS["Statement"], allow(["kms:Decrypt"], key)))
        stage.glue.update_crawler(Name=crawler, Role=role)
        stage.succeed(crawler)
    finally:
        stage.glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=plain)


def test_credentials_of_a_unified_connection(stage: Stage) -> None:
    name = unique("unified-")
    stage.glue.create_connection(
        ConnectionInput={
            "Name": name,
            "ConnectionType": "JDBC",
            "ConnectionProperties": {"JDBC_CONNECTION_URL": f"jdbc:postgresql://localhost:{stage.port}/{DATABASE}"},
            "PhysicalConnectionRequirements": stage.placement(),
            "AuthenticationConfiguration": {
                "AuthenticationType": "BASIC",
                "BasicAuthenticationCredentials": {"Username": stage.user, "Password": stage.password},
            },
        }
    )
    stage.succeed(stage.make_crawler(f"{DATABASE}/nowhere/%", connection=name))


def test_a_connection_that_gives_host_and_port_leaves_the_database_to_the_path(stage: Stage) -> None:
    name = unique("parts-")
    place = {"HOST": "localhost", "PORT": str(stage.port), "JDBC_ENGINE": "postgresql"}
    login = {"SECRET_ID": stage.secret, "JDBC_ENFORCE_SSL": "true"}
    stage.glue.create_connection(
        ConnectionInput={
            "Name": name,
            "ConnectionType": "JDBC",
            "ConnectionProperties": {**place, **login},
            "PhysicalConnectionRequirements": stage.placement(),
        }
    )
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", connection=name)
        stage.succeed(crawler)
        assert list(stage.tables(crawler)) == [f"genai_demo_{schema}_a"]
    stage.glue.test_connection(ConnectionName=name)
