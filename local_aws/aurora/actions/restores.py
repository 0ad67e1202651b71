# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore a cluster: from a snapshot, or to a point in time of a cluster that is still there."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

from local_aws.aurora import aws
from local_aws.aurora import copies
from local_aws.aurora import events
from local_aws.aurora.actions.clusters import wrong_state
from local_aws.aurora.actions.snapshots import CLUSTER
from local_aws.aurora.actions.snapshots import FOLDER
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Record
from local_aws.aurora.aws import Response
from local_aws.aurora.copies import Copy
from local_aws.aurora.runtime import RESTORED
from local_aws.aurora.runtime import Runtime
from local_aws.errors import LocalAwsError
from local_aws.postgres.datadir import DataFolder

_UNREACHED = "recovery ended before configured recovery target was reached"
# What the request may say anew; everything else is as it was.
_OPTIONS = (
    "DBSubnetGroupName Port EnableIAMDatabaseAuthentication DBClusterParameterGroupName DeletionProtection"
    " CopyTagsToSnapshot KmsKeyId EnableHttpEndpoint NetworkType"
)
_LISTS = ("VpcSecurityGroupIds", "EnableCloudwatchLogsExports", "AvailabilityZones", "Tags")
_PREFIXES = tuple(f"{name}." for name in (*_LISTS, "ServerlessV2ScalingConfiguration"))


def install(runtime: Runtime) -> None:
    aws.replace_action("RestoreDBClusterFromSnapshot", lambda original: _from_snapshot(runtime, original))
    aws.replace_action("RestoreDBClusterToPointInTime", lambda original: _to_point_in_time(runtime, original))


