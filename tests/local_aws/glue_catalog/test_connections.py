# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.conftest import REGION
from tests.local_aws.glue_catalog.refusals import refused

URL = {"JDBC_CONNECTION_URL": "jdbc:postgresql://db.example.com:5432/genai_demo"}
LOGIN = {"USERNAME": "crawler", "PASSWORD": "s3cret"}
FAILED = ("InvalidInputException", "Validation for connection properties failed")


def connection(name, properties=None, **more):
    return {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties or {**URL, **LOGIN}, **more}


@pytest.fixture
def name(glue, make_name):
    name = make_name("Connection")
    yield name
    glue.batch_delete_connection(ConnectionNameList=[name])


def read(glue, name, **how):
    return glue.get_connection(Name=name, **how)["Connection"]


def test_all_that_is_given_is_kept(glue, name):
    given = connection(
        name,
        Description="d",
        MatchCriteria=["m"],
        PhysicalConnectionRequirements={
            "SubnetId": "subnet-1",
            "SecurityGroupIdList": ["sg-1"],
            "AvailabilityZone": "ap-northeast-1a",
        },
    )
    assert glue.create_connection(ConnectionInput=given)["CreateConnectionStatus"] == "READY"
    found = read(glue, name)
    assert found.pop("CreationTime") <= found.pop("LastUpdatedTime")
    assert found == {
        **given,
        "Status": "READY",
        "ConnectionSchemaVersion": 1,
        "LastUpdatedBy": f"arn:aws:iam::{ACCOUNT}:root",
    }


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("JDBC", {**URL, **LOGIN}),
        ("JDBC", {**URL, "SECRET_ID": "s"}),
        ("JDBC", {**URL, "USERNAME": "u", "ENCRYPTED_PASSWORD": "AQI="}),
        ("JDBC", {"HOST": "h", "PORT": "5432", "JDBC_ENGINE": "postgresql", "SECRET_ID": "s"}),
        ("NETWORK", {}),
        ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "b:9094"}),
        ("MONGODB", {"CONNECTION_URL": "mongodb://h/d", **LOGIN}),
        ("POSTGRESQL", {"HOST": "h", "PORT": "5432", "DATABASE": "d"}),
    ],
)
def test_what_aws_accepts(glue, name, kind, properties):
    given = {"Name": name, "ConnectionType": kind, "ConnectionProperties": properties}
    glue.create_connection(ConnectionInput=given)
    assert read(glue, name)["ConnectionProperties"] == properties


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("JDBC", {**URL, "USERNAME": "u"}),
        ("JDBC", {**URL, "PASSWORD": "p"}),
        ("JDBC", URL),
        ("JDBC", LOGIN),
        ("JDBC", {"HOST": "h", "PORT": "5432", **LOGIN}),
        ("JDBC", {"JDBC_CONNECTION_URL": "postgresql://h/d", **LOGIN}),
        ("KAFKA", {}),
        ("MONGODB", {"CONNECTION_URL": "mongodb://h/d"}),
    ],
)
def test_properties_that_cannot_work_are_refused(glue, name, kind, properties):
    given = {"Name": name, "ConnectionType": kind, "ConnectionProperties": properties}
    with refused(*FAILED):
        glue.create_connection(ConnectionInput=given)
    glue.create_connection(ConnectionInput=connection(name))
    with refused(*FAILED):
        glue.update_connection(Name=name, ConnectionInput=given)


def test_property_keys_are_an_enumeration(glue, name):
    with pytest.raises(glue.exceptions.ClientError) as caught:
        glue.create_connection(ConnectionInput=connection(name, {**URL, **LOGIN, "SSL": "x"}))
    message = caught.value.response["Error"]["Message"]
    assert "at 'connectionInput.connectionProperties' failed to satisfy constraint: Map keys must satisfy" in message
    assert "Member must satisfy enum value set: [HOST, PORT, USERNAME" in message


