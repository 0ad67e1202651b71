# SPDX-License-Identifier: GPL-3.0-or-later
"""VPC endpoints keep security groups, policy and private DNS; VPCs are filtered by their official names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import ec2

from local_aws import ec2_rules
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace

_OPEN_POLICY = json.dumps(
    {"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)


def install() -> None:
    replace(ec2._ACTION_MAP, "CreateVpcEndpoint", _keeping_endpoint_details)
    replace(ec2._ACTION_MAP, "ModifyVpcEndpoint", _modifying_endpoint_groups)
    ec2._vpce_fields_xml = _with_endpoint_details(ec2._vpce_fields_xml)
    vpc_matches = ec2._matches_vpc_filters
    ec2._matches_vpc_filters = lambda vpc, filters: vpc_matches(vpc, ec2_rules.with_official_names(filters))


def _keeping_endpoint_details(original: Action) -> Action:
    """Security groups, policy and private DNS of a VPC endpoint are kept."""

    def create(params: dict[str, Any]) -> Response:
        status, headers, body = original(params)
        made = re.search(rb"<vpcEndpointId>(vpce-\w+)</vpcEndpointId>", body)
        if status != 200 or made is None:
            return status, headers, body
        endpoint = ec2._vpc_endpoints[made[1].decode()]
        groups = ec2._parse_member_list(params, "SecurityGroupId")
        if endpoint["VpcEndpointType"] == "Interface":
            endpoint["Groups"] = _group_records(groups or _default_groups(endpoint["VpcId"]))
            endpoint["PrivateDnsEnabled"] = ec2._p(params, "PrivateDnsEnabled", "true")
        endpoint["PolicyDocument"] = ec2._p(params, "PolicyDocument") or _OPEN_POLICY
        rendered = ec2._vpce_fields_xml(endpoint, tag="vpcEndpoint")
        return ec2._xml(200, "CreateVpcEndpointResponse", rendered)

    return create


def _modifying_endpoint_groups(original: Action) -> Action:
    def modify(params: dict[str, Any]) -> Response:
        answer = original(params)
        endpoint = ec2._vpc_endpoints.get(ec2._p(params, "VpcEndpointId"))
        if answer[0] == 200 and endpoint is not None and endpoint["VpcEndpointType"] == "Interface":
            removed = set(ec2._parse_member_list(params, "RemoveSecurityGroupId"))
            kept = [group["GroupId"] for group in endpoint.get("Groups", []) if group["GroupId"] not in removed]
            added = [group for group in ec2._parse_member_list(params, "AddSecurityGroupId") if group not in kept]
            endpoint["Groups"] = _group_records([*kept, *added])
        return answer

    return modify


def _with_endpoint_details(original: Callable[..., str]) -> Callable[..., str]:
    def fields(endpoint: dict[str, Any], tag: str = "item") -> str:
        rendered = original(endpoint, tag)
        groups = "".join(
            f"<item><groupId>{group['GroupId']}</groupId><groupName>{group['GroupName']}</groupName></item>"
            for group in endpoint.get("Groups", [])
        )
        policy = str(endpoint.get("PolicyDocument") or _OPEN_POLICY)
        for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            policy = policy.replace(sign, entity)
        extra = f"<groupSet>{groups}</groupSet><policyDocument>{policy}</policyDocument>"
        extra += f"<privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
        head, closing, tail = rendered.rpartition(f"</{tag}>")
        return f"{head}{extra}{closing}{tail}"

    return fields


def _group_records(group_ids: list[str]) -> list[dict[str, str]]:
    return [
        {"GroupId": group_id, "GroupName": ec2._security_groups.get(group_id, {}).get("GroupName", group_id)}
        for group_id in group_ids
    ]


def _default_groups(vpc_id: str) -> list[str]:
    return [
        group["GroupId"]
        for group in ec2._security_groups.values()
        if group["VpcId"] == vpc_id and group["GroupName"] == "default"
    ]