def _from_snapshot(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        wanted = aws.text(params, "SnapshotIdentifier")
        for name in ("DBClusterIdentifier", "SnapshotIdentifier", "Engine"):
            if not aws.text(params, name):
                return aws.error("MissingParameter", f"The request must contain the parameter {name}")
        snapshot = aws.snapshot(wanted if wanted.startswith("arn:") else wanted.lower())
        if snapshot is None or FOLDER not in snapshot:
            return aws.error("DBClusterSnapshotNotFoundFault", f"DBClusterSnapshot not found: {wanted}", 404)
        if snapshot["Status"] != "available":
            message = f"DB cluster snapshot {wanted} is not in available state."
            return aws.error("InvalidDBClusterSnapshotStateFault", message)
        if aws.text(params, "Engine") != snapshot["Engine"]:
            return aws.error("InvalidParameterValue", "Engine of the snapshot and of the request differ.")
        copy = Copy.read(runtime.servers.snapshot(snapshot[FOLDER]))
        if copy is None:
            message = f"The data of DB cluster snapshot {wanted} is not there any more."
            return aws.error("InvalidRestoreFault", message)

        def fill(target: DataFolder) -> None:
            copies.place(copy, target)

        return _restore(runtime, "RestoreDBClusterFromSnapshot", params, snapshot[CLUSTER], fill)

    return action


def _to_point_in_time(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        name = aws.text(params, "SourceDBClusterIdentifier") or _named_by_resource(params)
        source = aws.cluster(name) if name else None
        if source is None:
            return aws.error("DBClusterNotFoundFault", f"DBCluster {name} not found.", 404)
        given, latest = aws.text(params, "RestoreToTime"), aws.flag(params, "UseLatestRestorableTime")
        if bool(given) == latest:
            message = "Specify either RestoreToTime or UseLatestRestorableTime."
            return aws.error("InvalidParameterCombination", message)
        if source["Status"] not in {"available", "stopped"}:
            return wrong_state(source, "available", "stopped")
        until = None if latest else _seconds(given)
        base = _base(runtime, source, renew=latest)
        refused = _restorability(source, base, until)
        if base is None or refused is not None:
            return refused or original(params)
        _flush(runtime, source)

        def fill(target: DataFolder) -> None:
            copies.place(base, target)
            if base.first_segment is not None:
                copies.add_log(runtime.server(source).data_folder(), target.path, base.first_segment)
                copies.recover(target, until)

        return _restore(runtime, "RestoreDBClusterToPointInTime", params, source, fill)

    return action


def _base(runtime: Runtime, source: Record, *, renew: bool) -> Copy | None:
    """The base copy with all of the log since; for the latest time a new one will do as well."""
    base = Copy.read(runtime.servers.base(source))
    if base is not None and not _complete(runtime, source, base):
        base = None
    return runtime.take_base(source) or _copy_of_stopped(runtime, source) if base is None and renew else base


def _restorability(source: Record, base: Copy | None, until: float | None) -> Response | None:
    name = source["DBClusterIdentifier"]
    if base is None:
        return aws.error("InvalidRestoreFault", f"There is no backup of {name} to restore from.")
    if until is None or base.ended <= until <= _latest(source):
        return None
    between = f"{aws.timestamp(base.ended)} and {aws.timestamp(_latest(source))}"
    message = f"The specified time {aws.timestamp(until)} is not between {between}, which {name} can be restored to."
    return aws.error("InvalidRestoreFault", message)


def _restore(
    runtime: Runtime, action: str, params: Params, was: Record, fill: Callable[[DataFolder], None]
) -> Response:
    """Make the record, give it a server, fill that with data and let it recover."""
    response = aws.create_cluster_record(_creation(params, was))
    cluster = aws.cluster(aws.text(params, "DBClusterIdentifier").lower())
    if response[0] != 200 or cluster is None:
        return response
    cluster["Status"] = "creating"
    cluster[RESTORED] = True
    cluster["EnabledCloudwatchLogsExports"] = aws.members(params, "EnableCloudwatchLogsExports")
    server = runtime.servers.attach(cluster, [record for _, _, record in aws.all_clusters()])

    def work() -> None:
        server.hold(True)
        server.stop()
        data = server.data_folder()
        fill(data)
        runtime.servers.write_owner(cluster)
        _first_start(runtime, cluster, data)

    def finish() -> None:
        cluster["Status"] = "available"
        runtime.settle(cluster)
        runtime.events.send(events.CLUSTER_CREATED, cluster)

    def undo() -> None:
        aws.drop_cluster(cluster)
        runtime.servers.release(cluster)

    return runtime.transitions.carry_out(aws.cluster_answer(action, cluster), work, finish, undo)


def _first_start(runtime: Runtime, cluster: Record, data: DataFolder) -> None:
    """Recover; a time after the last change is the end of the log."""
    try:
        _start_once(runtime, cluster)
    except LocalAwsError as error:
        if _UNREACHED not in str(error):
            raise
        copies.recover(data, None)
        _start_once(runtime, cluster)
    copies.recovered(data)


def _start_once(runtime: Runtime, cluster: Record) -> None:
    with runtime.awake(cluster) as server:
        server.set_master(cluster["MasterUsername"], cluster["_MasterUserPassword"])
        runtime.take_base(cluster)


def _creation(params: Params, was: Record) -> Params:
    """The parameters of CreateDBCluster that make the record of the restored cluster."""
    wanted: dict[str, Any] = {
        "DBClusterIdentifier": [aws.text(params, "DBClusterIdentifier").lower()],
        "Engine": [was["Engine"]],
        "EngineVersion": [aws.text(params, "EngineVersion") or was["EngineVersion"]],
        "MasterUsername": [was["MasterUsername"]],
        "MasterUserPassword": [was["_MasterUserPassword"]],
        "BackupRetentionPeriod": [str(was.get("BackupRetentionPeriod", 1))],
        "StorageEncrypted": ["true" if was.get("StorageEncrypted") or aws.text(params, "KmsKeyId") else "false"],
        "KmsKeyId": [was.get("KmsKeyId") or ""],
        "DatabaseName": [was.get("DatabaseName") or ""],
    }
    for name in _OPTIONS.split():
        if aws.text(params, name):
            wanted[name] = params[name]
    return wanted | {key: value for key, value in params.items() if key.startswith(_PREFIXES)}


def _named_by_resource(params: Params) -> str:
    wanted = aws.text(params, "SourceDbClusterResourceId")
    records = (record for _, _, record in aws.all_clusters() if record["DbClusterResourceId"] == wanted)
    return next((record["DBClusterArn"] for record in records), "")


def _complete(runtime: Runtime, source: Record, base: Copy) -> bool:
    """Whether all that was written since the base is still there."""
    if base.first_segment is None:
        return False
    folder = runtime.server(source).data_folder().path / "pg_wal"
    return any(path.name[8:] == base.first_segment[8:] for path in folder.iterdir())


def _copy_of_stopped(runtime: Runtime, source: Record) -> Copy:
    return copies.take(runtime.server(source).data_folder(), None, runtime.servers.base(source))


def _flush(runtime: Runtime, source: Record) -> None:
    """A commit now, so that the log reaches beyond every time that may be asked for."""
    server = runtime.server(source)
    if server.alive:
        with server.superuser() as connection:
            connection.execute("SELECT pg_current_xact_id()")


def _latest(source: Record) -> float:
    return _seconds(source["LatestRestorableTime"]) if source["Status"] == "stopped" else time.time()


def _seconds(text: str) -> float:
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()
