# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service of our own may know of the rest of the embedded AWS."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import contextvars
import functools
import json
import os
import secrets
import time
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.services import eventbridge
from ministack.services import iam
from ministack.services import kms
from ministack.services import sts

if TYPE_CHECKING:
    import boto3

_SESSION_SECONDS = 3600


class RoleNotAssumable(Exception):
    """A service may not assume a role; the text says why, in AWS's words where they are known."""


@dataclass
class ServiceContext:
    """Handed to each service of our own when it is installed."""

    state_dir: Path
    endpoint_url: str
    trust_anchors: Path
    role_delay_seconds: float = field(default_factory=lambda: float(os.environ.get("LOCAL_AWS_ROLE_DELAY", "0")))

    def current_scope(self) -> tuple[str, str]:
        """Account and region of the request that is being served."""
        return responses.get_account_id(), responses.get_region()

    @contextlib.contextmanager
    def in_scope(self, account_id: str, region: str) -> Iterator[None]:
        """Act for an account and region without a request, as a schedule does; for this thread only."""
        account = responses._request_account_id.set(account_id)
        place = responses._request_region.set(region)
        try:
            yield
        finally:
            responses._request_region.reset(place)
            responses._request_account_id.reset(account)

    def caller_arn(self) -> str:
        return iam_evaluator.caller_arn()

    def assume_service_role(
        self, role_arn: str, *, service: str = "glue.amazonaws.com", source_arn: str, session_name: str
    ) -> boto3.Session:
        """A session of the role, as the named service gets one: decided by the role's trust policy alone."""
        role = self.check_assumable(role_arn, service=service, source_arn=source_arn)
        account, name = _account_and_name(role_arn)
        return self._session(role, role_arn, account, name, session_name)

    def check_assumable(self, role_arn: str, *, service: str, source_arn: str) -> dict[str, Any]:
        """The role, if the named service may assume it for the resource; raises RoleNotAssumable."""
        account, name = _account_and_name(role_arn)
        role = iam._roles.get_scoped(account, None, name)
        if role is None or role.get("Arn") != role_arn:
            raise RoleNotAssumable(f"Service is unable to assume provided role. The role {role_arn} does not exist.")
        if _age_seconds(role) < self.role_delay_seconds:
            raise RoleNotAssumable("Service is unable to assume provided role. Please verify role's TrustPolicy")
        if not _trusts(role, role_arn, service, source_arn):
            raise RoleNotAssumable("Service is unable to assume provided role. Please verify role's TrustPolicy")
        return role

    def allowed(self, role_arn: str, action: str, resource_arn: str, context: dict[str, Any] | None = None) -> bool:
        """Whether a role may do something: its policies and boundary decide, and the policy of the resource."""
        account, name = _account_and_name(role_arn)
        request = iam_evaluator.EvalContext(
            principal_arn=role_arn,
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=resource_arn,
            region=responses.get_region(),
            service_context={key.lower(): value for key, value in (context or {}).items()},
        )
        policies = iam_evaluator._gather_role_policies(name, account)
        limits = iam_evaluator._permissions_boundary(iam._roles, name, account)
        result = iam_evaluator.evaluate(request, policies, *limits)
        service = action.partition(":")[0]
        found = iam_evaluator._resource_policy(service, resource_arn)
        if found is not None:
            required = service in iam_evaluator._POLICY_REQUIRED
            result = iam_evaluator.combine_resource_policy(
                result, request, *found, required=required, limits=tuple(limits)
            )
        return result.decision == "Allow"

    def encrypt(self, key_id: str, plaintext: str) -> str:
        """What KMS makes of a text with a key of the current scope; ValueError with KMS's words when it refuses."""
        encoded = base64.b64encode(plaintext.encode()).decode()
        status, _, body = kms._encrypt({"KeyId": key_id, "Plaintext": encoded})
        answer = json.loads(body)
        if status != 200:
            raise ValueError(f"{answer.get('__type', 'KMSInternalException')}: {answer.get('message', '')}")
        return str(answer["CiphertextBlob"])

    def put_event(self, source: str, detail_type: str, detail: dict[str, Any], resources: Sequence[str] = ()) -> None:
        """Put an event on the default bus of the current scope, as AWS services do."""
        entry = {
            "Source": source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "Resources": list(resources),
        }
        loop = app._MAIN_LOOP
        if loop is None:
            raise RuntimeError("an event was put before the embedded AWS was up")
        put = functools.partial(eventbridge._put_events, {"Entries": [entry]}, allow_aws_source=True)
        schedule = loop.call_soon if _running_loop() == loop else loop.call_soon_threadsafe
        schedule(put, context=contextvars.copy_context())

    def _session(self, role: dict[str, Any], role_arn: str, account: str, name: str, session: str) -> boto3.Session:
        import boto3  # 0.2 s and 20 MB that only a crawl needs

        key = "ASIA" + secrets.token_hex(8).upper()
        secret, token = secrets.token_hex(20), secrets.token_hex(64)
        record = {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
            "UserId": f"{role.get('RoleId', 'AROA')}:{session}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": time.time() + _SESSION_SECONDS,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
            "SourcePrincipalArn": role_arn,
            "SessionTags": [],
            "SessionPolicies": None,
        }
        sts.register_session(key, record)
        return boto3.Session(
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            region_name=responses.get_region(),
        )


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _account_and_name(role_arn: str) -> tuple[str, str]:
    parts = role_arn.split(":", 5)
    if len(parts) != 6 or not parts[5].startswith("role/"):
        raise RoleNotAssumable(f"Service is unable to assume provided role. {role_arn} is not the ARN of a role.")
    return parts[4], parts[5].rpartition("/")[2]


def _age_seconds(role: dict[str, Any]) -> float:
    created = role.get("CreateDate")
    if isinstance(created, str):
        created = datetime.fromisoformat(created.replace("Z", "+00:00")).replace(tzinfo=UTC).timestamp()
    return time.time() - float(created) if created else float("inf")


def _trusts(role: dict[str, Any], role_arn: str, service: str, source_arn: str) -> bool:
    document = role.get("AssumeRolePolicyDocument") or {}
    if isinstance(document, str):
        document = json.loads(document)
    statements = document.get("Statement", [])
    request = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=source_arn.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=responses.get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": source_arn.split(":")[4]},
    )
    matching = [
        statement["Effect"]
        for statement in ([statements] if isinstance(statements, dict) else statements)
        if _names_action(statement)
        and iam_evaluator._service_principal_matches(statement.get("Principal"), service)
        and iam_evaluator._conditions_met(statement.get("Condition", {}), request)
    ]
    return "Allow" in matching and "Deny" not in matching


def _names_action(statement: dict[str, Any]) -> bool:
    def listed(key: str) -> list[str]:
        value = statement.get(key, [])
        return [value] if isinstance(value, str) else value

    return iam_evaluator._action_matches("sts:AssumeRole", listed("Action"), listed("NotAction"))
