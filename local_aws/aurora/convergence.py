# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring records and servers together again when the launcher starts, whatever ended it and whenever."""

from __future__ import annotations

import logging

from local_aws.aurora import aws
from local_aws.aurora.actions.snapshots import FOLDER
from local_aws.aurora.aws import Record
from local_aws.aurora.copies import Copy
from local_aws.aurora.runtime import Runtime
from local_aws.aurora.servers import KEY

logger = logging.getLogger("local_aws")


def converge(runtime: Runtime) -> None:
    """Records are saved up to two seconds late, folders are renamed as a whole: the folders are right."""
    runtime.servers.prepare_first()
    for _, _, cluster in aws.all_clusters():
        _converge_cluster(runtime, cluster)
    for snapshot in aws.all_snapshots():
        if FOLDER in snapshot and Copy.read(runtime.servers.snapshot(snapshot[FOLDER])) is None:
            logger.warning("Snapshot %s was never finished", snapshot["DBClusterSnapshotIdentifier"])
            aws.drop_snapshot(snapshot)
        elif FOLDER in snapshot:
            snapshot.update(Status="available", PercentProgress=100)
    runtime.servers.remove_strays(
        [cluster for _, _, cluster in aws.all_clusters()],
        [snapshot[FOLDER] for snapshot in aws.all_snapshots() if FOLDER in snapshot],
    )
    _free_first(runtime)


def _converge_cluster(runtime: Runtime, cluster: Record) -> None:
    if KEY not in cluster:
        runtime.servers.attach(cluster, [record for _, _, record in aws.all_clusters()])
    if not runtime.servers.owns(cluster) or cluster["Status"] == "deleting":
        logger.warning("Cluster %s has lost its data: it was being made or deleted", cluster["DBClusterIdentifier"])
        aws.drop_cluster_and_members(cluster)
        return
    stopped = cluster["Status"] in {"stopping", "stopped"}
    cluster["Status"] = "stopped" if stopped else "available"
    for instance in aws.instances(cluster):
        instance["DBInstanceStatus"] = cluster["Status"]
    runtime.settle(cluster)
    if not stopped:
        runtime.apply_parameters(cluster)


def _free_first(runtime: Runtime) -> None:
    """The first server runs when no cluster has it."""
    if not any(cluster[KEY] == "first" for _, _, cluster in aws.all_clusters()):
        runtime.servers.first.hold(False)
        runtime.servers.first.ensure_running()
