# SPDX-License-Identifier: GPL-3.0-or-later
"""EC2 knows which Elastic IP a NAT gateway has, and finds addresses by what is asked for."""

from __future__ import annotations

import re
from typing import Any

from ministack.services import ec2

from local_aws import ec2_rules
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace


def install() -> None:
    actions = ec2._ACTION_MAP
    replace(actions, "CreateNatGateway", lambda original: _associating(_with_nat_addresses(original)))
    replace(actions, "DescribeNatGateways", _with_nat_addresses)
    replace(actions, "DeleteNatGateway", _disassociating)
    replace(actions, "ReleaseAddress", _strict_release)
    replace(actions, "DescribeAddresses", _filtering_addresses)


def _with_nat_addresses(original: Action) -> Action:
    """The address of a NAT gateway is kept."""

    def filled(match: re.Match[str]) -> str:
        gateway = ec2._nat_gateways[match[2]]
        address = ec2._addresses.get(gateway.get("AllocationId") or "")
        return match[1] + ec2_rules.nat_addresses_xml(gateway, ec2._subnets.get(gateway["SubnetId"]), address)

    pattern = re.compile(
        r"(<natGatewayId>(nat-\w+)</natGatewayId>(?:(?!<natGatewayId>).)*?)<natGatewayAddressSet/>", re.S
    )

    def action(params: dict[str, Any]) -> Response:
        status, headers, body = original(params)
        return status, headers, pattern.sub(filled, body.decode()).encode() if status == 200 else body

    return action


def _associating(original: Action) -> Action:
    """The Elastic IP of a NAT gateway is in use from then on."""

    def create(params: dict[str, Any]) -> Response:
        allocation = ec2._p(params, "AllocationId")
        address = ec2._addresses.get(allocation)
        if allocation and address is None:
            return ec2._error("InvalidAllocationID.NotFound", f"The allocation ID '{allocation}' does not exist", 400)
        if address is not None and address.get("AssociationId"):
            return ec2._error(
                "Resource.AlreadyAssociated",
                f"resource {allocation} is already associated with associate-id {address['AssociationId']}",
                400,
            )
        status, headers, body = original(params)
        made = re.search(rb"<natGatewayId>(nat-\w+)</natGatewayId>", body)
        if status == 200 and made and address is not None:
            address["AssociationId"] = ec2_rules.nat_association_id({"NatGatewayId": made[1].decode()})
        return status, headers, body

    return create


def _disassociating(original: Action) -> Action:
    def delete(params: dict[str, Any]) -> Response:
        answer = original(params)
        gateway = ec2._nat_gateways.get(ec2._p(params, "NatGatewayId")) or {}
        address = ec2._addresses.get(gateway.get("AllocationId") or "")
        if answer[0] == 200 and address is not None:
            address["AssociationId"] = None
        return answer

    return delete


def _strict_release(original: Action) -> Action:
    def release(params: dict[str, Any]) -> Response:
        address = ec2._addresses.get(ec2._p(params, "AllocationId")) or {}
        if address.get("AssociationId"):
            return ec2._error("InvalidIPAddress.InUse", f"Address {address['PublicIp']} is in use.", 400)
        return original(params)

    return release


def _filtering_addresses(original: Action) -> Action:
    """Public addresses and filters are honoured; what is asked for by id has to exist."""

    def describe(params: dict[str, Any]) -> Response:
        filters = ec2._parse_filters(params)
        wanted_ids = ec2._parse_member_list(params, "AllocationId")
        wanted_ips = ec2._parse_member_list(params, "PublicIp")
        known = {address["PublicIp"] for address in ec2._addresses.values()}
        for allocation in wanted_ids:
            if allocation not in ec2._addresses:
                message = f"The allocation ID '{allocation}' does not exist"
                return ec2._error("InvalidAllocationID.NotFound", message, 400)
        for public in wanted_ips:
            if public not in known:
                return ec2._error("InvalidAddress.NotFound", f"Address '{public}' not found.", 400)
        found = [
            address["AllocationId"]
            for address in ec2._addresses.values()
            if ec2_rules.address_matches(address, wanted_ids, wanted_ips, filters)
            and ec2._resource_matches_tag_filters(address["AllocationId"], filters)
        ]
        if not found:
            return ec2._xml(200, "DescribeAddressesResponse", "<addressesSet/>")
        return original({f"AllocationId.{number}": [name] for number, name in enumerate(found, 1)})

    return describe
