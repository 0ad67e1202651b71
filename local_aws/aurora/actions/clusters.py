# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop, start, fail over and delete a cluster; what creating and modifying one means beside the record."""

from __future__ import annotations

import copy

from local_aws.aurora import aws
from local_aws.aurora import events
from local_aws.aurora.actions import snapshots
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Record
from local_aws.aurora.aws import Response
from local_aws.aurora.runtime import PENDING
from local_aws.aurora.runtime import Runtime


def install(runtime: Runtime) -> None:
    actions = {
        "CreateDBCluster": _create,
        "ModifyDBCluster": _modify,
        "StopDBCluster": _stop,
        "StartDBCluster": _start,
        "FailoverDBCluster": _fail_over,
        "DeleteDBCluster": _delete,
    }
    for name, action in actions.items():
        aws.replace_action(name, lambda original, action=action: action(runtime, original))


def _create(runtime: Runtime, original: Action) -> Action:
    """The server was given and prepared when the record was made."""

    def action(params: Params) -> Response:
        response = original(params)
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if response[0] != 200 or cluster is None:
            return response

        def work() -> None:
            runtime.take_base(cluster)
            runtime.settle(cluster)

        def finish() -> None:
            cluster["Status"] = "available"
            runtime.events.send(events.CLUSTER_CREATED, cluster)

        cluster["Status"] = "creating"
        return runtime.transitions.carry_out(
            aws.cluster_answer("CreateDBCluster", cluster), work, finish, lambda: _set(cluster, "failed")
        )

    return action


