# SPDX-License-Identifier: GPL-3.0-or-later
"""RDS: an Aurora PostgreSQL cluster is the embedded PostgreSQL."""

from __future__ import annotations

from typing import Any

from ministack.services import rds

from local_aws import rds_cluster
from local_aws import rds_parameters
from local_aws.aurora.servers import Servers
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace


def install(servers: Servers) -> None:
    for name in ("CreateDBCluster", "ModifyDBCluster"):
        replace(rds._ACTION_MAP, name, lambda original, name=name: _applying_cluster(name, original, servers))
    cluster_xml, instance_xml = rds._cluster_xml, rds._instance_xml

    def render_cluster(cluster: dict[str, Any]) -> str:
        exports = rds_cluster.log_exports_xml(cluster.get("EnabledCloudwatchLogsExports") or [])
        return cluster_xml(rds_cluster.shown_cluster(cluster, servers.of(cluster).port)) + exports

    def render_instance(instance: dict[str, Any]) -> str:
        cluster = rds._resolve_cluster_in_request_region(instance.get("DBClusterIdentifier") or "") or {}
        return instance_xml(rds_cluster.shown_instance(instance, servers.of(cluster).port))

    rds._cluster_xml = render_cluster
    rds._instance_xml = render_instance


def install_defaults() -> None:
    """After the embedded Aurora has said which parameters there are."""
    rds._default_parameters_for_family = rds_parameters.with_defaults(rds._default_parameters_for_family)


def _applying_cluster(name: str, original: Action, servers: Servers) -> Action:
    """Master user, password, first database and log exports take effect."""

    def action(params: dict[str, Any]) -> Response:
        engine = rds._p(params, "Engine") or rds_cluster.ENGINE
        if engine == rds_cluster.ENGINE:
            message = rds_cluster.refusal(rds._p(params, "MasterUsername"), rds._p(params, "MasterUserPassword"))
            if message:
                return rds._error("InvalidParameterValue", message.replace("<", "&lt;"), 400)
            version = rds._p(params, "EngineVersion")
            if version:
                offered = rds.AURORA_POSTGRESQL_ENGINE_VERSION_SET
                params = {**params, "EngineVersion": [rds_cluster.newest_version(version, offered)]}
        status, headers, body = original(params)
        cluster = rds._resolve_cluster_in_request_region(rds._p(params, "DBClusterIdentifier"))
        if status != 200 or cluster is None or not rds_cluster.is_attached(cluster):
            return status, headers, body
        prefix = "CloudwatchLogsExportConfiguration."
        cluster["EnabledCloudwatchLogsExports"] = rds_cluster.log_exports(
            cluster.get("EnabledCloudwatchLogsExports") or [],
            [
                *rds._parse_member_list(params, "EnableCloudwatchLogsExports"),
                *rds._parse_member_list(params, f"{prefix}EnableLogTypes"),
            ],
            rds._parse_member_list(params, f"{prefix}DisableLogTypes"),
        )
        try:
            rds_cluster.apply(cluster, servers.ready(cluster, rds._clusters.all_values()))
        except Exception as error:
            return rds._error("InternalFailure", f"The embedded PostgreSQL did not take the change: {error}", 500)
        inner = f"<{name}Result><DBCluster>{rds._cluster_xml(cluster)}</DBCluster></{name}Result>"
        return rds._xml(200, f"{name}Response", inner)

    return action
