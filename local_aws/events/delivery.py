# SPDX-License-Identifier: GPL-3.0-or-later
"""One event on its way to one target: permission, retries, and the dead-letter queue in the end."""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ministack.core import arn as arns
from ministack.core import responses

from local_aws import calls
from local_aws import switches
from local_aws.pauses import Pauses
from local_aws.policies import Caller
from local_aws.policies import RoleCaller
from local_aws.policies import ServiceCaller
from local_aws.policies import assumable
from local_aws.queues import string_attributes
from local_aws.service_metrics.publish import count

logger = logging.getLogger("local_aws")

SERVICE = "events.amazonaws.com"
_DEFAULT_ATTEMPTS = 185
_DEFAULT_AGE = 86400
_LONGEST_PAUSE = 60.0

PAUSES = Pauses()


@dataclass
class Delivery:
    target: dict[str, Any]
    rule: dict[str, Any]
    event: dict[str, Any]
    payload: str
    begun: float = field(default_factory=time.time)
    retries: int = 0

    def begin(self) -> None:
        """Try at once; go on in the background when a later try may do better."""
        refused = self._try()
        if refused is None:
            return
        if refused.retriable and self._exhausted() is None:
            run = contextvars.copy_context().run
            threading.Thread(target=run, args=(self._retry, refused), name="event-retry", daemon=True).start()
        else:
            self._give_up(refused)

    def _retry(self, refused: calls.CallRefused) -> None:
        base = switches.number("LOCAL_AWS_EVENT_RETRY_SECONDS", 1)
        result: calls.CallRefused | None = refused
        while result is not None and result.retriable and self._exhausted() is None:
            if not PAUSES.pause(min(base * 2**self.retries, _LONGEST_PAUSE)):
                return
            self.retries += 1
            self._count("RetryInvocationAttempts")
            result = self._try()
        if result is not None:
            self._give_up(result)

    def _try(self) -> calls.CallRefused | None:
        try:
            _send(self._caller(), self.target, self.payload)
        except calls.CallRefused as refused:
            return refused
        self._count("Invocations")
        return None

    def _caller(self) -> Caller:
        """A target's role, when it has one that EventBridge may assume, else the service itself."""
        service = ServiceCaller(SERVICE, self.rule["Arn"])
        role = self.target.get("RoleArn")
        if not role:
            return service
        if not assumable(role, service):
            raise calls.CallRefused("FAILED_TO_ASSUME_ROLE", f"EventBridge is not allowed to assume the role {role}")
        return RoleCaller(role, "events")

    def _exhausted(self) -> str | None:
        policy = self.target.get("RetryPolicy") or {}
        if self.retries >= policy.get("MaximumRetryAttempts", _DEFAULT_ATTEMPTS):
            return "MaximumRetryAttempts"
        if time.time() - self.begun >= policy.get("MaximumEventAgeInSeconds", _DEFAULT_AGE):
            return "MaximumEventAgeInSeconds"
        return None

    def _give_up(self, refused: calls.CallRefused) -> None:
        """Count the failure, and write the dead letter when the target has a queue for it."""
        logger.info("Event rule %s failed at %s: %s", self.rule["Name"], self.target["Arn"], refused)
        self._count("Invocations")
        self._count("FailedInvocations")
        queue = (self.target.get("DeadLetterConfig") or {}).get("Arn")
        if not queue:
            return
        attributes = string_attributes(
            RULE_ARN=self.rule["Arn"],
            TARGET_ARN=self.target["Arn"],
            ERROR_CODE=refused.code,
            ERROR_MESSAGE=str(refused),
            RETRY_ATTEMPTS=str(self.retries),
        )
        condition = self._exhausted() if refused.retriable else None
        if condition:
            attributes |= string_attributes(EXHAUSTED_RETRY_CONDITION=condition)
        try:
            calls.send_message(ServiceCaller(SERVICE, self.rule["Arn"]), queue, json.dumps(self.event), attributes)
        except calls.CallRefused as dead:
            logger.warning("The dead letter of event rule %s is lost: %s", self.rule["Name"], dead)
            self._count("InvocationsFailedToBeSentToDlq")
        else:
            self._count("InvocationsSentToDlq")

    def _count(self, metric: str) -> None:
        count_for_rule(metric, self.rule)


def count_for_rule(metric: str, rule: dict[str, Any]) -> None:
    """AWS/Events metrics of rules on the default bus have the rule's name as their only dimension."""
    bus = rule.get("EventBusName", "default")
    dimensions = {} if bus == "default" else {"EventBusName": bus}
    count("AWS/Events", metric, RuleName=rule["Name"], **dimensions)


def _send(caller: Caller, target: dict[str, Any], payload: str) -> None:
    arn = target["Arn"]
    spec = arns.parse_arn(arn)
    if spec.region != responses.get_region():
        raise calls.CallRefused("CROSS_REGION_INGESTION_FAILED", f"{arn} is in another region than its rule.")
    if spec.service == "lambda":
        calls.invoke_function(caller, arn, _json(payload))
    elif spec.service == "sqs":
        group = (target.get("SqsParameters") or {}).get("MessageGroupId", "")
        calls.send_message(caller, arn, payload, group_id=group)
    elif spec.service == "sns":
        calls.publish(caller, arn, payload)
    else:
        group = spec.resource.removeprefix("log-group:").removesuffix(":*")
        calls.put_log_event(caller, group, arn, responses.new_uuid(), payload)


def _json(payload: str) -> Any:
    try:
        return json.loads(payload)
    except ValueError as error:
        raise calls.CallRefused("INVALID_JSON", f"The input for the target is not valid JSON: {error}") from error
