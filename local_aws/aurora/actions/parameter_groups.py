# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster parameter groups of Aurora PostgreSQL: what is refused, and that a change reaches the servers."""

from __future__ import annotations

from local_aws.aurora import aws
from local_aws.aurora import parameters
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Response
from local_aws.aurora.runtime import Runtime

_MOST = 20


def install(runtime: Runtime) -> None:
    aws.replace_default_parameters(lambda: parameters.listed(runtime.servers.first.data_folder().binaries))
    aws.replace_action("ModifyDBClusterParameterGroup", lambda original: _changing(runtime, original, check=True))
    aws.replace_action("ResetDBClusterParameterGroup", lambda original: _changing(runtime, original, check=False))
    aws.replace_action("DeleteDBClusterParameterGroup", _delete)
    for name in ("ModifyDBParameterGroup", "ResetDBParameterGroup"):
        aws.replace_action(name, lambda original: _changing(runtime, original, check=False))


def _changing(runtime: Runtime, original: Action, *, check: bool) -> Action:
    def action(params: Params) -> Response:
        group = aws.cluster_parameter_group(aws.text(params, "DBClusterParameterGroupName"))
        if check and group is not None and group["DBParameterGroupFamily"].startswith(aws.ENGINE):
            refused = _refusal(runtime, params)
            if refused is not None:
                return refused
        response = original(params)
        if response[0] == 200:
            for _, _, cluster in aws.all_clusters():
                if cluster["Status"] == "available":
                    runtime.apply_parameters(cluster)
        return response

    return action


def _refusal(runtime: Runtime, params: Params) -> Response | None:
    data = runtime.servers.first.data_folder()
    wanted = list(aws.parameters(params))
    if len(wanted) > _MOST:
        return aws.error("InvalidParameterValue", f"A maximum of {_MOST} parameters can be modified in one request.")
    for name, value, method in wanted:
        try:
            parameters.check(data, name, value, method)
        except parameters.Refusal as refusal:
            return aws.error(refusal.code, refusal.message)
    return None


def _delete(original: Action) -> Action:
    def action(params: Params) -> Response:
        name = aws.text(params, "DBClusterParameterGroupName")
        if any(record.get("DBClusterParameterGroup") == name for _, _, record in aws.all_clusters()):
            message = "One or more database instances are still members of this parameter group"
            return aws.error("InvalidDBParameterGroupState", f"{message} {name}, so the group cannot be deleted")
        return original(params)

    return action
