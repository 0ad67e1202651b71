# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a queue: one call a function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._aws.services import SqsErrorHandler
from .._aws.services import service_retry

Client = Any
# SQS gives at most so many at once, and holds the line at most so long.
AT_ONCE = 10
LONGEST_WAIT = 20


@SqsErrorHandler.common_error_handler("find queue {name}")
@service_retry
def queue_url(client: Client, name: str) -> str:
    url: str = client.get_queue_url(QueueName=name)["QueueUrl"]
    return url


@SqsErrorHandler.common_error_handler("receive messages of {url}")
@service_retry
def receive(client: Client, url: str, seconds: float) -> list[dict[str, Any]]:
    """What comes within so many seconds, as soon as something does."""
    wait = max(0, min(LONGEST_WAIT, int(seconds)))
    answer = client.receive_message(QueueUrl=url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=wait)
    return answer.get("Messages") or []


@SqsErrorHandler.common_error_handler("delete messages of {url}")
@service_retry
def delete(client: Client, url: str, handles: Sequence[str]) -> None:
    entries = [{"Id": str(number), "ReceiptHandle": handle} for number, handle in enumerate(handles)]
    client.delete_message_batch(QueueUrl=url, Entries=entries)
