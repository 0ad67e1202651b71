# SPDX-License-Identifier: GPL-3.0-or-later
"""A catalog is broken in every way, restored, and looked at without the library."""

from __future__ import annotations

import dataclasses
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import botocore.client
import pytest
from botocore.exceptions import ClientError

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.apply import Applying
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import Damaged
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import SnapshotError
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.restore import Restore

from local_aws.paths import REPOSITORY
from tests.integration.snapshot.catalog import DATABASE
from tests.integration.snapshot.catalog import PASSWORD
from tests.integration.snapshot.catalog import Catalog
from tests.integration.snapshot.catalog import all_of
from tests.integration.snapshot.catalog import plain_table
from tests.integration.snapshot.conftest import ACCOUNT
from tests.integration.snapshot.conftest import REGION
from tests.integration.snapshot.conftest import Scene
from tests.local_aws.embedded import EmbeddedAws

_READS = ("Get", "List", "BatchGet")


def tables_of(catalog: Catalog) -> list[str]:
    return [table["Name"] for table in all_of(catalog.glue, "get_tables", "TableList", DatabaseName=DATABASE)]


def drop_database(catalog: Catalog) -> None:
    catalog.glue.delete_database(Name=DATABASE)


def delete_tables(catalog: Catalog) -> None:
    names = tables_of(catalog)
    gone = [name for number, name in enumerate(names) if number % 10 in {1, 4, 8}]
    catalog.glue.batch_delete_table(DatabaseName=DATABASE, TablesToDelete=gone)


def alter(name: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Catalog], None]:
    def act(catalog: Catalog) -> None:
        table = plain_table(name)
        change(table)
        catalog.glue.update_table(DatabaseName=DATABASE, TableInput=table)

    return act


def drop_everything(catalog: Catalog) -> None:
    glue = catalog.glue
    glue.delete_crawler(Name="crawled")
    for database in all_of(glue, "get_databases", "DatabaseList"):
        glue.delete_database(Name=database["Name"])
    for classifier in all_of(glue, "get_classifiers", "Classifiers"):
        glue.delete_classifier(Name=next(iter(classifier.values()))["Name"])
    glue.delete_security_configuration(Name="secured")
    glue.delete_resource_policy()
    glue.delete_connection(ConnectionName="by_secret")


def alter_settings(catalog: Catalog) -> None:
    glue = catalog.glue
    name = {"Name": "crawled"}
    glue.update_crawler(**name, Description="", Classifiers=[], Schedule="cron(0 3 * * ? *)", TablePrefix="other_")
    glue.start_crawler_schedule(CrawlerName="crawled")
    glue.update_classifier(JsonClassifier={"Name": "classified_jsonclassifier", "JsonPath": "$.other"})
    found = glue.get_connection(Name="by_password", HidePassword=False)["Connection"]["ConnectionProperties"]
    changed = {**found, "JDBC_CONNECTION_URL": "jdbc:postgresql://other:5432/other"}
    glue.update_connection(
        Name="by_password",
        ConnectionInput={"Name": "by_password", "ConnectionType": "JDBC", "ConnectionProperties": changed},
    )
    glue.update_database(Name=DATABASE, DatabaseInput={"Name": DATABASE})
    arn = f"arn:aws:glue:{catalog.region}:{catalog.account}:database/{DATABASE}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"part": "other", "more": "m"})
    off = {"CatalogEncryptionMode": "DISABLED"}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={"EncryptionAtRest": off})


def alter_partitions(catalog: Catalog) -> None:
    parted = {"DatabaseName": DATABASE, "TableName": "parted"}
    partitions = all_of(catalog.glue, "get_partitions", "Partitions", **parted)
    gone = [{"Values": partition["Values"]} for partition in partitions[:20]]
    catalog.glue.batch_delete_partition(**parted, PartitionsToDelete=gone)
    for partition in partitions[20:30]:
        values = partition["Values"]
        catalog.glue.update_partition(**parted, PartitionValueList=values, PartitionInput={"Values": values})
    catalog.glue.delete_partition_index(**parted, IndexName="by_day")


