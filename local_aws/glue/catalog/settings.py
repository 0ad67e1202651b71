# SPDX-License-Identifier: GPL-3.0-or-later
"""The encryption settings of the catalog: one set for an account and region."""

from __future__ import annotations

from typing import Any

from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.store import Scope

KIND = "setting"
KEY = "encryption"
AT_REST = {"CatalogEncryptionMode": "DISABLED"}
PASSWORDS = {"ReturnConnectionPasswordEncrypted": False}

type Entry = dict[str, Any]


def encryption_settings(scope: Scope) -> Entry:
    kept = scope.get(KIND, KEY) or {}
    return {
        "EncryptionAtRest": kept.get("EncryptionAtRest", AT_REST),
        "ConnectionPasswordEncryption": kept.get("ConnectionPasswordEncryption", PASSWORDS),
    }


def password_key(scope: Scope) -> str | None:
    """The key that passwords of connections are read out under, or None while they are read out plain."""
    passwords = encryption_settings(scope)["ConnectionPasswordEncryption"]
    return passwords["AwsKmsKeyId"] if passwords["ReturnConnectionPasswordEncrypted"] else None


def encrypt(request: Request, key: str, text: str) -> str:
    try:
        return request.context.encrypt(key, text)
    except ValueError as error:
        raise GlueError("GlueEncryptionException", str(error)) from error


@action("PutDataCatalogEncryptionSettings")
def put(request: Request) -> Result:
    given = request.params["DataCatalogEncryptionSettings"]
    passwords = given.get("ConnectionPasswordEncryption", PASSWORDS)
    if passwords["ReturnConnectionPasswordEncrypted"] and not passwords.get("AwsKmsKeyId"):
        raise invalid_input("AwsKmsKeyId is required when ReturnConnectionPasswordEncrypted is true.")
    at_rest = given.get("EncryptionAtRest", AT_REST)
    if (
        at_rest["CatalogEncryptionMode"] == "SSE-KMS-WITH-SERVICE-ROLE"
        and "CatalogEncryptionServiceRole" not in at_rest
    ):
        raise invalid_input("CatalogEncryptionServiceRole is required for SSE-KMS-WITH-SERVICE-ROLE.")
    request.scope.put(KIND, KEY, given)
    return {}


@action("GetDataCatalogEncryptionSettings")
def read(request: Request) -> Result:
    return {"DataCatalogEncryptionSettings": encryption_settings(request.scope)}
