# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotation of a secret: the calls, and what is compared."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code

from .diff import Comparison
from .errors import AWSErrorHandler
from .errors import InvalidOption
from .services import ServiceError
from .services import service_retry

Client = Any
LONGEST = 1000


class SecretsErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = ServiceError

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("ResourceNotFoundException")


@SecretsErrorHandler.list_error_handler("describe secret {name}")
@service_retry
def describe(client: Client, name: str) -> dict | None:
    """None when there is no such secret, and when it is about to be deleted."""
    answer = client.describe_secret(SecretId=name)
    return None if answer.get("DeletedDate") else answer


@SecretsErrorHandler.common_error_handler("switch on the rotation of secret {name}")
@service_retry
def rotate(client: Client, name: str, wanted: dict, at_once: bool) -> None:
    client.rotate_secret(
        SecretId=name,
        RotationLambdaARN=wanted["rotation_lambda_arn"],
        RotationRules={"AutomaticallyAfterDays": wanted["automatically_after_days"]},
        RotateImmediately=at_once,
    )


@SecretsErrorHandler.deletion_error_handler("switch off the rotation of secret {name}")
@service_retry
def cancel(client: Client, name: str) -> None:
    client.cancel_rotate_secret(SecretId=name)


def settings_of(secret: dict | None) -> dict[str, Any]:
    """What AWS keeps of a rotation that was switched off does not count."""
    secret = secret or {}
    enabled = bool(secret.get("RotationEnabled"))
    rules = (secret.get("RotationRules") or {}) if enabled else {}
    return {
        "rotation_enabled": enabled,
        "rotation_lambda_arn": secret.get("RotationLambdaARN", "") if enabled else "",
        # AWS shows days beside an expression as well, as it reckons them.
        "automatically_after_days": 0 if rules.get("ScheduleExpression") else rules.get("AutomaticallyAfterDays", 0),
        "schedule_expression": rules.get("ScheduleExpression", ""),
    }


def wanted_settings(params: dict[str, Any]) -> dict[str, Any]:
    if params["state"] == "absent":
        return settings_of(None)
    days = params["automatically_after_days"]
    if not 1 <= days <= LONGEST:
        raise InvalidOption(f"automatically_after_days: {days} is given, 1 to {LONGEST} is allowed.")
    return {
        "rotation_enabled": True,
        "rotation_lambda_arn": params["rotation_lambda_arn"],
        "automatically_after_days": days,
        "schedule_expression": "",
    }


def compare(current: dict[str, Any], wanted: dict[str, Any]) -> Comparison:
    comparison = Comparison()
    for name, value in wanted.items():
        comparison.field(name, current[name], value)
    return comparison