def lose_statistics(catalog: Catalog) -> None:
    counted = {"DatabaseName": DATABASE, "TableName": "counted"}
    catalog.glue.delete_column_statistics_for_table(**counted, ColumnName="of_decimal")


BREAKING: dict[str, Callable[[Catalog], None]] = {
    "dropped database": drop_database,
    "a third of the tables deleted": delete_tables,
    "columns altered": alter("plain_03", lambda table: table["StorageDescriptor"]["Columns"].pop()),
    "parameters nulled": alter("plain_04", lambda table: table.pop("Parameters")),
    "a parameter without a value taken away": alter("plain_05", lambda table: table["Parameters"].pop("empty")),
    "everything but the password dropped": drop_everything,
    "crawler, classifier, connection, database, tags and settings altered": alter_settings,
    "partitions altered and an index dropped": alter_partitions,
    "column statistics lost": lose_statistics,
}


@pytest.mark.parametrize("breaking", BREAKING)
def test_what_was_broken_is_restored(scene: Scene, breaking: str) -> None:
    BREAKING[breaking](scene.catalog)
    assert scene.catalog.picture() != scene.picture
    restore = scene.restore()
    assert restore.changes
    restore.apply()
    assert scene.catalog.picture() == scene.picture
    assert not scene.restore().changes


def test_extra_tables_are_shown_and_go_only_on_request(scene: Scene) -> None:
    scene.catalog.glue.create_table(DatabaseName=DATABASE, TableInput=plain_table("surplus"))
    scene.catalog.glue.create_database(DatabaseInput={"Name": "surplus"})
    restore = scene.restore()
    assert restore.plan.extra == {"database": [("surplus",)], "table": [(DATABASE, "surplus")]}
    assert not restore.changes
    restore.apply()
    assert "surplus" in tables_of(scene.catalog)
    scene.restore(prune=True).apply()
    assert scene.catalog.picture() == scene.picture


def test_only_what_is_chosen_is_restored(scene: Scene) -> None:
    names = ["plain_00", "plain_01", "parted"]
    scene.catalog.glue.batch_delete_table(DatabaseName=DATABASE, TablesToDelete=names)
    scene.catalog.glue.delete_classifier(Name="classified_jsonclassifier")
    scene.restore(only=(f"{DATABASE}.plain_0[1-9]",)).apply()
    assert {"plain_00", "parted"}.isdisjoint(tables_of(scene.catalog))
    assert "plain_01" in tables_of(scene.catalog)


def test_chosen_tables_bring_their_database_with_them(scene: Scene) -> None:
    drop_database(scene.catalog)
    scene.restore(only=(f"{DATABASE}.parted",)).apply()
    assert tables_of(scene.catalog) == ["parted"]


def test_with_nothing_to_change_only_pages_are_read(scene: Scene) -> None:
    calls: list[str] = []
    make_api_call = botocore.client.BaseClient._make_api_call

    def count(client: Any, operation: str, params: dict) -> dict:
        calls.append(operation)
        return make_api_call(client, operation, params)

    with mock.patch.object(botocore.client.BaseClient, "_make_api_call", count):
        scene.restore().apply()
    assert [name for name in calls if not name.startswith(_READS)] == []
    assert calls.count("GetTables") == 2  # a page of each database that is not a link
    # Of the two things that it asks for one by one there is one each: statistics to compare, and a partitioned table.
    assert calls.count("GetTable") == calls.count("GetColumnStatisticsForTable") == 1


# Writes after which nothing more is heard of it: drawn once, so that a failure can be seen again.
@pytest.mark.parametrize("point", [1, 2, 3, 6, 9, 14, 17, 22, 26, 29])
def test_a_restore_that_was_killed_is_taken_up(scene: Scene, point: int) -> None:
    drop_database(scene.catalog)
    left = [point]
    guard = threading.Lock()
    make_api_call = botocore.client.BaseClient._make_api_call

    class Killed(BaseException):
        pass

    def until_killed(client: Any, operation: str, params: dict) -> dict:
        """The call is made, its answer is never seen, and no call is made after it."""
        writes = not operation.startswith(_READS)
        with guard:
            if left[0] <= 0:
                raise Killed
            left[0] -= writes
            dying = writes and left[0] == 0
        answer = make_api_call(client, operation, params)
        if dying:
            raise Killed
        return answer

    restore = scene.restore()
    with mock.patch.object(botocore.client.BaseClient, "_make_api_call", until_killed), pytest.raises(Killed):
        restore.apply()
    assert scene.catalog.picture() != scene.picture
    scene.restore().apply()
    assert scene.catalog.picture() == scene.picture


