# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS/SQS: how full the queues are, once a minute, and what clients do with them.

Like AWS, this reports only on queues that were used in the last six hours.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any

from ministack.core import responses
from ministack.services import sqs

from local_aws.service_metrics.publish import count
from local_aws.service_metrics.publish import measure

_NAMESPACE = "AWS/SQS"
_ACTIVE_SECONDS = 6 * 3600
_LEVELS = {
    "ApproximateNumberOfMessagesVisible": "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible": "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed": "ApproximateNumberOfMessagesDelayed",
}

type Action = Callable[[dict[str, Any], str], dict[str, Any]]
type AsyncAction = Callable[[dict[str, Any], str], Awaitable[dict[str, Any]]]

_used: dict[str, float] = {}


def report_levels() -> None:
    """Publish how many messages each active queue holds."""
    for (account, region, _), queue in sqs._queues.all_items():
        arn = queue["attributes"]["QueueArn"]
        if queue["messages"]:
            _used[arn] = time.time()
        if time.time() - _used.get(arn, 0) < _ACTIVE_SECONDS:
            with responses.request_scope(account, region):
                _report(queue, arn.rpartition(":")[2])


def counting(metric: str, original: Action) -> Action:
    """Count what an action did: one, or as many entries of a batch as succeeded."""

    def action(data: dict[str, Any], url: str) -> dict[str, Any]:
        answer = original(data, url)
        done = len(answer["Successful"]) if "Successful" in answer else 1
        if done:
            count(_NAMESPACE, metric, done, QueueName=_name(data, url))
        for body in _bodies(data):
            measure(_NAMESPACE, "SentMessageSize", len(body.encode()), "Bytes", QueueName=_name(data, url))
        return answer

    return action


def counting_received(original: AsyncAction) -> AsyncAction:
    async def receive(data: dict[str, Any], url: str) -> dict[str, Any]:
        answer = await original(data, url)
        messages = len(answer.get("Messages") or [])
        metric = "NumberOfMessagesReceived" if messages else "NumberOfEmptyReceives"
        count(_NAMESPACE, metric, messages or 1, QueueName=_name(data, url))
        return answer

    return receive


def _bodies(data: dict[str, Any]) -> list[str]:
    entries = data.get("Entries") or [data]
    return [entry["MessageBody"] for entry in entries if entry.get("MessageBody")]


def _report(queue: dict[str, Any], name: str) -> None:
    sqs._refresh_counts(queue)
    for metric, attribute in _LEVELS.items():
        count(_NAMESPACE, metric, float(queue["attributes"][attribute]), QueueName=name)
    oldest = min((message["sent_at"] for message in queue["messages"]), default=time.time())
    age = round(time.time() - oldest)
    measure(_NAMESPACE, "ApproximateAgeOfOldestMessage", age, "Seconds", QueueName=name)


def _name(data: dict[str, Any], url: str) -> str:
    name = data.get("QueueUrl", url).rstrip("/").rpartition("/")[2]
    arn = f"arn:aws:sqs:{responses.get_region()}:{responses.get_account_id()}:{name}"
    _used[arn] = time.time()
    return name
