# SPDX-License-Identifier: GPL-3.0-or-later
"""Security configurations."""

from __future__ import annotations

from typing import Any

from local_aws.glue.clock import now_exact
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import join_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.protocol import RawList

KIND = "security_configuration"
PAGE = 1000
KMS = {"SSE-KMS", "CSE-KMS"}

type Entry = dict[str, Any]


@action("CreateSecurityConfiguration")
def create(request: Request) -> Result:
    name, encryption = request.params["Name"], request.params["EncryptionConfiguration"]
    key = join_key(name)
    if request.scope.exists(KIND, key):
        raise already_exists(f"Security configuration {name} already exists.")
    _check_keys(encryption)
    time = now_exact()
    configuration = {"Name": name, "CreatedTimeStamp": time, "EncryptionConfiguration": encryption}
    request.scope.put(KIND, key, configuration)
    return {"Name": name, "CreatedTimestamp": time}


@action("GetSecurityConfiguration")
def read(request: Request) -> Result:
    return {"SecurityConfiguration": _find(request)}


@action("GetSecurityConfigurations")
def list_configurations(request: Request) -> Result:
    page = page_of_keys(request, KIND, most=PAGE)
    found = RawList([raw for key in page.keys if (raw := request.scope.raw(KIND, key))])
    return {"SecurityConfigurations": found, **page.token}


@action("DeleteSecurityConfiguration")
def delete(request: Request) -> Result:
    _find(request)
    request.scope.delete(KIND, join_key(request.params["Name"]))
    return {}


def _find(request: Request) -> Entry:
    found = request.scope.get(KIND, join_key(request.params["Name"]))
    if found is None:
        raise not_found(f"Security configuration {request.params['Name']} not found.")
    return found


def _check_keys(encryption: Entry) -> None:
    """A mode that uses a key needs one."""
    parts = [*encryption.get("S3Encryption", []), *(part for part in encryption.values() if isinstance(part, dict))]
    for part in parts:
        mode = next((value for name, value in part.items() if name.endswith("Mode")), "DISABLED")
        if mode in KMS and not part.get("KmsKeyArn"):
            raise invalid_input(f"KmsKeyArn is required for the encryption mode {mode}.")
