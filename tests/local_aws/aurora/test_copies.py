# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots and restores bring back the data, on a server of its own."""

from __future__ import annotations

import datetime
import json

import psycopg
import pytest

from local_aws import process
from tests.local_aws.aurora.stage import PASSWORD
from tests.local_aws.aurora.stage import Stage
from tests.local_aws.aurora.stage import refusal


def rows(stage: Stage, cluster: str) -> list[int]:
    with stage.connect(cluster) as connection:
        return [row[0] for row in connection.execute("SELECT i FROM kept ORDER BY i")]


def by_data_api(stage: Stage, cluster: str) -> list[list[dict[str, int]]]:
    secret = json.dumps({"username": "genai_admin", "password": PASSWORD})
    secrets = stage.aws.client("secretsmanager")
    arn = secrets.create_secret(Name=f"of-{cluster}", SecretString=secret)["ARN"]
    target = {"resourceArn": stage.cluster(cluster)["DBClusterArn"], "secretArn": arn, "database": "genai_demo"}
    answer = stage.aws.client("rds-data").execute_statement(**target, sql="SELECT i FROM kept")
    secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    return answer["records"]


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def test_a_snapshot_keeps_what_was_there(stage: Stage) -> None:
    with stage.connect("demo") as connection:
        connection.execute("CREATE TABLE kept (i int); INSERT INTO kept VALUES (1)")
        made = stage.rds.create_db_cluster_snapshot(DBClusterIdentifier="demo", DBClusterSnapshotIdentifier="Before")
        assert (made["DBClusterSnapshot"]["Status"], made["DBClusterSnapshot"]["PercentProgress"]) == ("creating", 0)
        connection.execute("INSERT INTO kept VALUES (2)")
    [found] = stage.rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier="before")["DBClusterSnapshots"]
    assert (found["Status"], found["PercentProgress"]) == ("available", 100)
    answer = stage.rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="restored",
        SnapshotIdentifier=found["DBClusterSnapshotArn"],
        Engine="aurora-postgresql",
        Tags=[{"Key": "of", "Value": "test"}],
    )["DBCluster"]
    assert (answer["Status"], answer["MasterUsername"]) == ("creating", "genai_admin")
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        stage.connect("restored")  # it has no instance yet
    stage.add_instances("restored")
    assert (rows(stage, "demo"), rows(stage, "restored")) == ([1, 2], [1])
    with stage.connect("restored") as connection:
        connection.execute("INSERT INTO kept VALUES (3)")
        connection.execute("CREATE EXTENSION IF NOT EXISTS aws_lambda CASCADE")
    assert rows(stage, "demo") == [1, 2]
    assert stage.cluster("restored")["TagList"] == [{"Key": "of", "Value": "test"}]


def test_a_snapshot_outlives_its_cluster_and_restores_under_the_old_name(stage: Stage) -> None:
    port = stage.cluster("restored")["Port"]
    stage.remove_cluster("restored", FinalDBSnapshotIdentifier="final")
    assert refusal(stage.rds.describe_db_clusters, DBClusterIdentifier="restored")[0] == "DBClusterNotFoundFault"
    stage.rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="restored", SnapshotIdentifier="final", Engine="aurora-postgresql"
    )
    stage.add_instances("restored")
    assert stage.cluster("restored")["Port"] == port
    assert rows(stage, "restored") == [1, 3]
    stage.remove_cluster("restored")
    for name in ("final", "before"):
        stage.rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)
    assert stage.rds.describe_db_cluster_snapshots()["DBClusterSnapshots"] == []


