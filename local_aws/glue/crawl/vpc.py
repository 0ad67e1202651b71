# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a connection's network as Glue does before it puts an interface into the subnet, as the crawler's role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from local_aws.glue.crawl import network
from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.clients import error_code
from local_aws.glue.crawl.clients import is_denial
from local_aws.glue.crawl.clients import service_error
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.network import Described
from local_aws.glue.crawl.source import UNRESOLVABLE
from local_aws.glue.crawl.source import Connection

HTTPS = 443


@dataclass(frozen=True)
class Network:
    """Where the crawl's interface stands, and what can be reached from there."""

    subnet: Described
    groups: list[Described]
    has_way_out: bool
    endpoints: list[Described]

    @property
    def vpc(self) -> str:
        return self.subnet["VpcId"]

    @property
    def group_ids(self) -> list[str]:
        return [group["GroupId"] for group in self.groups]


def check_network(connection: Connection, clients: Clients, region: str) -> Network:
    """Raises CrawlFailed with AWS's sentence for the first thing that is wrong."""
    placed = connection.get("PhysicalConnectionRequirements") or {}
    subnet_id, zone = placed.get("SubnetId"), placed.get("AvailabilityZone")
    group_ids = placed.get("SecurityGroupIdList") or []
    if not subnet_id or not zone or not group_ids:
        raise CrawlFailed(UNRESOLVABLE)
    ec2 = clients.get("ec2")
    subnet = _subnet(ec2, subnet_id, zone)
    groups = _groups(ec2, group_ids)
    complaints = network.group_complaints(groups)
    if complaints:
        raise CrawlFailed(" ".join(complaints))
    _check_dns(ec2, subnet)
    endpoints = _endpoints(ec2, subnet)
    table = _route_table(ec2, subnet)
    way_out = table is not None and network.has_way_out(table)
    if table is None or not (way_out or network.has_s3_endpoint(table, endpoints, region)):
        raise CrawlFailed(network.s3_validation_failed(subnet_id, subnet["VpcId"]))
    return Network(subnet, groups, way_out, endpoints)


def check_service_reachable(found: Network, clients: Clients, region: str, service: str) -> None:
    """Without a way out of the VPC a service needs an interface endpoint that lets the crawl's groups in."""
    if found.has_way_out:
        return
    endpoint = network.interface_endpoint(found.endpoints, found.vpc, region, service)
    guards = [group["GroupId"] for group in (endpoint or {}).get("Groups") or []]
    if endpoint is not None:
        if not guards:
            return
        groups = _groups(clients.get("ec2"), guards)
        if any(network.lets_in(group, HTTPS, found.group_ids, found.subnet["CidrBlock"]) for group in groups):
            return
    host = f"{service}.{region}.amazonaws.com"
    raise CrawlFailed(f"Unable to execute HTTP request: Connect to {host}:{HTTPS} [{host}] failed: connect timed out")


def place_interface(found: Network, clients: Clients, purpose: str) -> str:
    """Make the network interface that Glue reads the database through; its id."""
    created = _call(
        lambda: clients.get("ec2").create_network_interface(
            SubnetId=found.subnet["SubnetId"], Groups=found.group_ids, Description=f"Attached to Glue using {purpose}"
        )
    )
    return created["NetworkInterface"]["NetworkInterfaceId"]


def remove_interface(interface: str, clients: Clients) -> None:
    _call(lambda: clients.get("ec2").delete_network_interface(NetworkInterfaceId=interface))


def _subnet(ec2: Any, subnet_id: str, zone: str) -> Described:
    found = _call(
        lambda: ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"], denied="Failed to call ec2:DescribeSubnets"
    )
    if not found:
        raise CrawlFailed(f"The subnet ID '{subnet_id}' does not exist")
    if found[0]["AvailabilityZone"] != zone:
        raise CrawlFailed(f"Could not find subnet {subnet_id} for AZ {zone}")
    return found[0]


def _groups(ec2: Any, group_ids: list[str]) -> list[Described]:
    found = _call(
        lambda: ec2.describe_security_groups(GroupIds=group_ids)["SecurityGroups"],
        denied="Failed to call ec2:DescribeSecurityGroups",
    )
    missing = set(group_ids) - {group["GroupId"] for group in found}
    if missing:
        raise CrawlFailed(f"The security group '{min(missing)}' does not exist")
    return found


def _check_dns(ec2: Any, subnet: Described) -> None:
    for attribute, member in (("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames")):
        described = _call(
            partial(ec2.describe_vpc_attribute, VpcId=subnet["VpcId"], Attribute=attribute),
            denied="Failed to call ec2:DescribeVpcAttribute",
        )
        if not described[member]["Value"]:
            raise CrawlFailed("No private DNS for network interface found")


def _endpoints(ec2: Any, subnet: Described) -> list[Described]:
    vpc = subnet["VpcId"]
    reason = f"DescribeVpcEndpoints action is unauthorized. Unable to validate VPC ID {vpc}"
    found = _call(
        lambda: ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["VpcEndpoints"],
        denied=network.s3_validation_failed(subnet["SubnetId"], vpc, reason),
    )
    return [endpoint for endpoint in found if endpoint.get("VpcId") == vpc]


def _route_table(ec2: Any, subnet: Described) -> Described | None:
    vpc, subnet_id = subnet["VpcId"], subnet["SubnetId"]
    reason = f"DescribeRouteTables action is unauthorized. Unable to validate subnet id: {subnet_id} in VPC id: {vpc}"
    found = _call(
        lambda: ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"],
        denied=network.s3_validation_failed(subnet_id, vpc, reason),
    )
    return network.route_table_of(subnet_id, [table for table in found if table.get("VpcId") == vpc])


def _call[T](call: Callable[[], T], denied: str = "") -> T:
    """A call of EC2; a refusal becomes the sentence that AWS has for it, any other error EC2's own."""
    try:
        return call()
    except Exception as error:
        if denied and is_denial(error):
            raise CrawlFailed(denied) from error
        if error_code(error):
            raise CrawlFailed(service_error("AmazonEC2", error)) from error
        raise
