# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of EC2 that ministack does not have, on its plain records."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

type Record = dict[str, Any]
type Permission = tuple[str, int | None, int | None, str]


def permissions(rule: Record) -> Iterator[Permission]:
    """One entry a peer: how EC2 compares rules, whatever their descriptions and grouping."""
    protocol = str(rule.get("IpProtocol", "-1"))
    ports = (None, None) if protocol == "-1" else (rule.get("FromPort"), rule.get("ToPort"))
    peers = [entry["CidrIp"] for entry in rule.get("IpRanges", [])]
    peers += [entry["CidrIpv6"] for entry in rule.get("Ipv6Ranges", [])]
    peers += [_text(entry, "PrefixListId") for entry in rule.get("PrefixListIds", [])]
    peers += [_text(entry, "GroupId") for entry in rule.get("UserIdGroupPairs", [])]
    for peer in peers:
        yield (protocol, *ports, peer)


def duplicate(wanted: Iterable[Record], present: Iterable[Record]) -> str | None:
    """AWS's message when a wanted rule is there already."""
    known = {permission for rule in present for permission in permissions(rule)}
    for rule in wanted:
        for permission in permissions(rule):
            if permission in known:
                return f'the specified rule "{_described(permission)}" already exists'
    return None


def referenced_groups(rules: Iterable[Record]) -> set[str]:
    """The ids of the groups that rules name as peers."""
    return {_text(pair, "GroupId") for rule in rules for pair in rule.get("UserIdGroupPairs", [])} - {""}


def group_in_use(group_id: str, groups: Iterable[Record], holders: Iterable[Record]) -> bool:
    """Whether another group's rules name it, or something with a network interface carries it."""
    for group in groups:
        rules = [*group.get("IpPermissions", []), *group.get("IpPermissionsEgress", [])]
        if group["GroupId"] != group_id and group_id in referenced_groups(rules):
            return True
    return any(
        group_id in {_text(entry, "GroupId", "VpcSecurityGroupId") for entry in _groups_of(holder)}
        for holder in holders
    )


_ADDRESS_FILTERS = {
    "allocation-id": "AllocationId",
    "association-id": "AssociationId",
    "domain": "Domain",
    "instance-id": "InstanceId",
    "public-ip": "PublicIp",
}


def address_matches(address: Record, ids: list[str], ips: list[str], filters: dict[str, list[str]]) -> bool:
    """Whether DescribeAddresses shows an Elastic IP; filters on tags are not looked at here."""
    if (ids and address["AllocationId"] not in ids) or (ips and address["PublicIp"] not in ips):
        return False
    return all(
        str(address.get(_ADDRESS_FILTERS[name]) or "") in values
        for name, values in filters.items()
        if name in _ADDRESS_FILTERS
    )


def with_official_names(filters: dict[str, list[str]]) -> dict[str, list[str]]:
    """EC2 takes both spellings of the filter on a VPC's range."""
    return {("cidr" if name in {"cidr-block", "cidrBlock"} else name): values for name, values in filters.items()}


def nat_addresses_xml(gateway: Record, subnet: Record | None, address: Record | None) -> str:
    """The address set of a NAT gateway, from its subnet and its Elastic IP; the same at every reading."""
    digest = hashlib.sha256(gateway["NatGatewayId"].encode()).digest()
    network = ipaddress.ip_network((subnet or {}).get("CidrBlock", "10.0.0.0/24"))
    private = network.network_address + 4 + int.from_bytes(digest[:4]) % max(network.num_addresses - 6, 1)
    fields = [
        f"<networkInterfaceId>eni-{digest.hex()[:17]}</networkInterfaceId>",
        f"<privateIp>{private}</privateIp>",
        "<isPrimary>true</isPrimary>",
        "<status>succeeded</status>",
    ]
    if address is not None:
        fields += [
            f"<allocationId>{address['AllocationId']}</allocationId>",
            f"<associationId>{nat_association_id(gateway)}</associationId>",
            f"<publicIp>{address['PublicIp']}</publicIp>",
        ]
    return f"<natGatewayAddressSet><item>{''.join(fields)}</item></natGatewayAddressSet>"


def nat_association_id(gateway: Record) -> str:
    return f"eipassoc-{hashlib.sha256(gateway['NatGatewayId'].encode()).hexdigest()[20:37]}"


def _groups_of(holder: Record) -> list[Any]:
    return holder.get("Groups") or holder.get("VpcSecurityGroups") or []


def _text(entry: Any, *keys: str) -> str:
    """ministack keeps some peers as plain strings, others as records."""
    if isinstance(entry, str):
        return entry
    return next((str(entry[key]) for key in keys if entry.get(key)), "")


def _described(permission: Permission) -> str:
    protocol, first, last, peer = permission
    if protocol == "-1":
        return f"peer: {peer}, ALL, ALLOW"
    name = protocol.upper() if not protocol.isdigit() else protocol
    return f"peer: {peer}, {name}, from port: {first}, to port: {last}, ALLOW"
