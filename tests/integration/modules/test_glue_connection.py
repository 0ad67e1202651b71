# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a connection: derived zone, masked secrets, compared passwords."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import ZONE
from tests.local_aws.glue_crawlers.stage import Stage

NAME = "life-of-a-connection"
URL = "jdbc:postgresql://localhost:5432/genai_demo"
WITH_SECRET = {"JDBC_CONNECTION_URL": URL, "SECRET_ID": "aurora", "JDBC_ENFORCE_SSL": True}
WITH_PASSWORD = {"JDBC_CONNECTION_URL": URL, "USERNAME": "u", "PASSWORD": "correct horse", "JDBC_ENFORCE_SSL": "true"}


@pytest.fixture
def aws(embedded: Aws, stage: Stage) -> Any:
    yield embedded
    embedded.run("glue_connection", name=NAME, state="absent")


def there(aws: Aws) -> dict:
    return aws.client("glue").get_connection(Name=NAME)["Connection"]


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again."""
    planned = aws.run("glue_connection", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_connection", name=NAME, **options)
    again = aws.run("glue_connection", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert len(aws.traffic.calls) <= 3
    return done


def test_life_cycle(aws: Aws, stage: Stage) -> None:
    placement = {"subnet_id": stage.network.subnet, "security_groups": [stage.network.group]}
    made = change(
        aws, connection_properties=WITH_SECRET, description="Shop", tags={"Project": "GenAI-Demo"}, **placement
    )
    assert made["diff"]["before"] == {}
    assert made["connection"]["physical_connection_requirements"] == {
        "subnet_id": stage.network.subnet,
        "availability_zone": ZONE,
        "security_group_id_list": [stage.network.group],
    }
    assert made["raw_connection_properties"]["JDBC_ENFORCE_SSL"] == "true"
    assert made["connection_type"] == "JDBC"
    assert there(aws)["ConnectionProperties"] == {**WITH_SECRET, "JDBC_ENFORCE_SSL": "true"}
    arn = made["connection"]["arn"]
    assert aws.client("glue").get_tags(ResourceArn=arn)["Tags"] == {"Project": "GenAI-Demo"}

    changed = change(aws, description="New shop")
    assert changed["diff"] == {"before": {"description": "Shop"}, "after": {"description": "New shop"}}
    assert there(aws)["PhysicalConnectionRequirements"]["AvailabilityZone"] == ZONE
    change(aws, description="")
    change(aws, match_criteria=["b", "a"])
    assert not aws.run("glue_connection", name=NAME, match_criteria=["a", "b"])["changed"]
    change(aws, match_criteria=[])
    changed = change(aws, connection_properties={**WITH_SECRET, "SECRET_ID": "other"})
    assert changed["diff"]["after"] == {"connection_properties": {"SECRET_ID": "other"}}
    change(aws, tags={})
    change(aws, security_groups=[])
    change(aws, subnet_id="")
    assert "PhysicalConnectionRequirements" not in there(aws)

    assert aws.run("glue_connection", check=True, name=NAME, state="absent")["changed"]
    assert aws.run("glue_connection", name=NAME, state="absent")["changed"]
    assert not aws.run("glue_connection", name=NAME, state="absent")["changed"]


def test_password_is_compared_and_never_shown(aws: Aws) -> None:
    made = change(aws, connection_properties=WITH_PASSWORD)
    assert made["password_compared"] is False
    rotated = change(aws, connection_properties={**WITH_PASSWORD, "PASSWORD": "new secret"})
    assert rotated["password_compared"] is True
    assert list(rotated["diff"]["after"]["connection_properties"]) == ["PASSWORD"]
    assert rotated["diff"]["before"] != rotated["diff"]["after"]
    assert there(aws)["ConnectionProperties"]["PASSWORD"] == "new secret"
    for result in (made, rotated, aws.run("glue_connection", name=NAME, state="absent")):
        shown = json.dumps(result)
        assert "correct horse" not in shown
        assert "new secret" not in shown


def test_password_survives_a_change_of_something_else(aws: Aws) -> None:
    change(aws, connection_properties=WITH_PASSWORD)
    changed = change(aws, description="New")
    assert "PASSWORD" not in json.dumps(changed["connection"])
    assert there(aws)["ConnectionProperties"]["PASSWORD"] == "correct horse"


def test_encrypted_password_is_sent_when_forced(aws: Aws, stage: Stage) -> None:
    key = stage.client("kms").create_key()["KeyMetadata"]["Arn"]
    settings = {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": key}
    glue = aws.client("glue")
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={"ConnectionPasswordEncryption": settings})
    try:
        change(aws, connection_properties=WITH_PASSWORD)
        new = {**WITH_PASSWORD, "PASSWORD": "new secret"}
        unseen = aws.run("glue_connection", name=NAME, connection_properties=new)
        assert (unseen["changed"], unseen["password_compared"]) == (False, False)
        cipher = there(aws)["ConnectionProperties"]["ENCRYPTED_PASSWORD"]
        forced = aws.run("glue_connection", name=NAME, connection_properties=new, force_update=True)
        assert forced["changed"]
        assert there(aws)["ConnectionProperties"]["ENCRYPTED_PASSWORD"] != cipher
    finally:
        off = {"ReturnConnectionPasswordEncrypted": False}
        glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={"ConnectionPasswordEncryption": off})


def test_plan_on_an_empty_account_takes_a_subnet_that_does_not_exist_yet(aws: Aws) -> None:
    planned = aws.run(
        "glue_connection",
        check=True,
        name=NAME,
        connection_properties=WITH_SECRET,
        subnet_id="subnet-0abcdef0123456789",
        security_groups=["the-new-group"],
    )
    assert planned["changed"]
    assert planned["diff"]["after"]["availability_zone"] == "(the zone of the new subnet)"
    assert aws.run("glue_connection", check=True, name=NAME, connection_properties=WITH_SECRET, subnet_id="the new one")
    with pytest.raises(ModuleFailed, match="Give a subnet of this account"):
        aws.run("glue_connection", name=NAME, connection_properties=WITH_SECRET, subnet_id="subnet-0abcdef0123456789")


def test_security_groups_are_found_by_name(aws: Aws, stage: Stage) -> None:
    group = stage.ec2.describe_security_groups(GroupIds=[stage.network.group])["SecurityGroups"][0]
    options = {"connection_properties": WITH_SECRET, "subnet_id": stage.network.subnet}
    aws.run("glue_connection", name=NAME, security_groups=[group["GroupName"]], **options)
    assert there(aws)["PhysicalConnectionRequirements"]["SecurityGroupIdList"] == [stage.network.group]
    assert not aws.run("glue_connection", name=NAME, security_groups=[stage.network.group], **options)["changed"]
    with pytest.raises(ModuleFailed, match="no security group with the name nobody"):
        aws.run("glue_connection", name=NAME, security_groups=["nobody"], **options)


def test_zone_that_is_not_the_subnets_is_refused(aws: Aws, stage: Stage) -> None:
    with pytest.raises(ModuleFailed, match=f"which is in {ZONE}. Leave availability_zone out"):
        aws.run(
            "glue_connection",
            name=NAME,
            connection_properties=WITH_SECRET,
            subnet_id=stage.network.subnet,
            availability_zone="ap-northeast-1c",
        )


def test_network_connection_of_a_playbook_for_community_aws(aws: Aws, stage: Stage) -> None:
    made = change(
        aws,
        availability_zone=ZONE,
        connection_properties={"JDBC_ENFORCE_SSL": "false"},
        connection_type="NETWORK",
        description="Test connection",
        security_groups=[stage.network.group],
        subnet_id=stage.network.subnet,
        state="present",
    )
    assert made["physical_connection_requirements"]["subnet_id"] == stage.network.subnet


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "connection_properties must be set"),
        ({"connection_properties": {"SECRET_ID": "s"}}, "needs JDBC_CONNECTION_URL"),
        (
            {"connection_properties": {"JDBC_CONNECTION_URL": "postgresql://h/d", "SECRET_ID": "s"}},
            "must start with jdbc:",
        ),
        ({"connection_properties": {"JDBC_CONNECTION_URL": URL, "USERNAME": "u"}}, "SECRET_ID, or both USERNAME and"),
        ({"connection_properties": {**WITH_SECRET, "JDBC_ENFORCE_TLS": "true"}}, "Did you mean JDBC_ENFORCE_SSL"),
        ({"connection_type": "JBDC", "connection_properties": WITH_SECRET}, "Did you mean JDBC"),
        ({"match_criteria": ["x"] * 11, "connection_properties": WITH_SECRET}, "11 are given, at most 10"),
        (
            {"connection_properties": WITH_SECRET, "raw_connection_parameters": {"Description": "x"}},
            "Description has an option of its own",
        ),
    ],
)
def test_what_cannot_be_is_refused(aws: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        aws.run("glue_connection", name=NAME, **options)
    assert aws.traffic.writes == []


def test_plain_fallback_is_warned_about(aws: Aws) -> None:
    properties = {key: value for key, value in WITH_SECRET.items() if key != "JDBC_ENFORCE_SSL"}
    assert "falls back to a plain connection" in str(
        aws.run("glue_connection", name=NAME, connection_properties=properties)["warnings"]
    )
    assert "warnings" not in aws.run("glue_connection", name=NAME, connection_properties=properties)


def test_type_that_is_not_given_stays(aws: Aws) -> None:
    kafka = {"KAFKA_BOOTSTRAP_SERVERS": "broker:9092", "KAFKA_SSL_ENABLED": "true"}
    change(aws, connection_type="KAFKA", connection_properties=kafka)
    change(aws, description="Still a queue")
    change(aws, connection_properties={**kafka, "KAFKA_SSL_ENABLED": "false"})
    assert there(aws)["ConnectionType"] == "KAFKA"


def test_creation_on_a_foreign_emulator(foreign: Aws) -> None:
    """Moto has neither UpdateConnection nor DeleteConnection, and forgets type and match criteria."""
    options = {"name": NAME, "connection_properties": WITH_SECRET, "description": "d"}
    planned = foreign.run("glue_connection", check=True, **options)
    made = foreign.run("glue_connection", **options)
    assert (planned["changed"], made["changed"]) == (True, True)
    assert planned["diff"] == made["diff"]
    assert foreign.run("glue_connection", check=True, **options)["diff"] == {"before": {}, "after": {}}
    assert not foreign.run("glue_connection", **options)["changed"]
    assert foreign.run("glue_connection", check=True, name=NAME, state="absent")["changed"]
