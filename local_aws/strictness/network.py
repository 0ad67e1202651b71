# SPDX-License-Identifier: GPL-3.0-or-later
"""EC2: things that are not there, subnets that do not fit, texts and addresses that it does not take."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from ministack.services import ec2

from local_aws import ec2_rules
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace

_TEXT = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
_CHARACTERS = (
    "Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
)
_TCP_OR_UDP = {"tcp", "udp", "6", "17"}
_LAST_PORT = 65535


def install() -> None:
    actions = ec2._ACTION_MAP
    for action, parameter, found, code, text in (
        ("DescribeRouteTables", "RouteTableId", ec2._route_tables, "InvalidRouteTableID.NotFound", _ROUTE_TABLE),
        ("DescribeVpcEndpoints", "VpcEndpointId", ec2._vpc_endpoints, "InvalidVpcEndpointId.NotFound", _ENDPOINT),
        ("DescribeNatGateways", "NatGatewayId", ec2._nat_gateways, "NatGatewayNotFound", _NAT_GATEWAY),
        (
            "DescribeNetworkInterfaces",
            "NetworkInterfaceId",
            ec2._network_interfaces,
            "InvalidNetworkInterfaceID.NotFound",
            _INTERFACE,
        ),
    ):
        replace(actions, action, _describes(parameter, found, code, text))
    replace(actions, "CreateSubnet", _create_subnet)
    replace(actions, "CreateSecurityGroup", _create_group)
    for direction in ("Ingress", "Egress"):
        replace(actions, f"AuthorizeSecurityGroup{direction}", _authorize)
        kept = "IpPermissions" if direction == "Ingress" else "IpPermissionsEgress"
        replace(actions, f"RevokeSecurityGroup{direction}", _revokes(kept))


_ROUTE_TABLE = "The routeTable ID '{}' does not exist"
_ENDPOINT = "The Vpc Endpoint Id '{}' does not exist"
_NAT_GATEWAY = "NAT gateway {} was not found"
_INTERFACE = "The networkInterface ID '{}' does not exist"


def _describes(parameter: str, found: Mapping[str, Any], code: str, text: str) -> Any:
    def wrap(original: Action) -> Action:
        def describe(params: dict[str, Any]) -> Response:
            for wanted in ec2._parse_member_list(params, parameter):
                if wanted not in found:
                    return _refusal(code, text.format(wanted))
            return original(params)

        return describe

    return wrap


def _create_subnet(original: Action) -> Action:
    def create(params: dict[str, Any]) -> Response:
        vpc = ec2._p(params, "VpcId")
        if vpc and vpc not in ec2._vpcs:
            return _refusal("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist")
        cidr = ec2._p(params, "CidrBlock")
        return (_subnet_refusal(ec2._vpcs[vpc], cidr) if vpc and cidr else None) or original(params)

    return create


def _subnet_refusal(vpc: dict[str, Any], cidr: str) -> Response | None:
    try:
        wanted = ipaddress.ip_network(cidr)
    except ValueError:
        text = f"Value ({cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
        return _refusal("InvalidParameterValue", text)
    ranges = [vpc["CidrBlock"], *(entry["CidrBlock"] for entry in vpc.get("CidrBlockAssociationSet", []))]
    if not any(_within(wanted, ipaddress.ip_network(block)) for block in ranges):
        return _refusal("InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
    for subnet in ec2._subnets.values():
        if subnet["VpcId"] == vpc["VpcId"] and wanted.overlaps(ipaddress.ip_network(subnet["CidrBlock"])):
            return _refusal("InvalidSubnet.Conflict", f"The CIDR '{cidr}' conflicts with another subnet")
    return None


def _within(small: Any, large: Any) -> bool:
    return bool(small.version == large.version and small.subnet_of(large))


def _create_group(original: Action) -> Action:
    def create(params: dict[str, Any]) -> Response:
        vpc = ec2._p(params, "VpcId")
        if vpc and vpc not in ec2._vpcs:
            return _refusal("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist")
        if not _TEXT.fullmatch(ec2._p(params, "GroupDescription")):
            return _refusal("InvalidParameterValue", f"Invalid security group description. {_CHARACTERS}")
        return original(params)

    return create


def _authorize(original: Action) -> Action:
    def authorize(params: dict[str, Any]) -> Response:
        for rule in ec2._parse_ip_permissions(params, "IpPermissions"):
            refused = _rule_refusal(rule)
            if refused:
                return refused
        return original(params)

    return authorize


def _rule_refusal(rule: dict[str, Any]) -> Response | None:
    peers = [entry for kind in ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds") for entry in rule[kind]]
    if not all(_TEXT.fullmatch(entry.get("Description") or "") for entry in peers):
        return _refusal("InvalidParameterValue", f"Invalid rule description. {_CHARACTERS}")
    for block in [entry.get("CidrIp") or entry.get("CidrIpv6") for entry in peers]:
        if block and not _is_block(block):
            return _refusal("InvalidParameterValue", f"CIDR block {block} is malformed")
    first, last = rule.get("FromPort"), rule.get("ToPort")
    if rule.get("IpProtocol") in _TCP_OR_UDP and not _is_range(first, last):
        return _refusal("InvalidParameterValue", f"Invalid TCP/UDP port range ({first}:{last})")
    return None


def _is_block(block: str) -> bool:
    try:
        ipaddress.ip_network(block, strict=False)
    except ValueError:
        return False
    return True


def _is_range(first: int | None, last: int | None) -> bool:
    return first is not None and last is not None and 0 <= first <= last <= _LAST_PORT


def _revokes(kept: str) -> Any:
    def wrap(original: Action) -> Action:
        def revoke(params: dict[str, Any]) -> Response:
            group = ec2._security_groups.get(ec2._p(params, "GroupId"))
            wanted = ec2._parse_ip_permissions(params, "IpPermissions")
            if group is not None and wanted:
                present = {permission for rule in group[kept] for permission in ec2_rules.permissions(rule)}
                if any(permission not in present for rule in wanted for permission in ec2_rules.permissions(rule)):
                    text = "The specified rule does not exist in this security group."
                    return _refusal("InvalidPermission.NotFound", text)
            return original(params)

        return revoke

    return wrap


def _refusal(code: str, message: str) -> Response:
    refusal: Response = ec2._error(code, message.replace("&", "&amp;"), 400)
    return refusal
