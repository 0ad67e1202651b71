# SPDX-License-Identifier: GPL-3.0-or-later
"""The network as Glue and Aurora need it."""

from __future__ import annotations

import boto3

ec2 = boto3.client("ec2")

(vpc,) = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["genai-demo"]}])["Vpcs"]
in_vpc = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
assert vpc["CidrBlock"] == "10.0.0.0/16"
for attribute in ("enableDnsSupport", "enableDnsHostnames"):
    answer = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)
    assert answer[attribute[0].upper() + attribute[1:]]["Value"], attribute

subnets = {subnet["CidrBlock"]: subnet for subnet in ec2.describe_subnets(Filters=in_vpc)["Subnets"]}
zones = {cidr: subnet["AvailabilityZone"][-2:] for cidr, subnet in subnets.items()}
assert zones == {
    "10.0.101.0/24": "1a",
    "10.0.102.0/24": "1c",
    "10.0.1.0/24": "1a",
    "10.0.2.0/24": "1c",
    "10.0.11.0/24": "1a",
    "10.0.12.0/24": "1c",
}, zones

tables = ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]
main = next(table for table in tables if any(a.get("Main") for a in table["Associations"]))


def table_of(cidr: str) -> dict:
    subnet = subnets[cidr]["SubnetId"]
    return next((t for t in tables if any(a.get("SubnetId") == subnet for a in t["Associations"])), main)


def default_route(cidr: str) -> str:
    routes = [r for r in table_of(cidr)["Routes"] if r.get("DestinationCidrBlock") == "0.0.0.0/0"]
    return next((r.get("NatGatewayId") or r.get("GatewayId") or "?" for r in routes), "")


assert default_route("10.0.101.0/24").startswith("igw-")
assert default_route("10.0.1.0/24").startswith("nat-") and default_route("10.0.2.0/24").startswith("nat-")
assert default_route("10.0.11.0/24") == "", "the database subnets have no way out"

endpoints = ec2.describe_vpc_endpoints(Filters=in_vpc)["VpcEndpoints"]
(s3,) = [endpoint for endpoint in endpoints if endpoint["ServiceName"].endswith(".s3")]
assert {table_of("10.0.1.0/24")["RouteTableId"], table_of("10.0.2.0/24")["RouteTableId"]} <= set(s3["RouteTableIds"])

groups = {group["GroupName"]: group for group in ec2.describe_security_groups(Filters=in_vpc)["SecurityGroups"]}
glue, aurora = groups["genai-demo-glue"], groups["genai-demo-aurora"]
(inward,) = glue["IpPermissions"]
assert (inward["IpProtocol"], inward["FromPort"], inward["ToPort"]) == ("tcp", 0, 65535)
assert [pair["GroupId"] for pair in inward["UserIdGroupPairs"]] == [glue["GroupId"]]
(inward,) = aurora["IpPermissions"]
assert (inward["FromPort"], inward["ToPort"], inward["IpRanges"]) == (5432, 5432, [])
assert [pair["GroupId"] for pair in inward["UserIdGroupPairs"]] == [glue["GroupId"]]