def _modify(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if cluster is None:
            return original(params)
        if cluster["Status"] != "available":
            return wrong_state(cluster, "available")
        name = aws.text(params, "NewDBClusterIdentifier").lower()
        if name and name != cluster["DBClusterIdentifier"] and aws.cluster_exists(name):
            return aws.error("DBClusterAlreadyExistsFault", "DB Cluster already exists")
        group = cluster.get("DBClusterParameterGroup")
        response = original(params)
        if response[0] != 200:
            return response
        runtime.exports_changed()
        if aws.text(params, "MasterUserPassword"):
            runtime.events.send(events.CREDENTIALS_RESET, cluster)
        if cluster.get("DBClusterParameterGroup") != group:
            cluster[PENDING] = True  # the association of another group acts after a reboot
        if name and name != cluster["DBClusterIdentifier"]:
            return _rename(runtime, cluster, name)
        return aws.cluster_answer("ModifyDBCluster", cluster)

    return action


def _rename(runtime: Runtime, cluster: Record, name: str) -> Response:
    """The endpoint follows the name, so the server moves to the port of the new one."""
    old = cluster["DBClusterIdentifier"]
    runtime.server(cluster).stop()
    aws.rename_cluster(cluster, name)
    runtime.servers.rename(cluster)
    runtime.settle(cluster)
    runtime.events.send(events.CLUSTER_RENAMED, cluster, old=old, new=name)
    return aws.cluster_answer("ModifyDBCluster", cluster)


def _stop(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if cluster is None or cluster["Status"] != "available" or _has_global_company(cluster):
            return original(params)
        _set(cluster, "stopping")
        cluster["LatestRestorableTime"] = aws.timestamp()

        def finish() -> None:
            _set(cluster, "stopped")
            for instance in aws.instances(cluster):
                runtime.events.send(events.INSTANCE_STOPPED, instance)
            runtime.events.send(events.CLUSTER_STOPPED, cluster)

        def undo() -> None:
            _set(cluster, "available")
            runtime.events.send(events.CLUSTER_STOP_FAILED, cluster)

        response = aws.cluster_answer("StopDBCluster", cluster)
        return runtime.transitions.carry_out(response, lambda: runtime.settle(cluster), finish, undo)

    return action


def _start(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if cluster is None or cluster["Status"] != "stopped" or _has_global_company(cluster):
            return original(params)
        _set(cluster, "starting")

        def finish() -> None:
            _set(cluster, "available")
            for instance in aws.instances(cluster):
                runtime.events.send(events.INSTANCE_STARTED, instance)
            runtime.events.send(events.CLUSTER_STARTED, cluster)

        response = aws.cluster_answer("StartDBCluster", cluster)
        return runtime.transitions.carry_out(
            response, lambda: runtime.settle(cluster), finish, lambda: _set(cluster, "stopped")
        )

    return action


def _fail_over(runtime: Runtime, original: Action) -> Action:
    """ministack chooses the new writer; the server restarts, so that every connection ends as it does on AWS."""

    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if cluster is None:
            return original(params)
        before = _writer(cluster)
        status, headers, body = original(params)
        if status != 200:
            return status, headers, body
        after = _writer(cluster)
        target = after["DBInstanceIdentifier"] if after else ""
        crosses = before and after and before.get("AvailabilityZone") != after.get("AvailabilityZone")
        cluster["Status"] = "failing-over"
        started = events.FAILOVER_CROSS_ZONE if crosses else events.FAILOVER_SAME_ZONE
        runtime.events.send(started, cluster, instance=target)

        def finish() -> None:
            cluster["Status"] = "available"
            for instance in (after, before):
                if instance:
                    runtime.events.send(events.INSTANCE_RESTARTED, instance)
            runtime.events.send(events.FAILOVER_COMPLETED, cluster, instance=target)

        def undo() -> None:
            cluster["Status"] = "available"
            runtime.events.send(events.FAILOVER_FAILED, cluster)

        response = aws.cluster_answer("FailoverDBCluster", cluster)
        return runtime.transitions.carry_out(response, lambda: runtime.restart(cluster), finish, undo)

    return action


def _delete(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if cluster is None:
            return original(params)
        refused = _deletion_refusal(params, cluster)
        if refused is not None:
            return refused
        final = aws.text(params, "FinalDBSnapshotIdentifier").lower()
        # A stopped cluster is started for its final snapshot on AWS; its data can be copied as it lies here.
        if final:
            response = snapshots.create(runtime, cluster, final, cluster.get("TagList") or [])
            if response[0] != 200:
                return response
        _set(cluster, "deleting")

        def work() -> None:
            runtime.servers.release(cluster)

        def finish() -> None:
            secret = cluster.get("MasterUserSecret")
            aws.drop_cluster(cluster)
            if secret:
                aws.delete_managed_secret(secret["SecretArn"])
            runtime.events.send(events.CLUSTER_DELETED, cluster)

        shown = copy.deepcopy(cluster)
        response = aws.cluster_answer("DeleteDBCluster", shown)
        return runtime.transitions.carry_out(response, work, finish, lambda: _set(cluster, "available"))

    return action


def _deletion_refusal(params: Params, cluster: Record) -> Response | None:
    skip, final = aws.flag(params, "SkipFinalSnapshot"), aws.text(params, "FinalDBSnapshotIdentifier")
    if cluster["Status"] not in {"available", "stopped", "failed"}:
        return wrong_state(cluster, "available")
    if cluster.get("DeletionProtection"):
        message = "Cannot delete protected Cluster, please disable deletion protection and try again."
        return aws.error("InvalidParameterCombination", message)
    if cluster.get("GlobalClusterIdentifier"):
        message = "This cluster is a part of a global cluster, please remove it from globalcluster first"
        return aws.error("InvalidDBClusterStateFault", message)
    if cluster.get("DBClusterMembers"):
        message = "Cluster cannot be deleted, it still contains DB instances in non-deleting state."
        return aws.error("InvalidDBClusterStateFault", message)
    if not skip and not final:
        message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        return aws.error("InvalidParameterCombination", message)
    if skip and final:
        message = "FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is specified."
        return aws.error("InvalidParameterCombination", message)
    return None


def wrong_state(cluster: Record, *expected: str) -> Response:
    message = (
        f"DbCluster {cluster['DBClusterIdentifier']} is in {cluster['Status']} state but expected it to be one of "
        f"{','.join(expected)}."
    )
    return aws.error("InvalidDBClusterStateFault", message)


def _set(cluster: Record, status: str) -> None:
    """The state of a cluster and of its instances."""
    cluster["Status"] = status
    for instance in aws.instances(cluster):
        instance["DBInstanceStatus"] = status


def _writer(cluster: Record) -> Record | None:
    names = [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"] if member["IsClusterWriter"]]
    return next((found for found in aws.instances(cluster) if found["DBInstanceIdentifier"] in names), None)


def _has_global_company(cluster: Record) -> bool:
    """ministack refuses to stop and start one of several clusters of a global database."""
    return bool(cluster.get("GlobalClusterIdentifier"))
