# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security configurations and the catalog's resource policy: one call, or one paginator, a function."""

from __future__ import annotations

from typing import Any

from .._aws.errors import GlueErrorHandler
from .._aws.retry import aws_retry

Client = Any


# Security configurations


@GlueErrorHandler.list_error_handler("get security configuration {name}")
@aws_retry
def get_security_configuration(client: Client, name: str) -> dict | None:
    return client.get_security_configuration(Name=name)["SecurityConfiguration"]


@GlueErrorHandler.common_error_handler("list security configurations")
@aws_retry
def get_security_configurations(client: Client) -> list[dict]:
    pages = client.get_paginator("get_security_configurations").paginate()
    return [configuration for page in pages for configuration in page.get("SecurityConfigurations", [])]


@GlueErrorHandler.common_error_handler("create security configuration {name}")
@aws_retry
def create_security_configuration(client: Client, name: str, encryption: dict) -> None:
    client.create_security_configuration(Name=name, EncryptionConfiguration=encryption)


@GlueErrorHandler.deletion_error_handler("delete security configuration {name}")
@aws_retry
def delete_security_configuration(client: Client, name: str) -> None:
    client.delete_security_configuration(Name=name)


# The resource policy of the catalog


@GlueErrorHandler.list_error_handler("get the resource policy of the Data Catalog")
@aws_retry
def get_resource_policy(client: Client) -> dict | None:
    found = client.get_resource_policy()
    return found if found.get("PolicyInJson") else None


@GlueErrorHandler.common_error_handler("list the resource policies of the Data Catalog")
@aws_retry
def get_resource_policies(client: Client) -> list[dict]:
    pages = client.get_paginator("get_resource_policies").paginate()
    return [policy for page in pages for policy in page.get("GetResourcePoliciesResponseList", [])]


@GlueErrorHandler.common_error_handler("put the resource policy of the Data Catalog")
@aws_retry
def put_resource_policy(client: Client, policy: str, conditions: dict[str, str]) -> None:
    client.put_resource_policy(PolicyInJson=policy, **conditions)


@GlueErrorHandler.deletion_error_handler("delete the resource policy of the Data Catalog")
@aws_retry
def delete_resource_policy(client: Client, conditions: dict[str, str]) -> None:
    client.delete_resource_policy(**conditions)
