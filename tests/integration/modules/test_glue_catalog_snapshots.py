# SPDX-License-Identifier: GPL-3.0-or-later
"""glue_catalog_backup and glue_catalog_restore. What the library does is tested in tests/integration/snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

REGION = "eu-central-1"
BUCKET = "snapshot-modules"
PLACE = {"location": f"s3://{BUCKET}/glue-catalog/", "region": REGION}
DATABASE = "kept"


@pytest.fixture
def catalog(embedded: Aws) -> Iterator[Any]:
    """A region of its own: a snapshot is of all that is in it."""
    embedded = Aws(embedded.kind, {**embedded.environment, "AWS_REGION": REGION})
    s3 = embedded.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    glue = embedded.client("glue")
    glue.create_database(DatabaseInput={"Name": DATABASE}, Tags={"a": "b"})
    for name in ("one", "two", "three"):
        glue.create_table(DatabaseName=DATABASE, TableInput={"Name": name, "Parameters": {"of": name}})
    yield embedded, glue
    for database in glue.get_databases()["DatabaseList"]:
        glue.delete_database(Name=database["Name"])
    for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=item["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def test_life_of_a_snapshot(catalog: tuple[Aws, Any]) -> None:
    aws, glue = catalog
    planned = aws.run("glue_catalog_backup", check=True, **PLACE)
    assert planned["changed"]
    assert aws.traffic.writes == []
    with pytest.raises(ModuleFailed, match="has no snapshot"):
        aws.run("glue_catalog_restore", **PLACE)

    made = aws.run("glue_catalog_backup", **PLACE)["snapshot"]
    assert made["counts"]["table"] == 3
    assert made["content_sha256"] == planned["snapshot"]["content_sha256"]

    same = aws.run("glue_catalog_backup", only_when_changed=True, retention_days=30, **PLACE)
    assert (same["changed"], same["snapshot"]["name"], same["expired"]) == (False, made["name"], [])
    assert aws.traffic.writes == []

    nothing = aws.run("glue_catalog_restore", **PLACE)
    assert not nothing["changed"]
    assert aws.traffic.writes == []
    assert nothing["diff"] == {"before": {}, "after": {}}

    glue.delete_table(DatabaseName=DATABASE, Name="one")
    glue.update_table(DatabaseName=DATABASE, TableInput={"Name": "two"})
    glue.create_table(DatabaseName=DATABASE, TableInput={"Name": "four"})
    plan = aws.run("glue_catalog_restore", check=True, prune=True, **PLACE)
    assert aws.traffic.writes == []
    assert plan["changed"]
    assert plan["plan"]["counts"]["table"] == {"create": 1, "update": 1, "unchanged": 1, "extra": 1}
    assert plan["diff"]["before"] == {"update": {"table": ["kept.two"]}, "delete": {"table": ["kept.four"]}}
    assert plan["diff"]["after"]["create"] == {"table": ["kept.one"]}

    done = aws.run("glue_catalog_restore", prune=True, **PLACE)
    assert (done["changed"], done["diff"], done["plan"]) == (True, plan["diff"], plan["plan"])
    tables = {table["Name"]: table.get("Parameters") for table in glue.get_tables(DatabaseName=DATABASE)["TableList"]}
    assert tables == {name: {"of": name} for name in ("one", "two", "three")}
    assert not aws.run("glue_catalog_restore", prune=True, **PLACE)["changed"]


def test_a_snapshot_as_cloudformation_in_a_folder_or_a_bucket(catalog: tuple[Aws, Any], tmp_path: Path) -> None:
    aws, _glue = catalog
    aws.run("glue_catalog_backup", **PLACE)
    for destination in (str(tmp_path), f"s3://{BUCKET}/templates/"):
        planned = aws.run("glue_catalog_export", check=True, destination=destination, **PLACE)
        assert aws.traffic.writes == []
        done = aws.run("glue_catalog_export", destination=destination, **PLACE)
        again = aws.run("glue_catalog_export", destination=destination, **PLACE)
        assert planned == done
        assert [template["name"] for template in done["templates"]] == [
            "001-settings.json",
            "002-databases.json",
            "003-tables.json",
        ]
        assert (done["changed"], again["changed"], again["written"]) == (True, False, [])
        assert done["left_out"] == {"database tags": 1}
    assert json.loads((tmp_path / "index.json").read_bytes())["templates"] == done["templates"]


def test_refusals_name_what_to_mend(catalog: tuple[Aws, Any]) -> None:
    aws, _glue = catalog
    with pytest.raises(ModuleFailed, match="form s3://bucket/prefix"):
        aws.run("glue_catalog_backup", location="here", region=REGION)
    aws.run("glue_catalog_backup", **PLACE)
    with pytest.raises(ModuleFailed, match="Add an offset"):
        aws.run("glue_catalog_restore", at="2026-01-05T09:00:00", **PLACE)
    with pytest.raises(ModuleFailed, match="no snapshot that was complete at"):
        aws.run("glue_catalog_restore", at="2020-01-05T09:00:00Z", **PLACE)
    with pytest.raises(ModuleFailed, match="is of region eu-central-1, and this is region eu-north-1"):
        aws.run("glue_catalog_restore", location=PLACE["location"], region="eu-north-1")
