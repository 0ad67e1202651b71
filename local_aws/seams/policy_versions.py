# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM: an earlier or newer version of a managed policy becomes the one in force, which is how policies are changed."""

from __future__ import annotations

from typing import Any

from ministack.services import iam

from local_aws.seams.wrapping import Response


def install() -> None:
    iam._IAM_HANDLERS["SetDefaultPolicyVersion"] = _set_default


def _set_default(params: dict[str, Any]) -> Response:
    arn, version = iam._p(params, "PolicyArn"), iam._p(params, "VersionId")
    policy = iam._policies.get(arn)
    if not policy:
        return _error("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
    if version not in policy["Versions"]:
        return _error("NoSuchEntity", f"Policy {arn} version {version} does not exist or is not attachable.")
    for known in policy["Versions"].values():
        known["IsDefaultVersion"] = known["VersionId"] == version
    policy["DefaultVersionId"] = version
    policy["UpdateDate"] = iam._now()
    answer: Response = iam._xml(200, "SetDefaultPolicyVersionResponse", "", ns="iam")
    return answer


def _error(code: str, message: str) -> Response:
    refusal: Response = iam._error(404, code, message, ns="iam")
    return refusal
