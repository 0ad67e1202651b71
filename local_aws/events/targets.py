# SPDX-License-Identifier: GPL-3.0-or-later
"""PutTargets: what AWS refuses."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from ministack.core import responses
from ministack.services import eventbridge

from local_aws.events.transformer import PLACEHOLDER
from local_aws.events.transformer import reserved

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[[dict[str, Any]], Response]

_MOST_TARGETS = 5
_RANGES = {"MaximumRetryAttempts": (0, 185), "MaximumEventAgeInSeconds": (60, 86400)}


def put_targets(original: Action) -> Action:
    def put(data: dict[str, Any]) -> Response:
        given = data.get("Targets") or []
        for number, target in enumerate(given, start=1):
            message = next(_refusals(number, target), None)
            if message:
                return responses.error_response_json("ValidationException", message, 400)
        key = eventbridge._rule_key(data.get("Rule"), data.get("EventBusName", "default"))
        ids = {target["Id"] for target in [*(eventbridge._targets.get(key) or []), *given]}
        if len(ids) > _MOST_TARGETS:
            message = "The requested resource exceeds the maximum number allowed."
            return responses.error_response_json("LimitExceededException", message, 400)
        return original(data)

    return put


def _refusals(number: int, target: dict[str, Any]) -> Iterator[str]:
    name = target.get("Id")
    if sum(1 for key in ("Input", "InputPath", "InputTransformer") if target.get(key)) > 1:
        yield f"Only one of Input, InputPath, or InputTransformer must be provided for target {name}."
    transformer = target.get("InputTransformer") or {}
    known = {*(transformer.get("InputPathsMap") or {}), *reserved({}, {})}
    for placeholder in PLACEHOLDER.findall(transformer.get("InputTemplate", "")):
        if placeholder not in known:
            yield f"InputTemplate for target {name} contains invalid placeholder {placeholder}."
    for field, (least, most) in _RANGES.items():
        value = (target.get("RetryPolicy") or {}).get(field, least)
        if not least <= value <= most:
            bound = f"less than or equal to {most}" if value > most else f"greater than or equal to {least}"
            yield (
                f"1 validation error detected: Value '{value}' at 'targets.{number}.member.retryPolicy."
                f"{field[0].lower()}{field[1:]}' failed to satisfy constraint: Member must have value {bound}"
            )
    dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn", "arn:aws:sqs:")
    if not dead_letters.startswith("arn:aws:sqs:") or dead_letters.endswith(".fifo"):
        yield f"Parameter {dead_letters} is not valid. Reason: the dead-letter queue must be a standard SQS queue."
