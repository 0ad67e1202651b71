# SPDX-License-Identifier: GPL-3.0-or-later
"""EC2 refuses what is not there, what does not fit, and what it cannot write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.strictness.conftest import refused

NOWHERE = "0123456789abcdef1"


@pytest.fixture(scope="module")
def ec2(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.client("ec2")


@pytest.fixture(scope="module")
def vpc(ec2: Any) -> str:
    return str(ec2.create_vpc(CidrBlock="10.61.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture(scope="module")
def group(ec2: Any, vpc: str) -> str:
    return str(ec2.create_security_group(VpcId=vpc, GroupName="strict", Description="strict")["GroupId"])


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("describe_route_tables", {"RouteTableIds": [f"rtb-{NOWHERE}"]}, "InvalidRouteTableID.NotFound"),
        ("describe_vpc_endpoints", {"VpcEndpointIds": [f"vpce-{NOWHERE}"]}, "InvalidVpcEndpointId.NotFound"),
        ("describe_nat_gateways", {"NatGatewayIds": [f"nat-{NOWHERE}"]}, "NatGatewayNotFound"),
        (
            "describe_network_interfaces",
            {"NetworkInterfaceIds": [f"eni-{NOWHERE}"]},
            "InvalidNetworkInterfaceID.NotFound",
        ),
        ("create_subnet", {"VpcId": f"vpc-{NOWHERE}", "CidrBlock": "10.0.0.0/24"}, "InvalidVpcID.NotFound"),
        (
            "create_security_group",
            {"VpcId": f"vpc-{NOWHERE}", "GroupName": "g", "Description": "d"},
            "InvalidVpcID.NotFound",
        ),
    ],
)
def test_what_is_not_there(ec2: Any, action: str, params: dict[str, Any], code: str) -> None:
    found, message = refused(getattr(ec2, action), **params)
    assert found == code
    assert NOWHERE in message


def test_a_subnet_lies_in_its_vpc_and_beside_the_others(ec2: Any, vpc: str) -> None:
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.61.1.0/24")
    make = ec2.create_subnet
    assert refused(make, VpcId=vpc, CidrBlock="10.62.1.0/24") == (
        "InvalidSubnet.Range",
        "The CIDR '10.62.1.0/24' is invalid.",
    )
    assert refused(make, VpcId=vpc, CidrBlock="10.61.1.128/25")[0] == "InvalidSubnet.Conflict"
    assert refused(make, VpcId=vpc, CidrBlock="10.61.1.1/24")[0] == "InvalidParameterValue"
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.61.2.0/24")


def test_descriptions_are_ascii(ec2: Any, vpc: str, group: str) -> None:
    code, message = refused(ec2.create_security_group, VpcId=vpc, GroupName="text", Description="\u6578\u64da")
    assert (code, message.startswith("Invalid security group description.")) == ("InvalidParameterValue", True)
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2}
    text = {**rule, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "\u6578\u64da"}]}
    code, message = refused(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[text])
    assert (code, message.startswith("Invalid rule description.")) == ("InvalidParameterValue", True)


@pytest.mark.parametrize(
    "rule",
    [
        {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": [{"CidrIp": "10.0.0.0/99"}]},
        {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 2, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 99999, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
    ],
)
def test_rules_that_cannot_be(ec2: Any, group: str, rule: dict[str, Any]) -> None:
    call = ec2.authorize_security_group_egress
    assert refused(call, GroupId=group, IpPermissions=[rule])[0] == "InvalidParameterValue"


def test_a_rule_that_is_not_there_cannot_be_revoked(ec2: Any, group: str) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "10.61.0.0/16"}]}
    call = ec2.revoke_security_group_ingress
    assert refused(call, GroupId=group, IpPermissions=[rule])[0] == "InvalidPermission.NotFound"
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    call(GroupId=group, IpPermissions=[rule])
