# SPDX-License-Identifier: GPL-3.0-or-later
"""SNS: attributes that a topic does not have."""

from __future__ import annotations

from typing import Any

from ministack.services import sns

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response

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


def install() -> None:
    sns._set_topic_attributes = _set(sns._set_topic_attributes)


def _set(original: Action) -> Action:
    def set_attributes(params: dict[str, Any]) -> Response:
        name = sns._p(params, "AttributeName")
        if name not in _ATTRIBUTES and not name.endswith(_FEEDBACK):
            refusal: Response = sns._error("InvalidParameter", "Invalid parameter: AttributeName", 400)
            return refusal
        return original(params)

    return set_attributes
