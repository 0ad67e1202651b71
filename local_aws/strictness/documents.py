# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of keys and roles: principals that are not there, statements without one, keys that nobody could manage."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.core.responses import error_response_json
from ministack.services import iam
from ministack.services import kms

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace

_MALFORMED = "MalformedPolicyDocumentException"
_TRUST = {"CreateRole": "AssumeRolePolicyDocument", "UpdateAssumeRolePolicy": "PolicyDocument"}
_NAMED = re.compile(r"arn:aws:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)")


def install() -> None:
    kms._create_key = _checked_key(kms._create_key)
    kms._put_key_policy = _checked_key(kms._put_key_policy)
    for action, parameter in _TRUST.items():
        replace(iam._IAM_HANDLERS, action, functools.partial(_checked_trust, parameter=parameter))


def _checked_key(original: Action) -> Action:
    def serve(data: dict[str, Any]) -> Response:
        if "Policy" in data:
            text = _fault_of_key(data["Policy"], bypass=bool(data.get("BypassPolicyLockoutSafetyCheck")))
            if text:
                return error_response_json(_MALFORMED, text, 400)
        return original(data)

    return serve


def _checked_trust(original: Action, parameter: str) -> Action:
    def serve(params: dict[str, Any]) -> Response:
        policy = _parsed(iam._p(params, parameter))
        if policy is None:
            return _trust_refusal("This policy contains invalid Json")
        for statement in _statements(policy):
            if "Principal" not in statement and "NotPrincipal" not in statement:
                return _trust_refusal("Missing required field Principal")
        missing = next(_missing_principals(policy), None)
        if missing:
            return _trust_refusal(f'Invalid principal in policy: "AWS":"{missing}"')
        return original(params)

    return serve


def _trust_refusal(text: str) -> Response:
    refusal: Response = iam._error(400, "MalformedPolicyDocument", text.replace('"', "&quot;"), ns="iam")
    return refusal


def _fault_of_key(text: str, *, bypass: bool) -> str:
    policy = _parsed(text)
    if policy is None or not _statements(policy):
        return "The policy is not valid JSON or has no statement."
    if next(_missing_principals(policy), None):
        return "Policy contains a statement with one or more invalid principals."
    if not bypass and not _can_be_managed(policy):
        return "The new key policy will not allow you to update the key policy in the future."
    return ""


def _can_be_managed(policy: dict[str, Any]) -> bool:
    """By the caller, or by whomever the account lets manage keys."""
    account = responses.get_account_id()
    caller, root = iam_evaluator.caller_arn(), f"arn:aws:iam::{account}:root"
    for principal in {caller, root}:
        request = iam_evaluator.EvalContext(
            principal_arn=principal,
            principal_type="AssumedRole",
            principal_account=account,
            action="kms:PutKeyPolicy",
            resource_arn="*",
            region=responses.get_region(),
            service_context={"kms:calleraccount": account},
        )
        if iam_evaluator.evaluate_resource_policy(policy, request).decision == "Allow":
            return True
    return False


def _missing_principals(policy: dict[str, Any]) -> Iterator[str]:
    """Roles and users of this account that do not exist."""
    for statement in _statements(policy):
        principal = statement.get("Principal")
        named = principal.get("AWS", []) if isinstance(principal, dict) else []
        for arn in [named] if isinstance(named, str) else named:
            found = _NAMED.fullmatch(str(arn))
            if found and found.group(1) == responses.get_account_id():
                kept = iam._roles if found.group(2) == "role" else iam._users
                if found.group(3) not in kept:
                    yield arn


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    statements = policy.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    return [statement for statement in statements if isinstance(statement, dict)]
