# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of AWS Lake Formation a function. Nothing here decides anything."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._aws.retry import aws_retry

Client = Any


class LakeFormationError(AnsibleAWSError):
    pass


class LakeFormationErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = LakeFormationError

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("EntityNotFoundException")


def _catalog(catalog_id: str | None) -> dict[str, Any]:
    return {"CatalogId": catalog_id} if catalog_id else {}


@LakeFormationErrorHandler.list_error_handler("list the permissions of {principal}", default_value=[])
@aws_retry
def list_permissions(
    client: Client, catalog_id: str | None, principal: str | None, resource: dict | None
) -> list[dict]:
    """Every page of who may do what; nothing when the resource is not there."""
    asked = _catalog(catalog_id)
    if principal:
        asked["Principal"] = {"DataLakePrincipalIdentifier": principal}
    if resource:
        asked["Resource"] = resource
    found: list[dict] = []
    page: dict[str, Any] = {"NextToken": None}
    while "NextToken" in page:
        token = {"NextToken": page["NextToken"]} if page["NextToken"] else {}
        page = client.list_permissions(**asked, **token)
        found += page.get("PrincipalResourcePermissions", [])
    return found


@LakeFormationErrorHandler.common_error_handler("grant permissions to {principal}")
@aws_retry
def grant_permissions(
    client: Client, catalog_id: str | None, principal: str, resource: dict, permissions: list[str], grantable: list[str]
) -> None:
    client.grant_permissions(**_change(catalog_id, principal, resource, permissions, grantable))


@LakeFormationErrorHandler.deletion_error_handler("revoke permissions of {principal}")
@aws_retry
def revoke_permissions(
    client: Client, catalog_id: str | None, principal: str, resource: dict, permissions: list[str], grantable: list[str]
) -> None:
    client.revoke_permissions(**_change(catalog_id, principal, resource, permissions, grantable))


def _change(
    catalog_id: str | None, principal: str, resource: dict, permissions: list[str], grantable: list[str]
) -> dict[str, Any]:
    return {
        "Principal": {"DataLakePrincipalIdentifier": principal},
        "Resource": resource,
        "Permissions": permissions,
        **({"PermissionsWithGrantOption": grantable} if grantable else {}),
        **_catalog(catalog_id),
    }
