# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a function that has no execution to spare: events in Lambda's own queue, and messages of a queue.

Lambda takes no more events out of its queue at a time than the function has executions reserved, and goes on trying
with the messages of a queue until they are visible to others again; both as AWS documents.
"""

from __future__ import annotations

import contextlib
import contextvars
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from ministack.services import lambda_svc

from local_aws.pauses import Pauses

_SECONDS_BETWEEN_TRIES = 0.1
# What is left of a message's time when the last try is made.
_SECONDS_TO_SPARE = 1.0

PAUSES = Pauses()

type Result = dict[str, Any]

_patient_until: contextvars.ContextVar[float] = contextvars.ContextVar("local_aws_patient_until", default=0.0)
_lanes: dict[tuple[str, int], threading.Semaphore] = {}
_lock = threading.Lock()


def install() -> None:
    lambda_svc._execute_function = _patiently(lambda_svc._execute_function)
    lambda_svc._run_sqs_batch = _until_visible(lambda_svc._run_sqs_batch)


@contextlib.contextmanager
def lane(function_arn: str, reserved: int | None) -> Iterator[None]:
    """One of as many ways as the function has executions reserved; where it has none, there is nothing to wait for."""
    if not reserved:
        yield
        return
    with _lock:
        semaphore = _lanes.setdefault((function_arn, reserved), threading.Semaphore(reserved))
    with semaphore:
        yield


def _patiently(original: Callable[..., Result]) -> Callable[..., Result]:
    def execute(func: dict[str, Any], event: Any) -> Result:
        while (result := original(func, event)).get("throttle"):
            if time.time() > _patient_until.get() or not PAUSES.pause(_SECONDS_BETWEEN_TRIES):
                break
        return result

    return execute


def _until_visible(original: Callable[..., None]) -> Callable[..., None]:
    def run(
        esm: dict[str, Any],
        func_rec: dict[str, Any],
        event: Any,
        batch: list[dict[str, Any]],
        queue_url: str,
        queue_name: str,
    ) -> None:
        token = _patient_until.set(min(message["visible_at"] for message in batch) - _SECONDS_TO_SPARE)
        try:
            original(esm, func_rec, event, batch, queue_url, queue_name)
        finally:
            _patient_until.reset(token)

    return run
