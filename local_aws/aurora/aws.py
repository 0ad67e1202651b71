# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that this package uses of ministack: RDS's records and answers, Lambda's invocation, CloudWatch Logs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from html import escape
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.services import ec2
from ministack.services import rds

from local_aws.aurora.function_name import FunctionName
from local_aws.aurora.reach import Surroundings

ENGINE = "aurora-postgresql"

type Record = dict[str, Any]
type Params = dict[str, Any]
type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[[Params], Response]


# --- Requests and answers of RDS ---


def text(params: Params, name: str) -> str:
    return rds._p(params, name)


def flag(params: Params, name: str) -> bool:
    return text(params, name).lower() == "true"


def members(params: Params, name: str) -> list[str]:
    return rds._parse_member_list(params, name)


def tags(params: Params) -> list[dict[str, str]]:
    return rds._parse_tags(params)


def parameters(params: Params) -> Iterator[tuple[str, str, str]]:
    """Name, value and apply method of each parameter of a request on a parameter group."""
    prefix = rds._parameter_member_prefix(params)
    index = 1
    while text(params, f"{prefix}.{index}.ParameterName"):
        name, value, method = (
            text(params, f"{prefix}.{index}.{field}") for field in ("ParameterName", "ParameterValue", "ApplyMethod")
        )
        yield name, value, method or "immediate"
        index += 1


def error(code: str, message: str, status: int = 400) -> Response:
    return rds._error(code, escape(message, quote=False), status)


def answer(action: str, inner: str) -> Response:
    return rds._xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>" if inner else "")


def cluster_answer(action: str, cluster: Record) -> Response:
    return answer(action, f"<DBCluster>{rds._cluster_xml(cluster)}</DBCluster>")


def instance_answer(action: str, instance: Record) -> Response:
    return answer(action, f"<DBInstance>{rds._instance_xml(instance)}</DBInstance>")


def snapshot_answer(action: str, snapshot: Record) -> Response:
    return answer(action, f"<DBClusterSnapshot>{rds._cluster_snapshot_xml(snapshot)}</DBClusterSnapshot>")


def timestamp(seconds: float | None = None) -> str:
    return rds._format_time(time.time() if seconds is None else seconds)


def replace_action(name: str, wrap: Callable[[Action], Action]) -> None:
    """Put an action before the one that is there; one that is missing answers as if it were unknown."""

    def unknown(params: Params) -> Response:
        return error("InvalidAction", f"Could not find operation {name} for version 2014-10-31")

    rds._ACTION_MAP[name] = wrap(rds._ACTION_MAP.get(name, unknown))


def replace_cluster_xml(wrap: Callable[[Callable[[Record], str]], Callable[[Record], str]]) -> None:
    rds._cluster_xml = wrap(rds._cluster_xml)


def replace_instance_xml(wrap: Callable[[Callable[[Record], str]], Callable[[Record], str]]) -> None:
    rds._instance_xml = wrap(rds._instance_xml)


def replace_default_parameters(listed: Callable[[], list[dict[str, object]]]) -> None:
    """What a parameter group of Aurora PostgreSQL has before anything in it is set."""
    original = rds._default_parameters_for_family
    rds._default_parameters_for_family = lambda family: listed() if family.startswith(ENGINE) else original(family)


# --- RDS's records ---


def create_cluster_record(params: Params) -> Response:
    """ministack's own CreateDBCluster: the record alone."""
    return rds._create_db_cluster(params)


def create_snapshot_record(name: str, cluster: Record) -> Record:
    return rds._create_cluster_snapshot_internal(name, cluster)


def all_clusters() -> list[tuple[str, str, Record]]:
    """Account, region and record of each Aurora PostgreSQL cluster."""
    found = [(account, region, record) for (account, region, _), record in rds._clusters.all_items()]
    return [entry for entry in found if entry[2].get("Engine") == ENGINE]


def cluster(identifier: str) -> Record | None:
    """The Aurora PostgreSQL cluster of the request's account and region, by name or ARN."""
    found = rds._resolve_cluster_in_request_region(identifier)
    return found if found is not None and found.get("Engine") == ENGINE else None


def cluster_exists(identifier: str) -> bool:
    return rds._clusters.get(identifier) is not None


def drop_cluster(record: Record) -> None:
    _, _, _, region, account, *_ = record["DBClusterArn"].split(":")
    with responses.request_scope(account, region):
        rds._clusters.pop(record["DBClusterIdentifier"], None)
        rds._tags.pop(record["DBClusterArn"], None)


def drop_cluster_and_members(record: Record) -> None:
    _, _, _, region, account, *_ = record["DBClusterArn"].split(":")
    with responses.request_scope(account, region):
        for member in record.get("DBClusterMembers", []):
            rds._instances.pop(member["DBInstanceIdentifier"], None)
    drop_cluster(record)


def delete_managed_secret(secret_arn: str) -> None:
    """RDS deletes the secret that it manages for a cluster with the cluster."""
    rds.secretsmanager.delete_secret_in_process(secret_arn)


def tag(arn: str, given: list[dict[str, str]]) -> None:
    rds._tags[arn] = list(given)


