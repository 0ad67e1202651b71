# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawler, the wake queue and the dead-letter queue, as AWS has them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .failures import code_of
from .failures import permanent
from .model import RUNNING
from .model import Crawler
from .ports import CrawlerBusy
from .ports import DeadLetter

# A redrive reads at most so many letters, and hides each from other readers while it is replayed.
MOST_LETTERS = 100
REPLAY_SECONDS = 120
SHOW_SECONDS = 20


class GlueCrawler:
    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name

    def look(self) -> Crawler:
        try:
            found = self.client.get_crawler(Name=self.name)["Crawler"]
        except Exception as error:
            raise permanent(f"Looking at the crawler {self.name}", error) or error from error
        last = found.get("LastCrawl") or {}
        running = found["State"] == RUNNING and found.get("CrawlElapsedTime") is not None
        return Crawler(
            state=found["State"],
            last=f"{last.get('StartTime', '')} {last.get('MessagePrefix', '')}".strip(),
            last_status=last.get("Status", ""),
            last_started_at=_milliseconds(last.get("StartTime")),
            last_error=last.get("ErrorMessage", ""),
            since=time.time_ns() // 1_000_000 - int(found["CrawlElapsedTime"]) if running else None,
        )

    def start(self) -> None:
        try:
            self.client.start_crawler(Name=self.name)
        except Exception as error:
            if code_of(error) == "CrawlerRunningException":
                raise CrawlerBusy from error
            raise permanent(f"Starting the crawler {self.name}", error) or error from error


def _milliseconds(when: datetime | None) -> int:
    return int(when.timestamp() * 1000) if when else 0


class SqsQueue:
    def __init__(self, client: Any, url: str) -> None:
        self.client = client
        self.url = url

    def send(self, body: Mapping[str, Any], delay_seconds: int) -> None:
        self.client.send_message(QueueUrl=self.url, MessageBody=json.dumps(body), DelaySeconds=delay_seconds)


class SqsDeadLetters:
    """Letters look like Lambda's own: the event is the body, and the reason an attribute."""

    def __init__(self, client: Any, url: str) -> None:
        self.client = client
        self.url = url

    def put(self, event: Any, code: str, reason: str) -> None:
        self.client.send_message(
            QueueUrl=self.url,
            MessageBody=json.dumps(event, default=str),
            MessageAttributes={
                "ErrorCode": {"DataType": "String", "StringValue": code},
                "ErrorMessage": {"DataType": "String", "StringValue": reason[:1024]},
            },
        )

    def receive(self) -> list[DeadLetter]:
        return list(self._letters(REPLAY_SECONDS))

    def show(self) -> list[DeadLetter]:
        """What is there; each letter may be read again at once."""
        letters = list(self._letters(SHOW_SECONDS))
        for letter in letters:
            self.client.change_message_visibility(QueueUrl=self.url, ReceiptHandle=letter.handle, VisibilityTimeout=0)
        return letters

    def delete(self, letter: DeadLetter) -> None:
        self.client.delete_message(QueueUrl=self.url, ReceiptHandle=letter.handle)

    def _letters(self, hidden_seconds: int) -> Iterator[DeadLetter]:
        count = 0
        while count < MOST_LETTERS:
            messages = self.client.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=hidden_seconds,
                WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            if not messages:
                return
            count += len(messages)
            yield from map(_letter, messages)


def _letter(message: Mapping[str, Any]) -> DeadLetter:
    attributes = {
        name: value.get("StringValue", "") for name, value in (message.get("MessageAttributes") or {}).items()
    }
    try:
        event = json.loads(message["Body"])
    except ValueError:
        event = message["Body"]
    code = attributes.get("ErrorCode") or attributes.get("ERROR_CODE") or "unknown"
    reason = attributes.get("ErrorMessage") or attributes.get("ERROR_MESSAGE") or "no reason was given"
    return DeadLetter(event, code, reason, message["ReceiptHandle"])
