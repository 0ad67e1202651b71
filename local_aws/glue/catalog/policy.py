# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource policy of the catalog, changed under conditions on what is there."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING
from typing import Any

from local_aws.glue.clock import now_exact
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found

if TYPE_CHECKING:
    from local_aws.glue.store import Scope

KIND = "setting"
KEY = "resource_policy"
LONGEST = 10 * 1024

type Entry = dict[str, Any]


@action("PutResourcePolicy")
def put(request: Request) -> Result:
    text = request.params["PolicyInJson"]
    _refuse_resource(request)
    _check_document(text)
    current = request.scope.get(KIND, KEY)
    _check_conditions(request, current)
    time = now_exact()
    policy = {
        "PolicyInJson": text,
        "PolicyHash": base64.b64encode(hashlib.md5(text.encode(), usedforsecurity=False).digest()).decode(),
        "CreateTime": current["CreateTime"] if current else time,
        "UpdateTime": time,
    }
    request.scope.put(KIND, KEY, policy)
    return {"PolicyHash": policy["PolicyHash"]}


@action("GetResourcePolicy")
def read(request: Request) -> Result:
    _refuse_resource(request)
    return _find(request)


@action("GetResourcePolicies")
def list_policies(request: Request) -> Result:
    policy = request.scope.get(KIND, KEY)
    return {"GetResourcePoliciesResponseList": [policy] if policy else []}


@action("DeleteResourcePolicy")
def delete(request: Request) -> Result:
    _refuse_resource(request)
    _check_conditions(request, _find(request))
    request.scope.delete(KIND, KEY)
    return {}


def policy_of(scope: Scope) -> str | None:
    """What IAM asks as well when somebody uses the catalog."""
    policy = scope.get(KIND, KEY)
    return policy["PolicyInJson"] if policy else None


def _find(request: Request) -> Entry:
    policy = request.scope.get(KIND, KEY)
    if policy is None:
        raise not_found("Policy not found")
    return policy


def _refuse_resource(request: Request) -> None:
    if "ResourceArn" in request.params:
        raise invalid_input("Glue resource level policy is not currently supported")


def _check_conditions(request: Request, current: Entry | None) -> None:
    exists = request.params.get("PolicyExistsCondition", "NONE")
    if (exists == "MUST_EXIST" and current is None) or (exists == "NOT_EXIST" and current is not None):
        raise GlueError("ConditionCheckFailureException", f"The condition {exists} is not met.")
    wanted = request.params.get("PolicyHashCondition")
    if wanted is not None and (current is None or current["PolicyHash"] != wanted):
        raise GlueError("ConditionCheckFailureException", "The policy hash condition is not met.")


def _check_document(text: str) -> None:
    if len(text.encode()) > LONGEST:
        raise invalid_input(f"The policy is longer than {LONGEST} bytes.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid_input("The policy is not valid JSON.") from error
    statements = document.get("Statement") if isinstance(document, dict) else None
    statements = [statements] if isinstance(statements, dict) else statements
    if not statements or not isinstance(statements, list) or not all(map(_is_statement, statements)):
        raise invalid_input("Each statement of the policy needs Effect, Principal, Action and Resource.")


def _is_statement(statement: object) -> bool:
    return (
        isinstance(statement, dict)
        and statement.get("Effect") in {"Allow", "Deny"}
        and all(any(name in statement for name in (key, f"Not{key}")) for key in ("Principal", "Action", "Resource"))
    )
