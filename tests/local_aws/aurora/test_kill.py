# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever ends the launcher, the next `up` finds every cluster in the state in which RDS left it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable

import psycopg
import pytest

from local_aws import process
from tests.local_aws.aurora.stage import Stage
from tests.local_aws.embedded import EmbeddedAws

SAVED_SECONDS = 15


@pytest.fixture(scope="module")
def lone(make_embedded_aws: Callable[[str], EmbeddedAws]) -> Stage:
    aws = make_embedded_aws("aurora-kill")
    aws.up()
    stage = Stage(aws)
    stage.make_cluster("one")
    stage.make_cluster("two")
    return stage


def kill(stage: Stage) -> None:
    pid = json.loads(stage.aws.run("status", "--json").stdout)["aws"]["pid"]
    started = process.start_time(pid)
    os.kill(pid, signal.SIGKILL)
    assert process.wait_until(lambda: process.start_time(pid) != started, 10)


def saved(stage: Stage, text: str) -> None:
    """The state is written a moment after the answer."""
    assert process.wait_until(lambda: text.encode() in stage.aws.saved(), SAVED_SECONDS)


def folders(stage: Stage) -> list[str]:
    folder = stage.aws.home.root / "postgres"
    return sorted(path.name for kind in ("clusters", "copies") for path in (folder / kind).glob("*/"))


def test_running_and_stopped_clusters_stay_so(lone: Stage) -> None:
    with lone.connect("two") as connection:
        connection.execute("CREATE TABLE survived AS SELECT 1 AS i")
    lone.rds.stop_db_cluster(DBClusterIdentifier="one")
    saved(lone, '"Status":"stopped"')
    kill(lone)
    lone.aws.up()
    again = Stage(lone.aws)
    assert process.wait_until(lambda: reachable(again, "two"), 10)
    with again.connect("two") as connection:
        assert connection.execute("SELECT i FROM survived").fetchone() == (1,)
    assert again.cluster("one")["Status"] == "stopped"
    assert not reachable(again, "one")
    again.rds.start_db_cluster(DBClusterIdentifier="one")
    assert reachable(again, "one")
    saved(again, '"Status":"available"')


def test_what_was_not_finished_is_gone(lone: Stage) -> None:
    """A snapshot's folder without its description, a cluster's data without its record."""
    lone.rds.create_db_cluster_snapshot(DBClusterIdentifier="two", DBClusterSnapshotIdentifier="half")
    saved(lone, "half")
    [snapshot] = [name for name in folders(lone) if name.startswith("snapshot-")]
    kill(lone)
    postgres = lone.aws.home.root / "postgres"
    (postgres / "copies" / snapshot / "copy.json").unlink()
    (postgres / "clusters" / "cluster-stray").mkdir()
    lone.aws.up()
    again = Stage(lone.aws)
    assert process.wait_until(lambda: "cluster-stray" not in folders(again), 10)
    assert snapshot not in folders(again)
    assert again.rds.describe_db_cluster_snapshots()["DBClusterSnapshots"] == []


def test_nothing_is_left_when_everything_is_deleted(lone: Stage) -> None:
    stage = Stage(lone.aws)
    for name in ("one", "two"):
        assert process.wait_until(lambda name=name: stage.cluster(name)["Status"] == "available", 10)
        stage.remove_cluster(name)
    assert folders(stage) == []


def test_states_in_between_last_as_long_as_the_switch_says(lone: Stage) -> None:
    lone.aws.run("down")
    lone.aws.up(LOCAL_AWS_RDS_STATE_SECONDS="1")
    stage = Stage(lone.aws)
    stage.make_cluster("two", instances=0)
    assert stage.cluster("two")["Status"] == "creating"
    assert process.wait_until(lambda: stage.cluster("two")["Status"] == "available", 10)
    stage.rds.stop_db_cluster(DBClusterIdentifier="two")
    assert stage.cluster("two")["Status"] == "stopping"
    assert process.wait_until(lambda: stage.cluster("two")["Status"] == "stopped", 5)
    stage.rds.start_db_cluster(DBClusterIdentifier="two")
    assert stage.cluster("two")["Status"] == "starting"
    waiter = stage.rds.get_waiter("db_cluster_available")
    waiter.wait(DBClusterIdentifier="two", WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    stage.rds.create_db_cluster_snapshot(DBClusterIdentifier="two", DBClusterSnapshotIdentifier="slow")
    waiter = stage.rds.get_waiter("db_cluster_snapshot_available")
    waiter.wait(DBClusterSnapshotIdentifier="slow", WaiterConfig={"Delay": 1, "MaxAttempts": 10})


def reachable(stage: Stage, cluster: str) -> bool:
    try:
        stage.connect(cluster).close()
    except psycopg.OperationalError:
        return False
    return True
