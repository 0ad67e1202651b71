# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of buckets: documents that S3 parses before it keeps them."""

from __future__ import annotations

import json
import re

from local_aws.protocols.answers import Call
from local_aws.protocols.errors import Refused

_MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"
_FIRST_ELEMENT = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*<(?:\w+:)?(\w+)")
_ROOTS = {
    "cors": "CORSConfiguration",
    "encryption": "ServerSideEncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "logging": "BucketLoggingStatus",
    "notification": "NotificationConfiguration",
    "ownershipControls": "OwnershipControls",
    "publicAccessBlock": "PublicAccessBlockConfiguration",
    "replication": "ReplicationConfiguration",
    "tagging": "Tagging",
    "versioning": "VersioningConfiguration",
}


def check(call: Call) -> None:
    if call.method != "PUT":
        return
    if "policy" in call.query_params:
        _check_policy(call.body)
    for setting, root in _ROOTS.items():
        if setting in call.query_params:
            _check_root(call.body, root)


def _check_policy(body: bytes) -> None:
    if not body.lstrip().startswith(b"{"):
        raise Refused("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")
    try:
        policy = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("MalformedPolicy", "This policy contains invalid Json") from error
    if not policy.get("Statement"):
        raise Refused("MalformedPolicy", "Missing required field Statement")


def _check_root(body: bytes, root: str) -> None:
    """Whether the rest of the document is well formed is ministack's to say."""
    first = _FIRST_ELEMENT.match(body)
    if first is None or first.group(1).decode() != root:
        raise Refused("MalformedXML", _MALFORMED)
