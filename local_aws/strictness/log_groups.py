# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudWatch Logs: the key of a group has to let the service in."""

from __future__ import annotations

from typing import Any

from ministack.core import responses
from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs
from ministack.services import kms

from local_aws.policies import ServiceCaller
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response

_USES = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")


def install() -> None:
    cloudwatch_logs._create_log_group = _create(cloudwatch_logs._create_log_group)


def _create(original: Action) -> Action:
    def create(data: dict[str, Any]) -> Response:
        key_id, name = data.get("kmsKeyId"), data.get("logGroupName", "")
        region = responses.get_region()
        arn = f"arn:aws:logs:{region}:{responses.get_account_id()}:log-group:{name}"
        if key_id and not _usable(key_id, region, arn):
            text = f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"
            return error_response_json("InvalidParameterException", text, 400)
        return original(data)

    return create


def _usable(key_id: str, region: str, group_arn: str) -> bool:
    key = kms._resolve_key(key_id)
    if key is None or key["KeyState"] != "Enabled":
        return False
    service = ServiceCaller(f"logs.{region}.amazonaws.com", group_arn)
    keys = {"kms:EncryptionContext:aws:logs:arn": group_arn}
    return all(service.allowed(use, key["Arn"], key["Policy"], keys=keys, strict=True) for use in _USES)