def test_what_cannot_be_restored_is_refused(stage: Stage) -> None:
    restore = stage.rds.restore_db_cluster_from_snapshot
    wanted = {"DBClusterIdentifier": "x", "SnapshotIdentifier": "nothing", "Engine": "aurora-postgresql"}
    assert refusal(restore, **wanted)[0] == "DBClusterSnapshotNotFoundFault"
    to_time = stage.rds.restore_db_cluster_to_point_in_time
    source = {"DBClusterIdentifier": "x", "SourceDBClusterIdentifier": "demo"}
    assert refusal(to_time, **source)[0] == "InvalidParameterCombination"
    for moment in (now() - datetime.timedelta(days=1), now() + datetime.timedelta(hours=1)):
        assert refusal(to_time, **source, RestoreToTime=moment)[0] == "InvalidRestoreFault"
    missing = {**source, "SourceDBClusterIdentifier": "nothing"}
    assert refusal(to_time, **missing, UseLatestRestorableTime=True)[0] == "DBClusterNotFoundFault"
    taken = {**source, "DBClusterIdentifier": "demo"}
    assert refusal(to_time, **taken, UseLatestRestorableTime=True)[0] == "DBClusterAlreadyExistsFault"
    create = stage.rds.create_db_cluster_snapshot
    assert refusal(create, DBClusterIdentifier="no", DBClusterSnapshotIdentifier="s")[0] == "DBClusterNotFoundFault"


def test_a_point_in_time_is_before_the_mistake(stage: Stage) -> None:
    with stage.connect("demo") as connection:
        connection.execute("INSERT INTO kept VALUES (4)")
        (good,) = connection.execute("SELECT clock_timestamp()").fetchone()
        process.wait_until(lambda: now() > good + datetime.timedelta(milliseconds=50), 1)
        connection.execute("DROP TABLE kept")
    assert stage.cluster("demo")["EarliestRestorableTime"] <= good <= stage.cluster("demo")["LatestRestorableTime"]
    stage.rds.restore_db_cluster_to_point_in_time(
        DBClusterIdentifier="good", SourceDBClusterIdentifier="demo", RestoreToTime=good
    )
    stage.add_instances("good")
    assert rows(stage, "good") == [1, 2, 4]
    with stage.connect("good") as connection:
        connection.execute("INSERT INTO kept VALUES (5)")
    stage.rds.restore_db_cluster_to_point_in_time(
        DBClusterIdentifier="latest", SourceDBClusterIdentifier="good", UseLatestRestorableTime=True
    )
    stage.add_instances("latest")
    assert rows(stage, "latest") == [1, 2, 4, 5]
    stage.remove_cluster("good")
    stage.remove_cluster("latest")


def test_a_stopped_cluster_can_be_restored_from(stage: Stage) -> None:
    stage.make_cluster("source", EnableHttpEndpoint=True)
    with stage.connect("source") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS i")
    assert by_data_api(stage, "source") == [[{"longValue": 7}]]
    stage.rds.stop_db_cluster(DBClusterIdentifier="source")
    stage.rds.restore_db_cluster_to_point_in_time(
        DBClusterIdentifier="from-stopped", SourceDBClusterIdentifier="source", UseLatestRestorableTime=True
    )
    stage.add_instances("from-stopped")
    assert rows(stage, "from-stopped") == [7]
    stage.remove_cluster("from-stopped")
    stage.rds.start_db_cluster(DBClusterIdentifier="source")
    stage.remove_cluster("source")


def test_the_first_server_goes_with_its_cluster_and_the_next_cluster_finds_the_sample_data(stage: Stage) -> None:
    """Restored after that, the data is where it was: at the port of the environment."""
    with stage.connect("demo") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 8 AS i")
    environment = int(stage.aws.environment()["PGPORT"])
    stage.remove_cluster("demo", FinalDBSnapshotIdentifier="demo-final")
    with stage.aws.connect() as connection:
        assert connection.execute("SELECT to_regclass('kept'), to_regclass('customers')::text").fetchone() == (
            None,
            "customers",
        )
    stage.rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="demo", SnapshotIdentifier="demo-final", Engine="aurora-postgresql"
    )
    stage.add_instances("demo", 2)
    assert stage.cluster("demo")["Port"] == environment
    assert rows(stage, "demo") == [8]
    with stage.aws.connect(passfile="/dev/null", password=PASSWORD) as connection:
        connection.execute("DROP TABLE kept")
    with stage.aws.connect():
        pass  # the password file of the home is that of the restored database
    stage.rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="demo-final")
