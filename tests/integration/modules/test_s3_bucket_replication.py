# SPDX-License-Identifier: GPL-3.0-or-later
"""The replication of a bucket: its rules on both emulators, and copies where there is one that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "replicated-bucket"
COPY = "copies-of-replicated-bucket"
KEY = "arn:aws:kms:ap-southeast-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"
RULE = {"id": "snapshots", "prefix": "glue-catalog/", "destination_bucket": COPY, "kms_key_id": KEY}


@pytest.fixture
def buckets(aws: Aws) -> Iterator[Aws]:
    yield from made(aws)


@pytest.fixture
def here(embedded: Aws) -> Iterator[Aws]:
    yield from made(embedded)


def made(aws: Aws) -> Iterator[Aws]:
    places = [(NAME, aws), (COPY, Aws(aws.kind, {**aws.environment, "AWS_REGION": "ap-southeast-1"}))]
    for bucket, place in places:
        region = {"LocationConstraint": place.environment["AWS_REGION"]}
        place.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=region)
        place.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    yield aws
    for bucket, place in places:
        s3 = place.client("s3")
        found = s3.list_object_versions(Bucket=bucket)
        for version in found.get("Versions", []) + found.get("DeleteMarkers", []):
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        s3.delete_bucket(Bucket=bucket)


def role(aws: Aws) -> str:
    return f"arn:aws:iam::{aws.account}:role/replication"


def change(aws: Aws, **options: Any) -> dict:
    planned = aws.run("s3_bucket_replication", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("s3_bucket_replication", name=NAME, **options)
    again = aws.run("s3_bucket_replication", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert planned["replication"] == done["replication"] == again["replication"]
    assert len(aws.traffic.calls) == 1
    return done["replication"]


def test_life_of_a_plain_rule(buckets: Aws) -> None:
    plain = {"id": "all", "destination_bucket": COPY}
    assert change(buckets, role=role(buckets), rules=[plain])["rules"]["all"]["enabled"]
    assert not change(buckets, role=role(buckets), rules=[{**plain, "enabled": False}])["rules"]["all"]["enabled"]
    assert change(buckets, state="absent") == {}


def test_life_cycle(here: Aws) -> None:
    made = change(here, role=role(here), rules=[RULE])
    assert made["rules"]["snapshots"]["kms_key_id"] == KEY
    other = {"id": "logs", "prefix": "logs/", "destination_bucket": COPY, "priority": 1, "delete_markers": True}
    assert change(here, role=role(here), rules=[other])["rules"].keys() == {"snapshots", "logs"}
    off = {**RULE, "enabled": False, "storage_class": "STANDARD_IA"}
    assert change(here, role=role(here), rules=[off])["rules"]["logs"]["delete_markers"]
    assert change(here, role=role(here), rules=[RULE], purge_rules=True)["rules"].keys() == {"snapshots"}
    change(here, role=role(here), rules=[other])
    assert change(here, state="absent", rules=[{"id": "logs"}])["rules"].keys() == {"snapshots"}
    assert change(here, state="absent") == {}


def test_new_objects_are_copied(here: Aws) -> None:
    change(here, role=role(here), rules=[RULE])
    s3 = here.client("s3")
    for key in ("glue-catalog/one", "other/two"):
        s3.put_object(Bucket=NAME, Key=key, Body=key.encode())
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=COPY)["Contents"]] == ["glue-catalog/one"]
    assert s3.get_object(Bucket=COPY, Key="glue-catalog/one")["Body"].read() == b"glue-catalog/one"
    s3.delete_object(Bucket=NAME, Key="glue-catalog/one")
    assert s3.get_object(Bucket=COPY, Key="glue-catalog/one")["Body"].read() == b"glue-catalog/one"


def test_what_cannot_be_is_refused_before_any_call(aws: Aws) -> None:
    for options, why in (
        ({"rules": [RULE, RULE]}, "two of them have the same id"),
        ({"rules": []}, "there is none"),
        ({"rules": [{"id": "nowhere"}]}, "nowhere has no destination_bucket"),
    ):
        with pytest.raises(ModuleFailed, match=why):
            aws.run("s3_bucket_replication", name=NAME, role=role(aws), **options)
        assert aws.traffic.calls == []


def test_a_bucket_that_is_not_there(aws: Aws) -> None:
    assert aws.run("s3_bucket_replication", check=True, name="nowhere-to-be-found", role=role(aws), rules=[RULE])[
        "changed"
    ]
    assert not aws.run("s3_bucket_replication", name="nowhere-to-be-found", state="absent")["changed"]
    with pytest.raises(ModuleFailed, match="put the replication of bucket nowhere-to-be-found"):
        aws.run("s3_bucket_replication", name="nowhere-to-be-found", role=role(aws), rules=[RULE])
