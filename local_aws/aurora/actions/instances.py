# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of a cluster: they share its one server; the first gives it compute, a reboot restarts it."""

from __future__ import annotations

from local_aws.aurora import aws
from local_aws.aurora import events
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Record
from local_aws.aurora.aws import Response
from local_aws.aurora.runtime import Runtime


def install(runtime: Runtime) -> None:
    aws.replace_action("CreateDBInstance", lambda original: _create(runtime, original))
    aws.replace_action("DeleteDBInstance", lambda original: _delete(runtime, original))
    aws.replace_action("RebootDBInstance", lambda original: _reboot(runtime, original))
    for name in ("StartDBInstance", "StopDBInstance"):
        aws.replace_action(name, _ineligible)


def _create(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        status, headers, body = original(params)
        instance = aws.instance(aws.text(params, "DBInstanceIdentifier"))
        cluster = aws.cluster_of_instance(instance)
        if status != 200 or instance is None or cluster is None:
            return status, headers, body
        instance["DBInstanceStatus"] = "creating"
        response = aws.instance_answer("CreateDBInstance", instance)

        def work() -> None:
            runtime.exports_changed()
            runtime.settle(cluster)
            runtime.apply_parameters(cluster)

        def finish() -> None:
            instance["DBInstanceStatus"] = "available"
            runtime.events.send(events.INSTANCE_CREATED, instance)

        return runtime.transitions.carry_out(response, work, finish, lambda: instance.update(DBInstanceStatus="failed"))

    return action


def _delete(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        instance = aws.instance(aws.text(params, "DBInstanceIdentifier"))
        cluster = aws.cluster_of_instance(instance)
        if instance is None or cluster is None:
            return original(params)
        if instance.get("DeletionProtection"):
            message = "Cannot delete protected DB Instance, please disable deletion protection and try again."
            return aws.error("InvalidParameterCombination", message)
        if aws.text(params, "FinalDBSnapshotIdentifier"):
            message = "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance"
            return aws.error("InvalidParameterCombination", message)
        if cluster["Status"] == "stopped":
            message = f"DbCluster {cluster['DBClusterIdentifier']} is in stopped state"
            return aws.error("InvalidDBClusterStateFault", message)
        instance["DBInstanceStatus"] = "deleting"
        response = aws.instance_answer("DeleteDBInstance", instance)

        def finish() -> None:
            original({**params, "SkipFinalSnapshot": ["true"]})
            _promote(cluster)
            runtime.settle(cluster)
            runtime.events.send(events.INSTANCE_DELETED, instance)

        return runtime.transitions.carry_out(
            response, lambda: None, finish, lambda: instance.update(DBInstanceStatus="available")
        )

    return action


def _reboot(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        instance = aws.instance(aws.text(params, "DBInstanceIdentifier"))
        cluster = aws.cluster_of_instance(instance)
        if instance is None or cluster is None or instance["DBInstanceStatus"] != "available":
            return original(params)
        instance["DBInstanceStatus"] = "rebooting"
        response = aws.instance_answer("RebootDBInstance", instance)

        def work() -> None:
            runtime.events.send(events.INSTANCE_SHUTDOWN, instance)
            if _is_writer(cluster, instance):
                runtime.restart(cluster)

        def finish() -> None:
            instance["DBInstanceStatus"] = "available"
            for group in instance.get("DBParameterGroups", []):
                group["ParameterApplyStatus"] = "in-sync"
            runtime.events.send(events.INSTANCE_RESTARTED, instance)

        return runtime.transitions.carry_out(
            response, work, finish, lambda: instance.update(DBInstanceStatus="available")
        )

    return action


def _ineligible(original: Action) -> Action:
    """Aurora stops and starts as a cluster."""

    def action(params: Params) -> Response:
        instance = aws.instance(aws.text(params, "DBInstanceIdentifier"))
        if aws.cluster_of_instance(instance) is None:
            return original(params)
        message = "aurora-postgresql DB instances are not eligible for stopping and starting."
        return aws.error("InvalidParameterCombination", message)

    return action


def _is_writer(cluster: Record, instance: Record) -> bool:
    return any(
        member["IsClusterWriter"] and member["DBInstanceIdentifier"] == instance["DBInstanceIdentifier"]
        for member in cluster["DBClusterMembers"]
    )


def _promote(cluster: Record) -> None:
    """When the writer goes, the reader of the lowest tier becomes it."""
    members = cluster["DBClusterMembers"]
    if members and not any(member["IsClusterWriter"] for member in members):
        min(members, key=lambda member: int(member.get("PromotionTier", 1)))["IsClusterWriter"] = True
