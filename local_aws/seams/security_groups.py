# SPDX-License-Identifier: GPL-3.0-or-later
"""EC2 refuses rules that are there already and groups that are in use."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2
from ministack.services import rds

from local_aws import ec2_rules
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace


def install() -> None:
    actions = ec2._ACTION_MAP
    replace(actions, "AuthorizeSecurityGroupIngress", lambda original: _strict_authorize(original, "IpPermissions"))
    replace(
        actions, "AuthorizeSecurityGroupEgress", lambda original: _strict_authorize(original, "IpPermissionsEgress")
    )
    replace(actions, "DeleteSecurityGroup", _strict_delete_group)


def _strict_authorize(original: Action, direction: str) -> Action:
    """A rule that is there already, or whose group does not exist, is refused."""

    def authorize(params: dict[str, Any]) -> Response:
        group = ec2._security_groups.get(ec2._p(params, "GroupId"))
        if group is not None:
            wanted = ec2._parse_ip_permissions(params, "IpPermissions")
            for peer in sorted(ec2_rules.referenced_groups(wanted)):
                if peer not in ec2._security_groups:
                    return ec2._error("InvalidGroup.NotFound", f"The security group '{peer}' does not exist", 400)
            found = ec2_rules.duplicate(wanted, group[direction])
            if found:
                return ec2._error("InvalidPermission.Duplicate", found.replace('"', "&quot;"), 400)
        return original(params)

    return authorize


def _strict_delete_group(original: Action) -> Action:
    """A group that something else refers to stays."""

    def delete(params: dict[str, Any]) -> Response:
        group_id = ec2._p(params, "GroupId")
        holders = [
            *ec2._network_interfaces.values(),
            *ec2._vpc_endpoints.values(),
            *rds._clusters.values(),
            *rds._instances.values(),
        ]
        if group_id and ec2_rules.group_in_use(group_id, ec2._security_groups.values(), holders):
            return ec2._error("DependencyViolation", f"resource {group_id} has a dependent object", 400)
        return original(params)

    return delete