def test_a_process_that_is_really_killed_leaves_what_the_next_one_ends(scene: Scene, embedded_aws: EmbeddedAws) -> None:
    """kill -9, at writes that are drawn anew each time: the calls under way then may be made or not."""
    environment = {**embedded_aws.environment(), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "tests.integration.snapshot.killed", str(scene.folder), ACCOUNT, REGION]
    drop_database(scene.catalog)
    points = [random.SystemRandom().randint(1, 20), random.SystemRandom().randint(1, 10)]
    for point in points:
        with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            told = list(itertools.islice(process.stdout, point))
            process.kill()
        assert len(told) == point, f"killed after {points} writes"
        assert process.returncode == -signal.SIGKILL
    scene.restore().apply()
    assert scene.catalog.picture() == scene.picture, f"killed after {points} writes"


def test_one_call_in_five_is_throttled(scene: Scene) -> None:
    drop_database(scene.catalog)
    numbers = itertools.count()
    make_api_call = botocore.client.BaseClient._make_api_call
    throttled: list[str] = []

    def throttle(client: Any, operation: str, params: dict) -> dict:
        if next(numbers) % 5 == 3:
            throttled.append(operation)
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}, operation)
        return make_api_call(client, operation, params)

    with mock.patch.object(botocore.client.BaseClient, "_make_api_call", throttle):
        scene.restore().apply()
    assert throttled
    assert scene.catalog.picture() == scene.picture


@pytest.mark.parametrize("damage", [b"", b"short", None], ids=["emptied", "overwritten", "gone"])
def test_a_damaged_part_changes_nothing(scene: Scene, damage: bytes | None) -> None:
    drop_database(scene.catalog)
    broken = scene.catalog.picture()
    assert len(scene.manifest.parts) > 1
    file = scene.folder / scene.manifest.snapshot / scene.manifest.parts[-1].name
    content = file.read_bytes()
    try:
        file.unlink()
        if damage is not None:
            file.write_bytes(damage)
        with pytest.raises(Damaged, match=scene.manifest.parts[-1].name):
            scene.restore()
    finally:
        file.write_bytes(content)
    assert scene.catalog.picture() == broken


def test_a_snapshot_of_another_account_is_refused(scene: Scene) -> None:
    drop_database(scene.catalog)
    broken = scene.catalog.picture()
    foreign = dataclasses.replace(scene.manifest, account="111122223333")
    with pytest.raises(SnapshotError, match="is of account 111122223333") as refused:
        Restore(scene.storage, foreign, scene.source())
    assert "mapping.accounts: {'111122223333': '000000000000'}" in str(refused.value)
    assert scene.catalog.picture() == broken


def test_a_password_is_in_no_snapshot_and_survives_a_restore(scene: Scene) -> None:
    assert not any(PASSWORD.encode() in file.read_bytes() for file in scene.folder.rglob("*.gz"))
    alter_settings(scene.catalog)
    scene.restore().apply()
    found = scene.catalog.glue.get_connection(Name="by_password", HidePassword=False)["Connection"]
    assert found["ConnectionProperties"]["PASSWORD"] == PASSWORD


def test_a_connection_that_had_a_password_needs_a_secret_to_come_back(scene: Scene) -> None:
    found = scene.catalog.glue.get_connection(Name="by_password", HidePassword=False)["Connection"]
    accepted = ("Name", "ConnectionType", "ConnectionProperties", "MatchCriteria", "Description")
    given = {name: found[name] for name in accepted}
    scene.catalog.glue.delete_connection(ConnectionName="by_password")
    try:
        with pytest.raises(SnapshotError, match=r"mapping\.connection_secrets: \{by_password"):
            scene.restore().apply()
        scene.restore(mapping={"connection_secrets": {"by_password": "a-secret"}}).apply()
        properties = scene.catalog.glue.get_connection(Name="by_password")["Connection"]["ConnectionProperties"]
        assert properties["SECRET_ID"] == "a-secret"
        assert "USERNAME" not in properties
    finally:
        scene.catalog.glue.delete_connection(ConnectionName="by_password")
        scene.catalog.glue.create_connection(ConnectionInput=given)


