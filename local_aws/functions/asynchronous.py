# SPDX-License-Identifier: GPL-3.0-or-later
"""Invocations of type Event: Lambda's own queue, its retries, and where a record of the end goes.

A function that fails is tried again (twice unless it is set otherwise); a throttled invocation waits, and does not
count as a try. What fails for good goes to the dead-letter queue and to the OnFailure destination.
"""

from __future__ import annotations

import contextvars
import itertools
import threading
import time
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ministack.core import responses
from ministack.services import lambda_svc

from local_aws import switches
from local_aws.functions import destinations
from local_aws.functions import execution
from local_aws.functions import throttled
from local_aws.pauses import Pauses
from local_aws.service_metrics.publish import count
from local_aws.service_metrics.publish import measure

_DEFAULT_RETRIES = 2
_DEFAULT_AGE = 21600
_LONGEST_PAUSE = 300.0

PAUSES = Pauses()


def install() -> None:
    lambda_svc.invoke_async_with_retry = invoke


def invoke(func: dict[str, Any], event: Any) -> None:
    """Accept an event; run it in the background in the function's own account and region."""
    invocation = Invocation(func, event)
    count("AWS/Lambda", "AsyncEventsReceived", FunctionName=invocation.config["FunctionName"])
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(invocation.run,), name="lambda-event", daemon=True).start()


@dataclass
class Invocation:
    func: dict[str, Any]
    event: Any
    request_id: str = field(default_factory=responses.new_uuid)
    begun: float = field(default_factory=time.time)
    tries: int = 0

    @property
    def config(self) -> dict[str, Any]:
        return self.func["config"]

    def run(self) -> None:
        account, region = lambda_svc._account_region_from_function_config(self.config)
        with responses.request_scope(account, region), execution.as_request(self.request_id):
            result, condition = self._until_done()
            if result is not None:
                destinations.report(self, result, condition)

    def _until_done(self) -> tuple[dict[str, Any] | None, str]:
        """The last result and why it is the last; nothing when the function is deleted or the embedded AWS ends."""
        base = switches.number("LOCAL_AWS_FUNCTION_RETRY_SECONDS", 1)
        for failures in itertools.count():
            result = self._try()
            if result is None:
                return None, ""
            if not result.get("error"):
                return result, "Success"
            self.tries += not result.get("throttle")
            pause = min(base * 2 ** min(failures, 10), _LONGEST_PAUSE)
            if self.tries > self._setting("MaximumRetryAttempts", _DEFAULT_RETRIES):
                return result, "RetriesExhausted"
            if time.time() - self.begun + pause > self._setting("MaximumEventAgeInSeconds", _DEFAULT_AGE):
                return result, "EventAgeExceeded"
            if not PAUSES.pause(pause):
                break
        return None, ""

    def _try(self) -> dict[str, Any] | None:
        name = self.config["FunctionName"]
        measure("AWS/Lambda", "AsyncEventAge", (time.time() - self.begun) * 1000, "Milliseconds", FunctionName=name)
        function = lambda_svc._functions.get(name)
        if function is None:
            return None
        # The reserve may change while an event waits for it.
        reserve = function["concurrency"]
        with throttled.lane(function["config"]["FunctionArn"], reserve):
            return lambda_svc._execute_function({**self.func, "concurrency": reserve}, self.event)

    def settings(self) -> dict[str, Any]:
        """The EventInvokeConfig of what was called: the function, a version or an alias."""
        qualifier = self.config["FunctionArn"].partition(":function:")[2].partition(":")[2]
        configs = self.func.get("event_invoke_configs") or {}
        return configs.get(qualifier) or (self.func.get("event_invoke_config") if not qualifier else None) or {}

    def _setting(self, name: str, default: int) -> int:
        value = self.settings().get(name)
        return default if value is None else int(value)
