# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster can reach Lambda: its security groups and the routes or endpoint of its subnets. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from local_aws.glue.crawl import network

_HTTPS = 443

type Described = dict[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """The network of a cluster, as EC2 describes it."""

    region: str
    vpc: str
    groups: list[Described]
    subnets: list[str]
    tables: list[Described]
    endpoints: list[Described]


def complaint(network_of: Surroundings) -> str | None:
    """Why Lambda cannot be reached; a network that the cluster does not name is not judged."""
    if not network_of.subnets:
        return None
    endpoint = network.interface_endpoint(network_of.endpoints, network_of.vpc, network_of.region, "lambda")
    targets = _endpoint_groups(endpoint)
    if network_of.groups and not any(network.lets_out(group, _HTTPS, targets) for group in network_of.groups):
        names = ", ".join(group["GroupId"] for group in network_of.groups)
        return f"no security group of the cluster ({names}) lets TCP {_HTTPS} out"
    if endpoint is not None:
        return None
    closed = [subnet for subnet in network_of.subnets if not _leads_out(subnet, network_of.tables)]
    if closed:
        service = f"com.amazonaws.{network_of.region}.lambda"
        return f"subnet {closed[0]} has no route to a NAT gateway, and {network_of.vpc} no endpoint of {service}"
    return None


def _leads_out(subnet: str, tables: Iterable[Described]) -> bool:
    table = network.route_table_of(subnet, tables)
    return table is not None and network.has_way_out(table)


def _endpoint_groups(endpoint: Described | None) -> list[str]:
    groups = (endpoint or {}).get("Groups") or (endpoint or {}).get("SecurityGroupIds") or []
    return [group["GroupId"] if isinstance(group, dict) else group for group in groups]