def test_duplicates_and_missing_ones_are_refused(glue, name):
    glue.create_connection(ConnectionInput=connection(name))
    with refused("AlreadyExistsException", "Connection already exists."):
        glue.create_connection(ConnectionInput=connection(name))
    gone = f"{name}_gone"
    for call in (
        lambda: glue.get_connection(Name=gone),
        lambda: glue.delete_connection(ConnectionName=gone),
        lambda: glue.update_connection(Name=gone, ConnectionInput=connection(gone)),
    ):
        with refused("EntityNotFoundException", f"Connection {gone} not found."):
            call()


def test_update_replaces_the_whole_connection(glue, name):
    glue.create_connection(ConnectionInput=connection(name, Description="d", MatchCriteria=["m"]))
    created = read(glue, name)["CreationTime"]
    glue.update_connection(Name=name, ConnectionInput=connection(name, {**URL, "SECRET_ID": "s"}))
    found = read(glue, name)
    assert found["ConnectionProperties"] == {**URL, "SECRET_ID": "s"}
    assert not {"Description", "MatchCriteria"} & set(found)
    assert found["CreationTime"] == created
    with refused("InvalidInputException", "Connection cannot be renamed"):
        glue.update_connection(Name=name, ConnectionInput=connection(f"{name}_new"))


def test_the_password_is_hidden_on_request(glue, name):
    glue.create_connection(ConnectionInput=connection(name))
    assert read(glue, name)["ConnectionProperties"]["PASSWORD"] == "s3cret"
    hidden = {**URL, "USERNAME": "crawler"}
    assert read(glue, name, HidePassword=True)["ConnectionProperties"] == hidden
    listed = {c["Name"]: c for c in glue.get_connections(HidePassword=True)["ConnectionList"]}
    assert listed[name]["ConnectionProperties"] == hidden
    assert read(glue, name)["ConnectionProperties"]["PASSWORD"] == "s3cret"


def test_tags_are_set_at_creation_and_go_with_the_connection(glue, name):
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:connection/{name}"
    glue.create_connection(ConnectionInput=connection(name), Tags={"a": "1"})
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"a": "1"}
    glue.delete_connection(ConnectionName=name)
    glue.create_connection(ConnectionInput=connection(name))
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {}


def test_authentication_is_kept_without_its_secrets(glue, name):
    given = {
        "AuthenticationType": "BASIC",
        "SecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:s",
        "BasicAuthenticationCredentials": {"Username": "u", "Password": "p"},
    }
    glue.create_connection(ConnectionInput=connection(name, URL, AuthenticationConfiguration=given))
    found = read(glue, name)
    assert found["AuthenticationConfiguration"] == {n: given[n] for n in ("AuthenticationType", "SecretArn")}
    assert found["ConnectionSchemaVersion"] == 2


def test_listing_filters_and_batch_delete_reports(glue, make_name):
    names = [make_name("listed") for _ in range(2)]
    glue.create_connection(ConnectionInput=connection(names[0], MatchCriteria=["green"]))
    glue.create_connection(ConnectionInput={"Name": names[1], "ConnectionType": "NETWORK", "ConnectionProperties": {}})

    def listed(**wanted):
        found = {c["Name"] for c in glue.get_connections(Filter=wanted)["ConnectionList"]}
        return [name for name in names if name in found]

    assert listed(ConnectionType="NETWORK") == [names[1]]
    assert listed(MatchCriteria=["green"]) == [names[0]]
    assert listed(ConnectionSchemaVersion=1) == names
    answer = glue.batch_delete_connection(ConnectionNameList=[*names, "missing"])
    assert answer["Succeeded"] == names
    detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Connection missing not found."}
    assert answer["Errors"] == {"missing": detail}


def test_trying_a_connection_needs_one(glue):
    with refused("InvalidInputException", "Exactly one of ConnectionName and TestConnectionInput must be given."):
        glue.test_connection()
    with refused("EntityNotFoundException", "Connection missing not found."):
        glue.test_connection(ConnectionName="missing")
    with refused(*FAILED):
        glue.test_connection(TestConnectionInput={"ConnectionType": "JDBC", "ConnectionProperties": URL})
