# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a connection is made from: its subnet, the zone of that subnet, its security groups."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from .._aws import ec2
from .._aws.errors import InvalidOption
from .compare import same_set

# What a plan shows for a zone that nobody can know before the subnet is there.
ZONE_OF_NEW_SUBNET = "(the zone of the new subnet)"


def wanted_placement(module: AnsibleAWSModule, current: dict) -> dict:
    """PhysicalConnectionRequirements as they should be. EC2 is only asked when the answer can matter."""
    params = module.params
    wanted = dict(current)
    if params["security_groups"] is not None:
        wanted["SecurityGroupIdList"] = params["security_groups"]
    if params["subnet_id"] is not None:
        wanted["SubnetId"] = params["subnet_id"]
    if params["availability_zone"] is not None:
        wanted["AvailabilityZone"] = params["availability_zone"]
    if not wanted.get("SubnetId"):
        wanted.pop("SubnetId", None)
        if not params["availability_zone"]:
            wanted.pop("AvailabilityZone", None)
    named = [group for group in wanted.get("SecurityGroupIdList") or [] if not group.startswith("sg-")]
    if named and current.get("SecurityGroupIdList") and wanted.get("SubnetId") == current.get("SubnetId"):
        wanted["SecurityGroupIdList"] = _known_by_name(module, current, wanted)
        named = [group for group in wanted["SecurityGroupIdList"] if not group.startswith("sg-")]
    if named or (wanted.get("SubnetId") and not same_placement(current, wanted)):
        wanted = _resolve(module, wanted, named)
    return {key: value for key, value in wanted.items() if value}


def same_placement(current: dict, wanted: dict) -> bool:
    return (
        current.get("SubnetId") == wanted.get("SubnetId")
        and current.get("AvailabilityZone") == wanted.get("AvailabilityZone")
        and same_set(current.get("SecurityGroupIdList"), wanted.get("SecurityGroupIdList"))
    )


def _known_by_name(module: AnsibleAWSModule, current: dict, wanted: dict) -> list[str]:
    """The wanted groups, by ID where the connection has them already. One call, and mostly the only one of EC2."""
    groups = ec2.get_security_groups_by_id(module.client("ec2"), current["SecurityGroupIdList"])
    ids = {group["GroupName"]: group["GroupId"] for group in groups}
    return [ids.get(group, group) for group in wanted["SecurityGroupIdList"]]


def _resolve(module: AnsibleAWSModule, wanted: dict, named: list[str]) -> dict:
    client = module.client("ec2")
    subnet = ec2.get_subnet(client, wanted["SubnetId"]) if wanted.get("SubnetId") else None
    if wanted.get("SubnetId"):
        wanted["AvailabilityZone"] = _zone(module, wanted, subnet)
    if named:
        vpc_id = subnet["VpcId"] if subnet else None
        ids = _group_ids(client, named, vpc_id, module.check_mode)
        wanted["SecurityGroupIdList"] = [ids.get(group, group) for group in wanted["SecurityGroupIdList"]]
    return wanted


def _zone(module: AnsibleAWSModule, wanted: dict, subnet: dict | None) -> str:
    """The zone of the subnet; in a plan the subnet may still be missing."""
    asked = module.params["availability_zone"]
    if subnet is None and not module.check_mode:
        raise InvalidOption(
            f"subnet_id: {wanted['SubnetId']!r} does not exist. Give a subnet of this account and region."
        )
    if subnet is None:
        return asked or ZONE_OF_NEW_SUBNET
    zone = subnet["AvailabilityZone"]
    if asked and asked != zone:
        raise InvalidOption(
            f"availability_zone: {asked!r} is not the zone of {wanted['SubnetId']}, which is in {zone}."
            " Leave availability_zone out to have it derived."
        )
    return zone


def _group_ids(client: Any, names: list[str], vpc_id: str | None, check_mode: bool) -> dict[str, str]:
    groups = ec2.get_security_groups(client, names, vpc_id)
    ids = {group["GroupName"]: group["GroupId"] for group in groups}
    missing = sorted(set(names) - set(ids))
    if missing and not check_mode:
        place = f" in {vpc_id}" if vpc_id else ""
        raise InvalidOption(f"security_groups: there is no security group with the name {', '.join(missing)}{place}.")
    if len(groups) > len(ids):
        raise InvalidOption(f"security_groups: {', '.join(names)}: several groups have this name. Give their IDs.")
    return ids
