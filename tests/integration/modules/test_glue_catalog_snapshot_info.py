# SPDX-License-Identifier: GPL-3.0-or-later
"""Which snapshot a recovery wants: not the newest, when that is of an emptied catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

REGION = "eu-west-3"
BUCKET = "snapshot-survey"
PLACE = {"location": f"s3://{BUCKET}/glue-catalog/", "region": REGION}
DATABASE = "surveyed"
CONNECTION = "surveyed-connection"


def connection(subnet: str, groups: list[str], host: str) -> dict[str, Any]:
    return {
        "Name": CONNECTION,
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": f"jdbc:postgresql://{host}/shop", "SECRET_ID": "a"},
        "PhysicalConnectionRequirements": {"SubnetId": subnet, "SecurityGroupIdList": groups},
    }


@pytest.fixture
def catalog(embedded: Aws) -> Iterator[tuple[Aws, Any]]:
    """A region of its own: a snapshot is of all that is in it."""
    aws = Aws(embedded.kind, {**embedded.environment, "AWS_REGION": REGION})
    s3, glue = aws.client("s3"), aws.client("glue")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    glue.create_database(DatabaseInput={"Name": DATABASE})
    for name in ("one", "two", "three"):
        glue.create_table(DatabaseName=DATABASE, TableInput={"Name": name})
    glue.create_connection(ConnectionInput=connection("subnet-0a", ["sg-0a", "sg-0b"], "old.example:5432"))
    yield aws, glue
    glue.delete_database(Name=DATABASE)
    glue.delete_connection(ConnectionName=CONNECTION)
    for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=item["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def test_the_snapshot_that_a_recovery_wants(catalog: tuple[Aws, Any]) -> None:
    aws, glue = catalog
    nothing = aws.run("glue_catalog_snapshot_info", **PLACE)
    assert (nothing["snapshots"], nothing["snapshot"], nothing["mapping"]) == ([], {}, {})

    full = aws.run("glue_catalog_backup", **PLACE)["snapshot"]["name"]
    glue.batch_delete_table(DatabaseName=DATABASE, TablesToDelete=["one", "two"])
    emptier = aws.run("glue_catalog_backup", **PLACE)["snapshot"]["name"]
    found = aws.run("glue_catalog_snapshot_info", **PLACE)
    assert aws.traffic.writes == []
    assert not found["changed"]
    assert [snapshot["name"] for snapshot in found["snapshots"]] == [emptier, full]
    assert (found["snapshot"]["name"], found["emptier"], found["mapping"]) == (full, [emptier], {})
    assert found["snapshot"]["counts"]["table"] == 3
    assert 0 <= found["snapshot"]["age_hours"] < 1
    assert aws.run("glue_catalog_snapshot_info", least_part=0, **PLACE)["snapshot"]["name"] == emptier
    assert aws.run("glue_catalog_snapshot_info", snapshot=emptier, **PLACE)["snapshot"]["name"] == emptier
    assert aws.run("glue_catalog_snapshot_info", at="2020-01-05T09:00:00Z", **PLACE)["snapshot"] == {}


def test_the_mapping_leads_into_the_present_network(catalog: tuple[Aws, Any]) -> None:
    aws, glue = catalog
    full = aws.run("glue_catalog_backup", **PLACE)["snapshot"]["name"]
    moved = connection("subnet-1a", ["sg-1a", "sg-0b"], "new.example:6543")
    glue.update_connection(Name=CONNECTION, ConnectionInput=moved)
    glue.delete_table(DatabaseName=DATABASE, Name="one")
    mapping = aws.run("glue_catalog_snapshot_info", **PLACE)["mapping"]
    assert mapping == {
        "subnets": {"subnet-0a": "subnet-1a"},
        "security_groups": {"sg-0a": "sg-1a"},
        "hosts": {"old.example:5432": "new.example:6543"},
    }
    done = aws.run("glue_catalog_restore", snapshot=full, mapping=mapping, **PLACE)
    assert (done["plan"]["create"], done["plan"]["change"]) == ({"table": [f"{DATABASE}.one"]}, {})
    found = glue.get_connection(Name=CONNECTION)["Connection"]
    assert found["PhysicalConnectionRequirements"] == moved["PhysicalConnectionRequirements"]


def test_a_damaged_snapshot_is_named_and_not_taken(catalog: tuple[Aws, Any]) -> None:
    aws, _glue = catalog
    good = aws.run("glue_catalog_backup", **PLACE)["snapshot"]["name"]
    bad = aws.run("glue_catalog_backup", **PLACE)["snapshot"]["name"]
    aws.client("s3").put_object(Bucket=BUCKET, Key=f"glue-catalog/{bad}/manifest.json", Body=b"{}")
    found = aws.run("glue_catalog_snapshot_info", **PLACE)
    assert (found["snapshot"]["name"], found["damaged"]) == (good, [bad])


def test_a_time_without_its_zone_is_refused(catalog: tuple[Aws, Any]) -> None:
    aws, _glue = catalog
    with pytest.raises(ModuleFailed, match="Add an offset"):
        aws.run("glue_catalog_snapshot_info", at="2026-01-05T09:00:00", **PLACE)
