# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda: one mapping for a queue and a function, and large batches only with time to collect them."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response

_WITHOUT_WINDOW = 10


def install() -> None:
    lambda_svc._create_esm = _create(lambda_svc._create_esm)


def _create(original: Action) -> Action:
    def create(data: dict[str, Any]) -> Response:
        source = data.get("EventSourceArn") or ""
        if not source.startswith("arn:aws:sqs:"):
            return original(data)
        if data.get("BatchSize", 0) > _WITHOUT_WINDOW and not data.get("MaximumBatchingWindowInSeconds"):
            return error_response_json(
                "InvalidParameterValueException",
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
                400,
            )
        name, qualifier, error = lambda_svc._resolve_existing_esm_function(data.get("FunctionName", ""))
        if error:
            return error
        for mapping in lambda_svc._esms.values():
            if (mapping["EventSourceArn"], mapping["FunctionName"], mapping["Qualifier"]) == (source, name, qualifier):
                return error_response_json(
                    "ResourceConflictException",
                    f'The event source arn (" {source} ") and function (" {name} ") provided mapping already exists. '
                    f"Please update or delete the existing mapping with UUID {mapping['UUID']}",
                    409,
                )
        return original(data)

    return create
