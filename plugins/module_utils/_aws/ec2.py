# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Glue connection has to know of EC2. One call a function."""

from __future__ import annotations

from typing import Any

from .errors import Ec2ErrorHandler
from .retry import aws_retry


@Ec2ErrorHandler.list_error_handler("describe subnet {subnet_id}")
@aws_retry
def get_subnet(client: Any, subnet_id: str) -> dict | None:
    """The subnet, or None when it is not there."""
    return client.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]


@Ec2ErrorHandler.common_error_handler("describe security groups {names}")
@aws_retry
def get_security_groups(client: Any, names: list[str], vpc_id: str | None) -> list[dict]:
    filters = [{"Name": "group-name", "Values": names}]
    if vpc_id:
        filters.append({"Name": "vpc-id", "Values": [vpc_id]})
    pages = client.get_paginator("describe_security_groups").paginate(Filters=filters)
    return [group for page in pages for group in page["SecurityGroups"]]


@Ec2ErrorHandler.list_error_handler("describe security groups {ids}", default_value=[])
@aws_retry
def get_security_groups_by_id(client: Any, ids: list[str]) -> list[dict]:
    """The groups, or none when one of them is no longer there."""
    return client.describe_security_groups(GroupIds=ids)["SecurityGroups"]
