# SPDX-License-Identifier: GPL-3.0-or-later
"""What is encrypted with a customer's key can be read and written only by who may use that key through the service.

On AWS a service calls KMS in its caller's name: the caller needs kms:Decrypt or kms:GenerateDataKey, from its own
policies as far as the key's policy hands that to IAM, or from the key's policy itself. ministack asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.core import router

from local_aws.context import ServiceContext
from local_aws.encryption import resources
from local_aws.encryption.resources import Use
from local_aws.protocols.answers import Call
from local_aws.protocols.answers import refuse
from local_aws.protocols.errors import Refused

type _Find = Callable[[Call], Use | None]

# Service: what a call needs, and how the service says no.
_SERVICES: dict[str, tuple[_Find, Callable[[str, str, str], Refused]]] = {
    "secretsmanager": (
        resources.of_secret,
        lambda action, key, principal: Refused("AccessDeniedException", "Access to KMS is not allowed"),
    ),
    "sqs": (
        resources.of_queue,
        lambda action, key, principal: Refused("KMS.AccessDeniedException", _sentence(action, key, principal)),
    ),
    "sns": (
        resources.of_topic,
        lambda action, key, principal: Refused("KMSAccessDenied", _sentence(action, key, principal)),
    ),
}


def install(context: ServiceContext) -> list[Any]:
    for service in _SERVICES:
        app.SERVICE_HANDLERS[service] = _guarded(service, app.SERVICE_HANDLERS[service])
    return []


def secret_refusal(access_key: str, secret: dict[str, Any]) -> Refused | None:
    """Why a caller may not read a secret that another service reads in the caller's name."""
    use = resources.reading_of(secret)
    return _refusal(use, access_key, "secretsmanager", _SERVICES["secretsmanager"][1]) if use else None


def _guarded(service: str, original: Callable[..., Any]) -> Callable[..., Any]:
    find, denial = _SERVICES[service]

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Any:
        call = Call(service, method, path, headers, body, query_params, "")
        use = find(call)
        if use is not None:
            refused = _refusal(use, router.extract_access_key_id(headers, query_params), service, denial)
            if refused is not None:
                return refuse(call, refused)
        return await original(method, path, headers, body, query_params)

    return handle


def _refusal(use: Use, access_key: str, service: str, denial: Callable[[str, str, str], Refused]) -> Refused | None:
    if use.key["KeyState"] != "Enabled":
        return use.unusable
    keys = {
        "kms:ViaService": f"{service}.{responses.get_region()}.amazonaws.com",
        "kms:CallerAccount": responses.get_account_id(),
        **{f"kms:EncryptionContext:{name}": value for name, value in use.encryption_context.items()},
    }
    arn = use.key["Arn"]
    for action in use.actions:
        denied = iam_evaluator.enforce(
            access_key, action, "kms", responses.get_region(), resource_arn=arn, service_context=keys
        )
        if isinstance(denied, iam_evaluator.EvalResult):
            return denial(action, arn, denied.principal_arn)
    return None


def _sentence(action: str, key: str, principal: str) -> str:
    return f"User: {principal} is not authorized to perform: {action} on resource: {key}"
