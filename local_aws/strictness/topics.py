# SPDX-License-Identifier: GPL-3.0-or-later
"""SNS: names, policies, attributes and protocols that it does not have."""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.services import sns

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response

_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_ATTRIBUTES = {
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DataProtectionPolicy",
    "DeliveryPolicy",
    "DisplayName",
    "FifoThroughputScope",
    "KmsMasterKeyId",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
}
# Each protocol logs its deliveries by attributes of its own.
_FEEDBACK = ("FeedbackRoleArn", "FeedbackSampleRate")
_PROTOCOLS = {"application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"}


def install() -> None:
    sns._create_topic = _create(sns._create_topic)
    sns._set_topic_attributes = _set(sns._set_topic_attributes)
    sns._subscribe = _subscribe(sns._subscribe)


def _create(original: Action) -> Action:
    def create(params: dict[str, Any]) -> Response:
        if not _NAME.fullmatch(sns._p(params, "Name")):
            return _refusal("Topic Name")
        return original(params)

    return create


def _set(original: Action) -> Action:
    def set_attributes(params: dict[str, Any]) -> Response:
        name, value = sns._p(params, "AttributeName"), sns._p(params, "AttributeValue")
        if name not in _ATTRIBUTES and not name.endswith(_FEEDBACK):
            return _refusal("AttributeName")
        if name == "Policy" and not _is_policy(value):
            return _refusal("Policy Error: null")
        return original(params)

    return set_attributes


def _subscribe(original: Action) -> Action:
    def subscribe(params: dict[str, Any]) -> Response:
        protocol = sns._p(params, "Protocol")
        if protocol not in _PROTOCOLS:
            return _refusal(f"Amazon SNS does not support this protocol string: {protocol}")
        return original(params)

    return subscribe


def _is_policy(text: str) -> bool:
    try:
        return bool(json.loads(text).get("Statement"))
    except (ValueError, AttributeError, RecursionError):
        return False


def _refusal(what: str) -> Response:
    refusal: Response = sns._error("InvalidParameter", f"Invalid parameter: {what}", 400)
    return refusal