def test_what_is_not_there_afterwards_is_a_failure(scene: Scene) -> None:
    """A write that AWS answers and does not do."""
    scene.catalog.glue.delete_table(DatabaseName=DATABASE, Name="plain_07")
    restore = scene.restore()
    with (
        mock.patch.object(Applying, "write", lambda *_args: None),
        pytest.raises(SnapshotError, match=r"1 things differ: table filled\.plain_07 is missing"),
    ):
        restore.apply()


def test_a_table_is_written_over_only_in_the_version_that_was_read(scene: Scene) -> None:
    alter("plain_06", lambda table: table.pop("Parameters"))(scene.catalog)
    make_api_call = botocore.client.BaseClient._make_api_call
    meddling = [plain_table("plain_06") | {"Description": "somebody else"}]
    versions: list[str] = []

    def meddle(client: Any, operation: str, params: dict) -> dict:
        if operation == "UpdateTable":
            versions.append(params.get("VersionId"))
            while meddling:
                other = {"DatabaseName": DATABASE, "TableInput": meddling.pop()}
                make_api_call(client, operation, other)
        return make_api_call(client, operation, params)

    with mock.patch.object(botocore.client.BaseClient, "_make_api_call", meddle):
        scene.restore().apply()
    assert len(set(versions)) == 2
    assert scene.catalog.picture() == scene.picture


def test_another_region_gets_everything_under_its_own_names(scene: Scene) -> None:
    region = "eu-west-2"
    key = scene.clients("kms", region).create_key()["KeyMetadata"]["Arn"]
    settings = scene.picture["encryption"]["EncryptionAtRest"]
    mapping = {
        "regions": {scene.catalog.region: region},
        "keys": {settings["SseAwsKmsKeyId"]: key},
        "subnets": {"subnet-1": "subnet-2"},
        "security_groups": {"sg-1": "sg-2"},
        "availability_zones": {"eu-west-1a": "eu-west-2a"},
        "buckets": {"genai-demo": "genai-demo-london"},
        "connections": {"by_secret": "london"},
        "secrets": {"aurora-credentials": "london-credentials"},
        "connection_secrets": {"by_password": "a-secret"},
        "hosts": {"db.example.com": "london.example.com"},
    }
    restore = Restore(scene.storage, scene.manifest, scene.source(region=region), mapping)
    restore.make_plan()
    restore.apply()
    other = Catalog(lambda service: scene.clients(service, region), region)
    london = other.glue.get_connection(Name="london")["Connection"]
    assert london["PhysicalConnectionRequirements"] == {
        "SubnetId": "subnet-2",
        "SecurityGroupIdList": ["sg-2"],
        "AvailabilityZone": "eu-west-2a",
    }
    assert london["ConnectionProperties"]["JDBC_CONNECTION_URL"].startswith("jdbc:postgresql://london.example.com")
    assert london["ConnectionProperties"]["SECRET_ID"] == "london-credentials"
    crawler = other.glue.get_crawler(Name="crawled")["Crawler"]
    assert crawler["Targets"]["JdbcTargets"][0]["ConnectionName"] == "london"
    assert crawler["Targets"]["S3Targets"][0]["Path"] == "s3://genai-demo-london/data/"
    whole = other.glue.get_table(DatabaseName=DATABASE, Name="whole")["Table"]
    assert whole["StorageDescriptor"]["Location"] == "s3://genai-demo-london/data/"
    plain = other.glue.get_table(DatabaseName=DATABASE, Name="plain_00")["Table"]
    assert plain["Parameters"]["connectionName"] == "london"
    assert (
        other.glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]["EncryptionAtRest"][
            "SseAwsKmsKeyId"
        ]
        == key
    )
    again = Restore(scene.storage, scene.manifest, scene.source(region=region), mapping)
    again.make_plan()
    assert not again.changes
