# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the roles whose work stands already, a line each."""

from __future__ import annotations

import boto3
from botocore.exceptions import ClientError

SIGNS = {
    "networking": lambda: boto3.client("ec2").describe_security_groups(
        Filters=[{"Name": "group-name", "Values": ["genai-demo-aurora"]}]
    )["SecurityGroups"],
    "security": lambda: boto3.client("cloudtrail").get_trail(Name="genai-demo-data-catalog"),
    "iam": lambda: boto3.client("iam").get_role(RoleName="DataCatalogStack-LambdaExecutionRole"),
    "database": lambda: boto3.client("rds").describe_db_instances(DBInstanceIdentifier="genai-demo-aurora-1"),
    "glue": lambda: boto3.client("glue").get_crawler(Name="genai-demo-aurora-auto-discovery"),
}

for role, look in SIGNS.items():
    try:
        stands = look()
    except ClientError as error:
        if not any(word in error.response["Error"]["Code"] for word in ("NotFound", "NoSuchEntity")):
            raise
    else:
        if stands:
            print(role)
