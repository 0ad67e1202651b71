# SPDX-License-Identifier: GPL-3.0-or-later
"""SNS delivers to queues and functions that let it in; what it cannot deliver goes to the subscription's dead letters.

ministack asks the queue's policy, but neither its key nor the function's policy.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from ministack.services import sns

from local_aws import calls
from local_aws.context import ServiceContext
from local_aws.policies import ServiceCaller
from local_aws.queues import Attributes
from local_aws.queues import string_attributes
from local_aws.service_metrics.publish import count

logger = logging.getLogger("local_aws")

_SERVICE = "sns.amazonaws.com"


def install(context: ServiceContext) -> list[Any]:
    sns._deliver_to_sqs = _deliver_to_queue
    sns._deliver_to_lambda = _deliver_to_function
    sns._fanout = _counting(sns._fanout)
    return []


def _counting(original: Callable[..., None]) -> Callable[..., None]:
    def fan_out(topic_arn: str, *arguments: Any, **options: Any) -> None:
        _count("NumberOfMessagesPublished", topic_arn)
        original(topic_arn, *arguments, **options)

    return fan_out


def _deliver_to_queue(
    endpoint: str,
    envelope: str,
    raw: bool,
    raw_message: str,
    message_group_id: str = "",
    message_dedup_id: str = "",
    message_attributes: Attributes | None = None,
    topic_arn: str = "",
) -> None:
    def send() -> None:
        calls.send_message(
            ServiceCaller(_SERVICE, topic_arn),
            endpoint,
            raw_message if raw else envelope,
            message_attributes if raw else None,
            group_id=message_group_id,
            deduplication_id=message_dedup_id,
        )

    _deliver(topic_arn, endpoint, envelope, send)


def _deliver_to_function(
    endpoint: str,
    envelope: str,
    topic_arn: str,
    sub_arn: str,
    msg_id: str,
    raw_message: str,
    message_attributes: Attributes,
) -> None:
    record = {
        "EventVersion": "1.0",
        "EventSubscriptionArn": sub_arn,
        "EventSource": "aws:sns",
        "Sns": json.loads(envelope),
    }
    caller = ServiceCaller(_SERVICE, topic_arn)
    _deliver(topic_arn, endpoint, envelope, lambda: calls.invoke_function(caller, endpoint, {"Records": [record]}))


def _deliver(topic_arn: str, endpoint: str, envelope: str, send: Callable[[], None]) -> None:
    try:
        send()
    except calls.CallRefused as refused:
        logger.warning("The topic %s does not reach %s: %s", topic_arn, endpoint, refused)
        _count("NumberOfNotificationsFailed", topic_arn)
        _write_dead_letter(topic_arn, endpoint, envelope, refused)
    else:
        _count("NumberOfNotificationsDelivered", topic_arn)


def _write_dead_letter(topic_arn: str, endpoint: str, envelope: str, refused: calls.CallRefused) -> None:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    subscription = next((each for each in topic["subscriptions"] if each["endpoint"] == endpoint), None)
    policy = json.loads((subscription or {}).get("attributes", {}).get("RedrivePolicy") or "{}")
    if not policy.get("deadLetterTargetArn"):
        return
    attributes = string_attributes(ErrorCode=refused.code, ErrorMessage=str(refused))
    try:
        calls.send_message(ServiceCaller(_SERVICE, topic_arn), policy["deadLetterTargetArn"], envelope, attributes)
    except calls.CallRefused as dead:
        logger.warning("The dead letter of the topic %s is lost: %s", topic_arn, dead)
        _count("NumberOfNotificationsFailedToRedriveToDlq", topic_arn)
    else:
        _count("NumberOfNotificationsRedrivenToDlq", topic_arn)


def _count(metric: str, topic_arn: str) -> None:
    count("AWS/SNS", metric, TopicName=topic_arn.rpartition(":")[2])
