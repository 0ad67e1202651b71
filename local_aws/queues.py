# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a message into a queue from inside AWS, shaped as a client's message is."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from ministack.core import concurrency
from ministack.core import responses
from ministack.services import sqs

from local_aws.loop import soon

type Attributes = dict[str, dict[str, Any]]


def string_attributes(**values: str) -> Attributes:
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}


def enqueue(
    queue: dict[str, Any],
    body: str,
    attributes: Attributes | None = None,
    group_id: str = "",
    deduplication_id: str = "",
) -> None:
    """Append a message; the caller has decided that it may."""
    now = time.time()
    message: dict[str, Any] = {
        "id": responses.new_uuid(),
        "body": body,
        "md5_body": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "md5_attrs": sqs._md5_msg_attrs(attributes) if attributes else None,
        "message_attributes": attributes or {},
        "sent_at": now,
        "visible_at": now + sqs.queue_delay(queue),
    }
    if queue.get("is_fifo"):
        queue["fifo_seq"] = queue.get("fifo_seq", 0) + 1
        message["group_id"] = group_id
        message["dedup_id"] = deduplication_id or hashlib.sha256(body.encode()).hexdigest()
        message["seq"] = str(queue["fifo_seq"]).zfill(20)
    sqs._ensure_msg_fields(message)

    def append() -> None:
        queue["messages"].append(message)
        concurrency.esm_wake.set()

    soon(append)
