# SPDX-License-Identifier: GPL-3.0-or-later
"""EventBridge delivers with permissions, retries, dead letters and metrics; ministack does with none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import arn as arns
from ministack.services import eventbridge

from local_aws.context import ServiceContext
from local_aws.events import targets
from local_aws.events import transformer
from local_aws.events.delivery import PAUSES
from local_aws.events.delivery import Delivery
from local_aws.events.delivery import count_for_rule

_DELIVERED = {"lambda", "sqs", "sns", "logs"}


def install(context: ServiceContext) -> list[Any]:
    eventbridge._put_targets = targets.put_targets(eventbridge._put_targets)
    eventbridge._invoke_target = _invoke_target(eventbridge._invoke_target)
    eventbridge._apply_input_transformer = lambda given, rule, view: transformer.transform(
        given, rule or {}, view.event_with_detail()
    )
    eventbridge._matches_pattern_view = _counting_matches(eventbridge._matches_pattern_view)
    return [PAUSES]


def _invoke_target(original: Callable[..., None]) -> Callable[..., None]:
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        view = view or eventbridge._pattern_event_view(event)
        try:
            kind = arns.parse_arn(target["Arn"]).service
        except arns.ArnParseError:
            kind = ""
        if kind not in _DELIVERED:
            count_for_rule("Invocations", rule)
            original(target, event, rule, view)
            return
        content = view.event_with_detail()
        Delivery(target, rule, content, transformer.payload(target, rule, content)).begin()

    return invoke


def _counting_matches(original: Callable[..., bool]) -> Callable[..., bool]:
    """Each rule that an event matches is counted, whether it has targets or not."""

    def matches(pattern: str, view: Any, owner: str = "rule") -> bool:
        matched = original(pattern, view, owner)
        kind, _, key = owner.partition(" ")
        bus, _, name = key.partition("|")
        if matched and kind == "rule" and name:
            for metric in ("MatchedEvents", "TriggeredRules"):
                count_for_rule(metric, {"Name": name, "EventBusName": bus})
        return matched

    return matches
