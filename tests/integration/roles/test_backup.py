# SPDX-License-Identifier: GPL-3.0-or-later
"""The role backup alone: its bucket, and the function under its own role, called as its rules call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.local_aws.embedded import EmbeddedAws

PLAYBOOK = "../tests/integration/roles/backup"
FUNCTION = "DataCatalogStack-BackupCatalogFunction"
RULES = ["DataCatalogStack-BackupAfterCrawlRule", "DataCatalogStack-BackupScheduleRule"]
BUCKET = "genai-demo-backup-local"
DATABASE = "backed_up"
# What a site leaves off unless it is told otherwise. The site without it is in test_site.py.
COPIES = "genai-demo-backup-local-ap-southeast-1"
WITH_EVERYTHING = {
    "backup_object_lock_mode": "GOVERNANCE",
    "backup_object_lock_days": 3,
    "backup_replica_region": "ap-southeast-1",
}


@dataclass
class Stage:
    aws: EmbeddedAws
    playbook: Playbook

    def run(self, *options: str) -> Run:
        return self.playbook.run(PLAYBOOK, *options)

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def snapshots(self, bucket: str = BUCKET) -> list[str]:
        listed = self.client("s3").list_objects_v2(Bucket=bucket, Prefix="glue-catalog/").get("Contents", [])
        keys = [item["Key"] for item in listed]
        return sorted(key.split("/")[1] for key in keys if key.endswith("/manifest.json"))

    def called(self, rule: str) -> tuple[Any, str]:
        """What comes of the event that the rule sends: the answer, and what kind of error it is."""
        target = self.client("events").list_targets_by_rule(Rule=rule)["Targets"][0]
        answer = self.client("lambda").invoke(FunctionName=FUNCTION, Payload=target["Input"].encode())
        return json.loads(answer["Payload"].read()), answer.get("FunctionError", "")


@pytest.fixture(scope="module")
def stage(make_embedded_aws: Callable[[str], EmbeddedAws], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    aws = make_embedded_aws("backup")
    aws.up()
    aws.client("kms").create_alias(
        AliasName="alias/genai-demo-data-catalog", TargetKeyId=aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    )
    glue = aws.client("glue")
    glue.create_database(DatabaseInput={"Name": DATABASE}, Tags={"a": "b"})
    columns = {"Columns": [{"Name": "id", "Type": "bigint"}]}
    keys = [{"Name": "day", "Type": "string"}]
    for name in ("one", "two"):
        table = {"Name": name, "StorageDescriptor": columns, "PartitionKeys": keys}
        glue.create_table(DatabaseName=DATABASE, TableInput=table)
        glue.create_partition(DatabaseName=DATABASE, TableName=name, PartitionInput={"Values": ["today"]})
    return Stage(aws, Playbook("local", tmp_path_factory.mktemp("backup"), aws.environment()))


@pytest.fixture(scope="module")
def built(stage: Stage) -> Stage:
    stage.run("-e", json.dumps(WITH_EVERYTHING)).succeeded()
    return stage


def test_the_bucket_is_locked_down(built: Stage) -> None:
    s3 = built.client("s3")
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    rule = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"].endswith(":alias/genai-demo-data-catalog")
    assert set(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values()) == {True}
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_a_locked_version_cannot_be_deleted(built: Stage) -> None:
    s3 = built.client("s3")
    locked = s3.get_object_lock_configuration(Bucket=BUCKET)["ObjectLockConfiguration"]
    assert locked["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 3}
    version = s3.put_object(Bucket=BUCKET, Key="other/kept", Body=b"kept")["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=BUCKET, Key="other/kept", VersionId=version)


def test_no_rule_of_the_bucket_deletes_a_snapshot_that_is_there(built: Stage) -> None:
    (rule,) = built.client("s3").get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert rule["Expiration"] == {"ExpiredObjectDeleteMarker": True}
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 30


def test_the_schedule_always_writes_and_a_crawl_only_what_changed(built: Stage) -> None:
    """Both under the function's own role, whose policy is enforced."""
    schedule, after_crawl = RULES[1], RULES[0]
    for run in (1, 2):
        outcome, error = built.called(schedule)
        assert (error, outcome.get("outcome")) == ("", "written"), outcome
        assert len(built.snapshots()) == run
    assert outcome["counts"] == {"encryption_settings": 1, "database": 1, "table": 2, "partition": 2}

    outcome, error = built.called(after_crawl)
    assert (error, outcome["outcome"], outcome["snapshot"]) == ("", "unchanged", built.snapshots()[-1])
    assert len(built.snapshots()) == 2

    built.client("glue").create_table(DatabaseName=DATABASE, TableInput={"Name": "three"})
    outcome, error = built.called(after_crawl)
    assert (error, outcome["outcome"], outcome["counts"]["table"]) == ("", "written", 3)
    assert len(built.snapshots()) == 3
    assert built.snapshots(COPIES) == built.snapshots()


def test_copies_are_as_locked_down_and_encrypted_with_a_key_of_their_region(built: Stage) -> None:
    s3 = built.client("s3")
    (rule,) = s3.get_bucket_replication(Bucket=BUCKET)["ReplicationConfiguration"]["Rules"]
    key = rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]
    assert key.startswith("arn:aws:kms:ap-southeast-1:000000000000:key/")
    assert set(s3.get_public_access_block(Bucket=COPIES)["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_versioning(Bucket=COPIES)["Status"] == "Enabled"
    assert s3.get_bucket_lifecycle_configuration(Bucket=COPIES)["Rules"]


def test_the_rules_are_for_the_function_and_for_good_crawls(built: Stage) -> None:
    events = built.client("events")
    schedule, crawl = (events.describe_rule(Name=name) for name in reversed(RULES))
    assert schedule["ScheduleExpression"] == "cron(30 1,9,17 * * ? *)"
    assert json.loads(crawl["EventPattern"])["detail"] == {
        "crawlerName": ["genai-demo-aurora-auto-discovery"],
        "state": ["Succeeded"],
    }
    policy = json.loads(built.client("lambda").get_policy(FunctionName=FUNCTION)["Policy"])["Statement"]
    assert sorted(statement["Condition"]["ArnLike"]["AWS:SourceArn"].split("/")[-1] for statement in policy) == RULES


def test_a_backup_that_fails_is_an_error_and_leaves_no_snapshot(built: Stage) -> None:
    s3, before = built.client("s3"), built.snapshots()
    policy = s3.get_bucket_policy(Bucket=BUCKET)["Policy"]
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*/manifest.json",
    }
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    try:
        outcome, error = built.called(RULES[1])
    finally:
        s3.put_bucket_policy(Bucket=BUCKET, Policy=policy)
    assert error == "Unhandled"
    assert "AccessDenied" in outcome["errorMessage"]
    assert built.snapshots() == before
