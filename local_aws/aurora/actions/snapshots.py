# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster snapshots: physical copies of the data, with what the record of the cluster was."""

from __future__ import annotations

import copy
import re
from typing import Any

from local_aws.aurora import aws
from local_aws.aurora import copies
from local_aws.aurora import events
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Record
from local_aws.aurora.aws import Response
from local_aws.aurora.runtime import Runtime

# In a snapshot's record: what the cluster was, and the name of the folder.
CLUSTER, FOLDER = "_cluster", "_folder"
_NAME = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9])*")


def install(runtime: Runtime) -> None:
    aws.replace_action("CreateDBClusterSnapshot", lambda original: _create(runtime, original))
    aws.replace_action("DeleteDBClusterSnapshot", lambda original: _delete(runtime, original))


def create(runtime: Runtime, cluster: Record, name: str, tags: list[dict[str, str]]) -> Response:
    """Copy the data; the snapshot is `creating` while that goes on."""
    if not _NAME.fullmatch(name) or len(name) > 255:
        message = (
            "The parameter DBClusterSnapshotIdentifier is not a valid identifier. Identifiers must begin with a "
            "letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain "
            "two consecutive hyphens."
        )
        return aws.error("InvalidParameterValue", message)
    if aws.snapshot(name) is not None:
        message = f"Cannot create the cluster snapshot because one with the identifier {name} already exists."
        return aws.error("DBClusterSnapshotAlreadyExistsFault", message)
    snapshot = aws.create_snapshot_record(name, cluster)
    aws.tag(snapshot["DBClusterSnapshotArn"], tags)
    snapshot.update(Status="creating", PercentProgress=0, TagList=tags)
    snapshot[CLUSTER] = _remembered(cluster)
    snapshot[FOLDER] = snapshot_folder(snapshot)
    runtime.events.send(events.SNAPSHOT_STARTED, snapshot)

    def work() -> None:
        server = runtime.server(cluster)
        folder = runtime.servers.snapshot(snapshot[FOLDER])
        if not server.alive:
            copies.take(server.data_folder(), None, folder)
            return
        with server.superuser() as connection:
            copies.take(server.data_folder(), connection, folder)

    def finish() -> None:
        snapshot.update(Status="available", PercentProgress=100)
        runtime.events.send(events.SNAPSHOT_CREATED, snapshot)

    response = aws.snapshot_answer("CreateDBClusterSnapshot", snapshot)
    return runtime.transitions.carry_out(response, work, finish, lambda: snapshot.update(Status="failed"))


def snapshot_folder(snapshot: Record) -> str:
    """Accounts and regions share one folder of copies."""
    _, _, _, region, account, _, name = snapshot["DBClusterSnapshotArn"].split(":", 6)
    return f"{account}-{region}-{name.replace(':', '-')}"


def _create(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        name = aws.text(params, "DBClusterSnapshotIdentifier").lower()
        if cluster is None or not name:
            return original(params)
        if cluster["Status"] != "available":
            message = f"Cluster {cluster['DBClusterIdentifier']} is not in available state."
            return aws.error("InvalidDBClusterStateFault", message)
        inherited = list(cluster.get("TagList") or []) if cluster.get("CopyTagsToSnapshot") else []
        return create(runtime, cluster, name, aws.tags(params) or inherited)

    return action


def _delete(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        snapshot = aws.snapshot(aws.text(params, "DBClusterSnapshotIdentifier").lower())
        if snapshot is None or FOLDER not in snapshot:
            return original(params)
        if snapshot["Status"] not in {"available", "failed"}:
            name = snapshot["DBClusterSnapshotIdentifier"]
            message = f"Cannot delete the snapshot because it is not currently in the available or failed state: {name}"
            return aws.error("InvalidDBClusterSnapshotStateFault", message)
        response = original({**params, "DBClusterSnapshotIdentifier": [snapshot["DBClusterSnapshotIdentifier"]]})
        if response[0] == 200:
            copies.remove(runtime.servers.snapshot(snapshot[FOLDER]))
        return response

    return action


def _remembered(cluster: Record) -> dict[str, Any]:
    """What a restored cluster takes from the one that was copied."""
    kept = (
        "Engine EngineVersion EngineMode MasterUsername _MasterUserPassword DatabaseName Port StorageEncrypted KmsKeyId"
        " BackupRetentionPeriod DBClusterIdentifier DbClusterResourceId AvailabilityZones NetworkType"
    )
    return {name: copy.deepcopy(cluster[name]) for name in kept.split() if name in cluster}
