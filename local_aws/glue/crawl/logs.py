# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl writes to CloudWatch Logs: a stream named after the crawler, lines of `[crawl-id] LEVEL : text`."""

from __future__ import annotations

import logging
import time

from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.clients import error_code

BENCHMARK = "BENCHMARK"
INFO = "INFO"
WARN = "WARN"
ERROR = "ERROR"
# Events and bytes that one PutLogEvents takes, with room to spare.
MOST_EVENTS = 5000
MOST_BYTES = 900_000
LONGEST_LINE = 200_000

log = logging.getLogger(__name__)


class CrawlLog:
    """Lines are kept until flush(); a role that may not write logs does not stop the crawl, on AWS neither."""

    def __init__(self, clients: Clients, group: str, stream: str, crawl_id: str) -> None:
        self._clients = clients
        self._group = group
        self._stream = stream
        self._crawl_id = crawl_id
        self._lines: list[dict[str, object]] = []
        self._opened = False

    def line(self, level: str, text: str) -> None:
        message = f"[{self._crawl_id}] {level} : {text}"[:LONGEST_LINE]
        self._lines.append({"timestamp": int(time.time() * 1000), "message": message})

    def flush(self) -> None:
        lines, self._lines = self._lines, []
        try:
            if not self._opened:
                self._open()
                self._opened = True
            for some in _batches(lines):
                self._clients.get("logs").put_log_events(
                    logGroupName=self._group, logStreamName=self._stream, logEvents=some
                )
        except Exception as error:
            log.warning("The crawl log %s of %s could not be written: %s", self._stream, self._group, error)

    def _open(self) -> None:
        if self._create_stream() == "ResourceNotFoundException":
            self._clients.get("logs").create_log_group(logGroupName=self._group)
            self._create_stream()

    def _create_stream(self) -> str:
        """The code of the error, empty for none."""
        try:
            self._clients.get("logs").create_log_stream(logGroupName=self._group, logStreamName=self._stream)
        except Exception as error:
            code = error_code(error)
            if code not in ("ResourceAlreadyExistsException", "ResourceNotFoundException"):
                raise
            return code
        return ""


def _batches(lines: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    batches: list[list[dict[str, object]]] = []
    size = MOST_BYTES
    for line in lines:
        length = len(str(line["message"]).encode()) + 26
        if size + length > MOST_BYTES or len(batches[-1]) >= MOST_EVENTS:
            batches.append([])
            size = 0
        batches[-1].append(line)
        size += length
    return batches
