# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that Glue applies to a connection's network, over what EC2 describes. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

type Described = dict[str, Any]

ANYWHERE = ("0.0.0.0/0", "::/0")
# A route to one of these leads out of the VPC for an interface without a public address.
EXITS = ("NatGatewayId", "InstanceId", "NetworkInterfaceId", "TransitGatewayId")

NO_INGRESS = (
    "At least one security group must open all ingress ports. To limit traffic, the source security group in your "
    "inbound rule can be restricted to the same security group"
)
NO_EGRESS = (
    "At least one security group must open all egress ports. To limit traffic, the source security group in your "
    "outbound rule can be restricted to the same security group"
)


def s3_validation_failed(subnet: str, vpc: str, reason: str = "") -> str:
    reason = reason or f"Could not find S3 endpoint or NAT gateway for subnetId: {subnet} in Vpc {vpc}"
    return f"VPC S3 endpoint validation failed for SubnetId: {subnet}. VPC: {vpc}. Reason: {reason}"


def group_complaints(groups: Iterable[Described]) -> list[str]:
    """What AWS says of a connection's security groups; nothing when they will do."""
    groups = list(groups)
    complaints = []
    if not any(references_itself(group) for group in groups):
        complaints.append(NO_INGRESS)
    if not any(opens_all_egress(group) for group in groups):
        complaints.append(NO_EGRESS)
    return complaints


def references_itself(group: Described) -> bool:
    """A rule by address range does not do, even if it covers the whole VPC."""
    return any(
        _all_tcp_ports(rule) and _names_group(rule, [group["GroupId"]]) for rule in group.get("IpPermissions", [])
    )


def opens_all_egress(group: Described) -> bool:
    return any(
        _all_tcp_ports(rule) and (_names_group(rule, [group["GroupId"]]) or _reaches_everything(rule))
        for rule in group.get("IpPermissionsEgress", [])
    )


def lets_in(group: Described, port: int, sources: Iterable[str], source_network: str) -> bool:
    """Whether a group lets traffic to a port in, from members of other groups or from their subnet's addresses."""
    return any(
        _opens(rule, port) and (_names_group(rule, sources) or _covers(rule, source_network))
        for rule in group.get("IpPermissions", [])
    )


def lets_out(group: Described, port: int, targets: Iterable[str]) -> bool:
    """Whether a group lets traffic to a port out to members of other groups, or anywhere."""
    return any(
        _opens(rule, port) and (_names_group(rule, targets) or _reaches_everything(rule) or bool(_ranges(rule)))
        for rule in group.get("IpPermissionsEgress", [])
    )


def route_table_of(subnet: str, tables: Iterable[Described]) -> Described | None:
    """The table associated with the subnet, else the main table of its VPC."""
    tables = list(tables)
    for table in tables:
        if any(association.get("SubnetId") == subnet for association in table.get("Associations", [])):
            return table
    return next((t for t in tables if any(a.get("Main") for a in t.get("Associations", []))), None)


def has_way_out(table: Described) -> bool:
    """A default route that an interface without a public address can use; an internet gateway alone is none."""
    return any(
        route.get("DestinationCidrBlock") in ANYWHERE
        and route.get("State", "active") == "active"
        and any(route.get(target) for target in EXITS)
        for route in table.get("Routes", [])
    )


def has_s3_endpoint(table: Described, endpoints: Iterable[Described], region: str) -> bool:
    """A gateway endpoint of S3 on the route table."""
    return any(
        endpoint.get("VpcEndpointType", "Gateway") == "Gateway"
        and endpoint.get("ServiceName") == f"com.amazonaws.{region}.s3"
        and table["RouteTableId"] in (endpoint.get("RouteTableIds") or [])
        and _available(endpoint)
        for endpoint in endpoints
    )


def interface_endpoint(endpoints: Iterable[Described], vpc: str, region: str, service: str) -> Described | None:
    """The interface endpoint of a service in a VPC that answers to the service's own name."""
    for endpoint in endpoints:
        if (
            endpoint.get("VpcId") == vpc
            and endpoint.get("VpcEndpointType") == "Interface"
            and endpoint.get("ServiceName") == f"com.amazonaws.{region}.{service}"
            and endpoint.get("PrivateDnsEnabled", True)
            and _available(endpoint)
        ):
            return endpoint
    return None


def _available(endpoint: Described) -> bool:
    return endpoint.get("State", "available").lower() == "available"


def _all_tcp_ports(rule: Described) -> bool:
    protocol = str(rule.get("IpProtocol"))
    if protocol == "-1":
        return True
    return protocol in ("tcp", "6") and rule.get("FromPort", 0) == 0 and rule.get("ToPort", 65535) == 65535


def _opens(rule: Described, port: int) -> bool:
    protocol = str(rule.get("IpProtocol"))
    if protocol == "-1":
        return True
    return protocol in ("tcp", "6") and rule.get("FromPort", 0) <= port <= rule.get("ToPort", 65535)


def _names_group(rule: Described, groups: Iterable[str]) -> bool:
    named = {pair.get("GroupId") for pair in rule.get("UserIdGroupPairs", [])}
    return not named.isdisjoint(groups)


def _reaches_everything(rule: Described) -> bool:
    return any(block in ANYWHERE for block in _ranges(rule))


def _ranges(rule: Described) -> list[str]:
    blocks = [block["CidrIp"] for block in rule.get("IpRanges", []) if block.get("CidrIp")]
    return blocks + [block["CidrIpv6"] for block in rule.get("Ipv6Ranges", []) if block.get("CidrIpv6")]


def _covers(rule: Described, network: str) -> bool:
    inner = ipaddress.ip_network(network, strict=False)
    outers = (ipaddress.ip_network(block, strict=False) for block in _ranges(rule))
    return any(outer.version == inner.version and inner.subnet_of(outer) for outer in outers)  # type: ignore[arg-type]