def rename_cluster(record: Record, name: str) -> None:
    """Under its new name everywhere; the ARN follows."""
    old_name, old_arn = record["DBClusterIdentifier"], record["DBClusterArn"]
    record["DBClusterIdentifier"], record["DBClusterArn"] = name, f"{old_arn.rpartition(':')[0]}:{name}"
    for instance in instances(record):
        instance["DBClusterIdentifier"] = name
    rds._tags[record["DBClusterArn"]] = rds._tags.pop(old_arn, [])
    rds._clusters[name] = record
    rds._clusters.pop(old_name, None)


def instances(record: Record) -> list[Record]:
    """The records of a cluster's members."""
    return rds._cluster_member_instances(record)


def instance(identifier: str) -> Record | None:
    return rds._resolve_instance(identifier)


def cluster_of_instance(record: Record | None) -> Record | None:
    return cluster(record["DBClusterIdentifier"]) if record and record.get("DBClusterIdentifier") else None


def snapshot(identifier: str) -> Record | None:
    """A cluster snapshot of the request's account and region, by name or ARN."""
    name = rds._request_region_resource_identifier(identifier, "cluster-snapshot")
    return rds._db_cluster_snapshots.get(name) if name else None


def all_snapshots() -> list[Record]:
    return list(rds._db_cluster_snapshots.all_values())


def drop_snapshot(record: Record) -> None:
    _, _, _, region, account, *_ = record["DBClusterSnapshotArn"].split(":")
    with responses.request_scope(account, region):
        rds._db_cluster_snapshots.pop(record["DBClusterSnapshotIdentifier"], None)


def cluster_parameter_group(name: str) -> Record | None:
    return rds._db_cluster_param_groups.get(name)


def cluster_parameter_group_of(account: str, region: str, name: str) -> Record | None:
    return rds._db_cluster_param_groups.get_scoped(account, region, name)


def parameter_group_of(account: str, region: str, name: str) -> Record | None:
    return rds._param_groups.get_scoped(account, region, name)


def record_event(event: Record) -> None:
    """What DescribeEvents lists."""
    with rds._shared_container_lock:
        rds._events[rds.new_uuid()] = event


# --- IAM ---


def pass_role_refusal(role_arn: str) -> Response | None:
    """The refusal when the caller may not hand the role to RDS."""
    key = iam_evaluator._verified_key.get()
    if not key:
        return None  # the root user's signature is not kept
    denied = iam_evaluator.enforce(
        key,
        "iam:PassRole",
        "iam",
        responses.get_region(),
        resource_arn=role_arn,
        service_context={"iam:passedtoservice": "rds.amazonaws.com"},
    )
    if not isinstance(denied, iam_evaluator.EvalResult):
        return None
    message = iam_actions.identity_denial_message(
        "iam:PassRole", denied.principal_arn, role_arn, denied.decision == "Deny"
    )
    return error("AccessDenied", message, 403)


# --- EC2 ---


def network_of(account: str, region: str, record: Record) -> Surroundings:
    """The network that a cluster's subnet group and security groups name."""
    group = rds._subnet_groups.get_scoped(account, region, record.get("DBSubnetGroup") or "") or {}

    def everything(store: Any) -> list[Record]:
        return [found for (owner, place, _), found in store.all_items() if (owner, place) == (account, region)]

    wanted = {entry["VpcSecurityGroupId"] for entry in record.get("VpcSecurityGroups") or []}
    vpc = group.get("VpcId") or ""
    return Surroundings(
        region=region,
        vpc=vpc,
        groups=[found for found in everything(ec2._security_groups) if found["GroupId"] in wanted],
        subnets=[subnet["SubnetIdentifier"] for subnet in group.get("Subnets") or []],
        tables=[table for table in everything(ec2._route_tables) if table.get("VpcId") == vpc],
        endpoints=everything(ec2._vpc_endpoints),
    )


# --- Lambda ---


async def invoke_function(
    function: FunctionName, payload: bytes, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    """Invoke in the account and region of the current context; runs on the server's loop."""
    path = f"/2015-03-31/functions/{function.name}/invocations"
    status, given, body = await app.SERVICE_HANDLERS["lambda"]("POST", path, headers, payload, {})
    return status, {name.lower(): value for name, value in given.items()}, body


# --- CloudWatch Logs ---


def put_log_events(group: str, stream: str, events: Iterable[tuple[int, str]]) -> None:
    """Append events (milliseconds, message), making group and stream when they are missing; from a worker thread."""
    batch = [{"timestamp": when, "message": message} for when, message in events]
    put = {"logGroupName": group, "logStreamName": stream, "logEvents": batch}
    if _logs("PutLogEvents", put):
        return
    _logs("CreateLogGroup", {"logGroupName": group})
    _logs("CreateLogStream", {"logGroupName": group, "logStreamName": stream})
    _logs("PutLogEvents", put)


def _logs(action: str, params: dict[str, Any]) -> bool:
    headers = {"x-amz-target": f"Logs_20140328.{action}", "content-type": "application/x-amz-json-1.1"}
    handler = app.SERVICE_HANDLERS["logs"]
    status, _, _ = app.call_service_handler_sync(handler, "POST", "/", headers, json.dumps(params).encode(), {})
    return status == 200
