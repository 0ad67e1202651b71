# SPDX-License-Identifier: GPL-3.0-or-later
"""May an AWS service, or a role that a service acts for, make a call? Decided by ministack's own policy evaluator."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any
from typing import Protocol

from ministack import app
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.services import iam

from local_aws.context import ServiceContext

# This machine's loopback stands for AWS's endpoints, which are reached by TLS; policies that insist on TLS are met.
_SECURE = True

type Policy = str | dict[str, Any] | None

_NO_KEYS: Mapping[str, str] = {}


def install(context: ServiceContext) -> list[Any]:
    app.pin_request_origin = lambda source_ip, secure_transport: iam_evaluator.pin_request_origin(source_ip, _SECURE)
    return []


class Caller(Protocol):
    """Who makes a call inside AWS."""

    def allowed(
        self,
        action: str,
        resource_arn: str,
        policy: Policy,
        *,
        keys: Mapping[str, str] = _NO_KEYS,
        strict: bool = False,
    ) -> bool:
        """Whether the call passes; `strict` is for KMS, where the key's policy alone decides."""


@dataclass(frozen=True)
class ServiceCaller:
    """An AWS service that acts for one of its resources: only the policy of the called resource counts."""

    service: str
    source_arn: str
    # The older key that SNS's default topic policy is built on; CloudWatch and S3 send it, EventBridge does not.
    names_owner: bool = False

    @property
    def account(self) -> str:
        return self.source_arn.split(":")[4]

    def allowed(
        self,
        action: str,
        resource_arn: str,
        policy: Policy,
        *,
        keys: Mapping[str, str] = _NO_KEYS,
        strict: bool = False,
    ) -> bool:
        request = iam_evaluator.EvalContext(
            principal_arn="*",
            principal_type="Service",
            principal_account="",
            action=action,
            resource_arn=resource_arn,
            region=responses.get_region(),
            secure_transport=_SECURE,
            service_context=self._context(keys),
        )
        return iam_evaluator.evaluate_resource_policy(policy, request, service=self.service).decision == "Allow"

    def _context(self, keys: Mapping[str, str]) -> dict[str, str]:
        owner = {"aws:sourceowner": self.account} if self.names_owner else {}
        return {
            "aws:sourcearn": self.source_arn,
            "aws:sourceaccount": self.account,
            "aws:principalisawsservice": "true",
            "aws:principalservicename": self.service,
            **owner,
            **{name.lower(): value for name, value in keys.items()},
        }


@dataclass(frozen=True)
class RoleCaller:
    """A service that acts with a role's permissions: the role's policies count, and the resource's."""

    role_arn: str
    session_name: str

    @property
    def account(self) -> str:
        return self.role_arn.split(":")[4]

    def allowed(
        self,
        action: str,
        resource_arn: str,
        policy: Policy,
        *,
        keys: Mapping[str, str] = _NO_KEYS,
        strict: bool = False,
    ) -> bool:
        name = self.role_arn.rpartition("/")[2]
        request = iam_evaluator.EvalContext(
            principal_arn=f"arn:aws:sts::{self.account}:assumed-role/{name}/{self.session_name}",
            principal_type="AssumedRole",
            principal_account=self.account,
            action=action,
            resource_arn=resource_arn,
            region=responses.get_region(),
            secure_transport=_SECURE,
            service_context={key.lower(): value for key, value in keys.items()},
        )
        boundary = iam_evaluator._permissions_boundary(iam._roles, name, self.account)
        identity = iam_evaluator.evaluate(request, iam_evaluator._gather_role_policies(name, self.account), *boundary)
        owner = resource_arn.split(":")[4] if resource_arn.count(":") >= 5 else self.account
        result = iam_evaluator.combine_resource_policy(
            identity, request, policy, owner, required=strict, limits=tuple(boundary)
        )
        return result.decision == "Allow"


def assumable(role_arn: str, caller: ServiceCaller, youngest_seconds: float = 0) -> bool:
    """Whether a service may assume a role: the role exists, trusts the service, and has been there for long enough."""
    account, _, path = role_arn.removeprefix("arn:aws:iam::").partition(":role/")
    role = iam._roles.get_scoped(account, None, path.rpartition("/")[2])
    if role is None or role["Arn"] != role_arn or _age_seconds(role) < youngest_seconds:
        return False
    return caller.allowed("sts:AssumeRole", role_arn, role["AssumeRolePolicyDocument"])


def _age_seconds(role: dict[str, Any]) -> float:
    created = role["CreateDate"]
    if isinstance(created, str):
        created = datetime.fromisoformat(created).replace(tzinfo=UTC).timestamp()
    return time.time() - float(created)
