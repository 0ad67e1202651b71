# SPDX-License-Identifier: GPL-3.0-or-later
"""RotateSecret, CancelRotateSecret, and the rules on versions that a rotation function leans on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ministack.core import responses
from ministack.services import secretsmanager

from local_aws import calls
from local_aws.rotation import runner
from local_aws.rotation import schedule
from local_aws.rotation import versions
from local_aws.rotation.versions import Secret

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[[dict[str, Any]], Response]

_REQUEST = "InvalidRequestException"
_PARAMETER = "InvalidParameterException"
_NOT_FOUND = "ResourceNotFoundException"
_NO_VALUE = "Secrets Manager can't find the specified secret value for"


def rotate_secret(rotator: runner.Rotator) -> Action:
    def rotate(data: dict[str, Any]) -> Response:
        secret, error = _find(data)
        if secret is None:
            return error
        function = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
        rules = data.get("RotationRules") or secret.get("RotationRules") or {}
        refused = _rotation_refusal(secret, function, rules)
        if refused:
            return refused
        secret |= {"RotationLambdaARN": function, "RotationRules": rules, "RotationEnabled": True}
        secret["RotationSince"] = time.time()
        pending = versions.unfinished(secret)
        if pending:
            rotator.begin(secret, pending)
            return _error(_REQUEST, "A previous rotation isn't complete. That rotation will be reattempted.")
        version = data.get("ClientRequestToken") or responses.new_uuid()
        if data.get("RotateImmediately", True):
            versions.begin(secret, version)
            rotator.begin(secret, version)
        else:
            current = secret["Versions"][versions.labelled(secret, versions.CURRENT)]
            versions.begin(secret, version, {key: current[key] for key in ("SecretString", "SecretBinary")})
            rotator.begin(secret, version, runner.TRIAL)
        return responses.json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version})

    return rotate


def cancel_rotate_secret(data: dict[str, Any]) -> Response:
    """ministack does not have it. The pending version, if there is one, stays for its owner to look at."""
    secret, error = _find(data)
    if secret is None:
        return error
    secret["RotationEnabled"] = False
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    pending = versions.labelled(secret, versions.PENDING)
    if pending:
        versions.move_label(secret, versions.PENDING, "")
        answer["VersionId"] = pending
    return responses.json_response(answer)


def get_secret_value(original: Action) -> Action:
    """A version without a value is not found; a version and a label have to belong together."""

    def get(data: dict[str, Any]) -> Response:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        if secret is not None and not secret.get("DeletedDate"):
            refused = _value_refusal(secret, data.get("VersionId"), data.get("VersionStage"))
            if refused:
                return refused
        return original(data)

    return get


def put_secret_value(original: Action) -> Action:
    """A token stands for one value; a label is on one version."""

    def put(data: dict[str, Any]) -> Response:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        version = data.get("ClientRequestToken")
        known = secret["Versions"].get(version) if secret is not None and version else None
        if known is not None and versions.has_value(known):
            same = all(known.get(key) == data.get(key) for key in ("SecretString", "SecretBinary"))
            if not same:
                message = f"You can't use ClientRequestToken {version} because that value is already in use for a "
                return _error("ResourceExistsException", f"{message}version of secret {secret['ARN']}.")
            found = {"ARN": secret["ARN"], "Name": secret["Name"]}
            return responses.json_response({**found, "VersionId": version, "VersionStages": known["Stages"]})
        answer = original(data)
        if answer[0] == 200 and secret is not None:
            for label in data.get("VersionStages") or []:
                versions.move_label(secret, label, json.loads(answer[2])["VersionId"])
        return answer

    return put


def describe_secret(original: Action) -> Action:
    def describe(data: dict[str, Any]) -> Response:
        status, headers, body = original(data)
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        if status != 200 or secret is None:
            return status, headers, body
        return status, headers, json.dumps({**json.loads(body), **_dates(secret)}).encode()

    return describe


def list_secrets(original: Action) -> Action:
    def list_all(data: dict[str, Any]) -> Response:
        status, headers, body = original(data)
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        for entry in answer["SecretList"]:
            secret = secretsmanager._secrets[entry["Name"]]
            shown = ("RotationLambdaARN", "RotationRules")
            entry |= {key: secret[key] for key in shown if secret.get(key)} | _dates(secret)
        return status, headers, json.dumps(answer).encode()

    return list_all


def _dates(secret: Secret) -> dict[str, float]:
    dates = {"LastRotatedDate": secret.get("LastRotatedDate"), "NextRotationDate": schedule.next_rotation(secret)}
    return {name: value for name, value in dates.items() if value}


def _find(data: dict[str, Any]) -> tuple[Secret | None, Response]:
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    if secret is None:
        return None, _error(_NOT_FOUND, "Secrets Manager can't find the specified secret.")
    if secret.get("DeletedDate"):
        text = "You can't perform this operation on the secret because it was marked for deletion."
        return None, _error(_REQUEST, text)
    if secretsmanager._is_replica(secret):
        return None, secretsmanager._replica_mutation_error()
    return secret, (0, {}, b"")


def _rotation_refusal(secret: Secret, function: str | None, rules: dict[str, Any]) -> Response | None:
    if not function:
        return _error(_REQUEST, "No Lambda rotation function ARN is associated with this secret.")
    message = schedule.refusal(rules)
    if message:
        return _error(_PARAMETER, message)
    try:
        calls.find_function(runner.caller(secret), function)
    except calls.CallRefused:
        return _error(
            "AccessDeniedException",
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
            "access to the principal secretsmanager.amazonaws.com.",
        )
    return None


def _value_refusal(secret: Secret, version: str | None, label: str | None) -> Response | None:
    wanted = version or versions.labelled(secret, label or versions.CURRENT)
    found = secret["Versions"].get(wanted) if wanted else None
    if found is None or not versions.has_value(found):
        asked = f"VersionId: {version}" if version else f"staging label: {label or versions.CURRENT}"
        return _error(_NOT_FOUND, f"{_NO_VALUE} {asked}")
    if version and label and label not in found["Stages"]:
        return _error(_REQUEST, "You provided a VersionStage that is not associated to the provided VersionId.")
    return None


def _error(code: str, message: str) -> Response:
    return responses.error_response_json(code, message, 400)
