# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the database lets the crawl's security groups in: the server listens on localhost, so the rules of its
security group have to be read instead of felt."""

from __future__ import annotations

from typing import Any

from local_aws.glue.crawl import network
from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.jdbc_url import JdbcUrl
from local_aws.glue.crawl.network import Described
from local_aws.glue.crawl.vpc import Network

# What the PostgreSQL JDBC driver says when nothing answers.
TIMED_OUT = "The connection attempt failed."

# An embedded server listens on whatever port of this machine is free; its security group guards the port that the
# cluster has in AWS, so that one inventory describes both.
_EMBEDDED_HOST = "localhost"
_PORT_IN_AWS = 5432


def check_database_reachable(url: JdbcUrl, found: Network, service: Clients) -> None:
    """Only for databases that RDS knows by the URL's host; others are tried as they are."""
    cluster = cluster_at(url, service.get("rds").describe_db_clusters()["DBClusters"])
    if cluster is None:
        return
    guards = [group["VpcSecurityGroupId"] for group in cluster.get("VpcSecurityGroups", [])]
    groups = service.get("ec2").describe_security_groups(GroupIds=guards)["SecurityGroups"] if guards else []
    if not any(reachable(group, guarded_port(cluster), found) for group in groups):
        raise CrawlFailed(TIMED_OUT)


def guarded_port(cluster: dict[str, Any]) -> int:
    """The port that the rules of the cluster's security group are about."""
    return _PORT_IN_AWS if cluster["Endpoint"] == _EMBEDDED_HOST else cluster["Port"]


def reachable(guard: Described, port: int, found: Network) -> bool:
    """Whether a group that guards a database lets the crawl in, and the crawl's groups let it out to there."""
    if guard.get("VpcId", found.vpc) != found.vpc:
        return False
    return network.lets_in(guard, port, found.group_ids, found.subnet["CidrBlock"]) and any(
        network.lets_out(group, port, [guard["GroupId"]]) for group in found.groups
    )


def cluster_at(url: JdbcUrl, clusters: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The cluster whose endpoint the URL names; several embedded ones share a host, so the port decides first."""
    on_host = [c for c in clusters if url.host in (c.get("Endpoint"), c.get("ReaderEndpoint"))]
    on_port = [cluster for cluster in on_host if cluster.get("Port") == url.port]
    return next(iter(on_port or on_host), None)
