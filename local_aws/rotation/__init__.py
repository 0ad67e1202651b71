# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets Manager rotates by the secret's rotation function; ministack only copies the current version."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.services import secretsmanager

from local_aws import switches
from local_aws.context import ServiceContext
from local_aws.rotation import api
from local_aws.rotation.runner import Notify
from local_aws.rotation.runner import Rotator
from local_aws.rotation.versions import Secret
from local_aws.ticker import Ticker


def install(context: ServiceContext) -> list[Ticker]:
    rotator = Rotator(_notifier(context))
    secretsmanager._rotate_secret = api.rotate_secret(rotator)
    secretsmanager._get_secret_value = api.get_secret_value(secretsmanager._get_secret_value)
    secretsmanager._put_secret_value = api.put_secret_value(secretsmanager._put_secret_value)
    secretsmanager._describe_secret = api.describe_secret(secretsmanager._describe_secret)
    secretsmanager._list_secrets = api.list_secrets(secretsmanager._list_secrets)
    app.SERVICE_HANDLERS["secretsmanager"] = _with_cancel(app.SERVICE_HANDLERS["secretsmanager"])
    return [Ticker("rotation", switches.number("LOCAL_AWS_ROTATION_SECONDS", 1), rotator.rotate_due)]


def _notifier(context: ServiceContext) -> Notify:
    """Rotations show in EventBridge as events of the service by way of CloudTrail."""

    def notify(secret: Secret, name: str, text: str) -> None:
        additional = {"SecretId": secret["ARN"]}
        if name == "RotationFailed":
            additional["ErrorMessage"] = text
        detail = {
            "eventSource": "secretsmanager.amazonaws.com",
            "eventName": name,
            "eventType": "AwsServiceEvent",
            "additionalEventData": additional,
        }
        context.put_event("aws.secretsmanager", "AWS Service Event via CloudTrail", detail, [secret["ARN"]])

    return notify


def _with_cancel(original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Any:
        if headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
            return api.cancel_rotate_secret(json.loads(body))
        return await original(method, path, headers, body, query_params)

    return handle
