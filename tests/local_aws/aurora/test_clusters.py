# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping, failing over, rebooting and deleting a cluster does it to the PostgreSQL behind it, and RDS tells."""

from __future__ import annotations

import psycopg
import pytest

from tests.local_aws.aurora.stage import ACCOUNT
from tests.local_aws.aurora.stage import REGION
from tests.local_aws.aurora.stage import Record
from tests.local_aws.aurora.stage import Stage
from tests.local_aws.aurora.stage import refusal


@pytest.fixture(autouse=True)
def no_old_events(stage: Stage) -> None:
    stage.forget_events()


def told(events: list[Record]) -> list[tuple[str, str, str]]:
    details = [event["detail"] for event in events]
    return [(detail["SourceIdentifier"], detail["EventID"][-4:], detail["Message"]) for detail in details]


def test_a_stopped_cluster_takes_no_connections(stage: Stage) -> None:
    connection = stage.connect("demo")
    answer = stage.rds.stop_db_cluster(DBClusterIdentifier="demo")
    assert answer["DBCluster"]["Status"] == "stopping"
    assert stage.cluster("demo")["Status"] == stage.instance("demo-1")["DBInstanceStatus"] == "stopped"
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        stage.connect("demo")
    code, message = refusal(stage.rds.stop_db_cluster, DBClusterIdentifier="demo")
    assert (code, "is in stopped state" in message) == ("InvalidDBClusterStateFault", True)
    assert refusal(stage.rds.modify_db_cluster, DBClusterIdentifier="demo", DeletionProtection=True)[0] == code
    stage.aws.up()  # does not start what was stopped through RDS
    assert stage.cluster("demo")["Status"] == "stopped"
    assert stage.rds.start_db_cluster(DBClusterIdentifier="demo")["DBCluster"]["Status"] == "starting"
    with stage.connect("demo") as connection:
        assert connection.execute("SELECT count(*) > 0 FROM customers").fetchone() == (True,)
    assert [entry for entry in told(stage.events(6)) if entry[0] == "demo"] == [
        ("demo", "0150", "DB cluster stopped."),
        ("demo", "0151", "DB cluster started."),
    ]


def test_events_have_the_form_that_aws_documents(stage: Stage) -> None:
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    shutdown, restarted = stage.events(2)
    assert (restarted["source"], restarted["detail-type"]) == ("aws.rds", "RDS DB Instance Event")
    assert restarted["resources"] == [f"arn:aws:rds:{REGION}:{ACCOUNT}:db:demo-1"]
    assert restarted["detail"].pop("Date").endswith("Z")
    assert restarted["detail"] == {
        "EventCategories": ["availability"],
        "SourceType": "DB_INSTANCE",
        "SourceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:demo-1",
        "SourceIdentifier": "demo-1",
        "Message": "DB instance restarted.",
        "EventID": "RDS-EVENT-0006",
    }
    assert shutdown["detail"]["EventID"] == "RDS-EVENT-0004"
    listed = stage.rds.describe_events(SourceType="db-instance", SourceIdentifier="demo-1", Duration=5)["Events"]
    assert listed[-1]["Message"] == "DB instance restarted."


def test_a_failover_ends_connections_and_changes_the_writer(stage: Stage) -> None:
    connection = stage.connect("demo")
    answer = stage.rds.failover_db_cluster(DBClusterIdentifier="demo", TargetDBInstanceIdentifier="demo-2")
    assert answer["DBCluster"]["Status"] == "failing-over"
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    [writer] = [m for m in stage.cluster("demo")["DBClusterMembers"] if m["IsClusterWriter"]]
    assert writer["DBInstanceIdentifier"] == "demo-2"
    with stage.connect("demo") as connection:
        connection.execute("SELECT 1")
    assert told(stage.events(4))[0] == ("demo", "0073", "Started cross AZ failover to DB instance: demo-2")
    stage.rds.failover_db_cluster(DBClusterIdentifier="demo", TargetDBInstanceIdentifier="demo-1")
    assert told(stage.events(4))[-1] == ("demo", "0071", "Completed failover to DB instance: demo-1")


def test_a_reboot_restarts_the_server(stage: Stage) -> None:
    with stage.connect("demo") as connection:
        (before,) = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-2")  # a reader: they share the one server
    with stage.connect("demo") as connection:
        assert connection.execute("SELECT pg_postmaster_start_time()").fetchone() == (before,)
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    with stage.connect("demo") as connection:
        assert connection.execute("SELECT pg_postmaster_start_time()").fetchone() > (before,)


def test_instances_of_aurora_are_not_stopped_one_by_one(stage: Stage) -> None:
    code, message = refusal(stage.rds.stop_db_instance, DBInstanceIdentifier="demo-1")
    assert (code, "not eligible for stopping" in message) == ("InvalidParameterCombination", True)


def test_deletion_is_refused_as_on_aws(stage: Stage) -> None:
    delete = stage.rds.delete_db_cluster
    assert refusal(delete, DBClusterIdentifier="demo", SkipFinalSnapshot=True) == (
        "InvalidDBClusterStateFault",
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
    )
    stage.rds.modify_db_cluster(DBClusterIdentifier="demo", DeletionProtection=True)
    assert refusal(delete, DBClusterIdentifier="demo", SkipFinalSnapshot=True) == (
        "InvalidParameterCombination",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
    )
    stage.rds.modify_db_cluster(DBClusterIdentifier="demo", DeletionProtection=False)
    stage.make_cluster("brief", instances=0)
    assert refusal(delete, DBClusterIdentifier="brief") == (
        "InvalidParameterCombination",
        "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
    )
    both = {"SkipFinalSnapshot": True, "FinalDBSnapshotIdentifier": "last"}
    assert refusal(delete, DBClusterIdentifier="brief", **both)[0] == "InvalidParameterCombination"
    assert delete(DBClusterIdentifier="brief", SkipFinalSnapshot=True)["DBCluster"]["Status"] == "deleting"
    assert refusal(stage.rds.describe_db_clusters, DBClusterIdentifier="brief")[0] == "DBClusterNotFoundFault"


def test_another_cluster_has_a_server_when_it_has_an_instance(stage: Stage) -> None:
    stage.make_cluster("second", instances=0)
    assert stage.cluster("second")["Port"] != stage.cluster("demo")["Port"]
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        stage.connect("second")
    stage.add_instances("second", 2)
    with stage.connect("second") as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    stage.rds.delete_db_instance(DBInstanceIdentifier="second-1")
    [member] = stage.cluster("second")["DBClusterMembers"]
    assert (member["DBInstanceIdentifier"], member["IsClusterWriter"]) == ("second-2", True)
    stage.remove_cluster("second")
    messages = [message for name, _, message in told(stage.events(6)) if name == "second"]
    assert messages == ["DB cluster created.", "DB cluster deleted."]


def test_a_renamed_cluster_is_found_where_its_new_name_points(stage: Stage) -> None:
    stage.make_cluster("old-name")
    port = stage.cluster("old-name")["Port"]
    rename = {"DBClusterIdentifier": "old-name", "NewDBClusterIdentifier": "new-name", "ApplyImmediately": True}
    stage.rds.modify_db_cluster(**rename)
    renamed = stage.cluster("new-name")
    assert renamed["DBClusterArn"].endswith(":cluster:new-name")
    assert renamed["Port"] != port
    with stage.connect("new-name") as connection:
        connection.execute("SELECT 1")
    stage.make_cluster("old-name", instances=0)
    assert stage.cluster("old-name")["Port"] == port
    stage.remove_cluster("old-name")
    stage.remove_cluster("new-name")
