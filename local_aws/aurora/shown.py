# SPDX-License-Identifier: GPL-3.0-or-later
"""What DescribeDBClusters shows beside ministack's record."""

from __future__ import annotations

from collections.abc import Callable

from local_aws.aurora import aws
from local_aws.aurora.actions import roles
from local_aws.aurora.aws import Record
from local_aws.aurora.runtime import PENDING


def install() -> None:
    aws.replace_cluster_xml(_cluster)


def _cluster(original: Callable[[Record], str]) -> Callable[[Record], str]:
    def render(cluster: Record) -> str:
        if cluster.get("Engine") != aws.ENGINE:
            return original(cluster)
        if cluster["Status"] == "available":
            cluster["LatestRestorableTime"] = aws.timestamp()
        text = original(cluster).replace("<AssociatedRoles/>", roles.shown(cluster))
        if cluster.get(PENDING):
            status = "DBClusterParameterGroupStatus"
            text = text.replace(f"<{status}>in-sync</{status}>", f"<{status}>pending-reboot</{status}>")
        return text

    return render
