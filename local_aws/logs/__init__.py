# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudWatch Logs: filter patterns as documented, metric filters that publish, subscription filters that need leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from ministack import app
from ministack.core import responses
from ministack.services import cloudwatch_logs

from local_aws.context import ServiceContext
from local_aws.logs import metric_filters
from local_aws.logs import subscriptions
from local_aws.logs.patterns import InvalidPattern
from local_aws.logs.patterns import compile_pattern

type Response = tuple[int, dict[str, str], bytes]
type Action = Callable[[dict[str, Any]], Response]


def install(context: ServiceContext) -> list[Any]:
    cloudwatch_logs._fanout_to_subscription_filters = _on_new_events
    cloudwatch_logs._compile_filter_pattern = _matcher
    cloudwatch_logs._filter_log_events = _filter_log_events(cloudwatch_logs._filter_log_events)
    cloudwatch_logs._put_metric_filter = _put_metric_filter(cloudwatch_logs._put_metric_filter)
    cloudwatch_logs._put_subscription_filter = _put_subscription_filter(cloudwatch_logs._put_subscription_filter)
    app.SERVICE_HANDLERS["logs"] = _with_test_metric_filter(app.SERVICE_HANDLERS["logs"])
    return []


def _on_new_events(group: str, stream: str, events: Sequence[dict[str, Any]]) -> None:
    metric_filters.apply(group, events)
    subscriptions.deliver(group, stream, events)


def _matcher(text: str) -> Callable[[str], bool]:
    pattern = compile_pattern(text or "")
    return lambda message: pattern(message) is not None


def _filter_log_events(original: Action) -> Action:
    def filter_events(data: dict[str, Any]) -> Response:
        try:
            compile_pattern(data.get("filterPattern") or "")
        except InvalidPattern:
            return _invalid("Invalid filter pattern")
        return original(data)

    return filter_events


def _put_metric_filter(original: Action) -> Action:
    def put(data: dict[str, Any]) -> Response:
        message = metric_filters.refusal(data)
        return _invalid(message) if message else original(data)

    return put


def _put_subscription_filter(original: Action) -> Action:
    def put(data: dict[str, Any]) -> Response:
        refused = subscriptions.refusal(data)
        return responses.error_response_json(*refused, 400) if refused else original(data)

    return put


def _with_test_metric_filter(original: Callable[..., Any]) -> Callable[..., Any]:
    """ministack has no TestMetricFilter."""

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Response:
        if headers.get("x-amz-target", "").endswith(".TestMetricFilter"):
            return _test_metric_filter(json.loads(body))
        return await original(method, path, headers, body, query_params)

    return handle


def _test_metric_filter(data: dict[str, Any]) -> Response:
    try:
        pattern = compile_pattern(data.get("filterPattern", ""))
    except InvalidPattern:
        return _invalid("Invalid metric filter pattern")
    matches = [
        {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
        for number, message in enumerate(data.get("logEventMessages", []), start=1)
        if pattern(message) is not None
    ]
    return responses.json_response({"matches": matches})


def _invalid(message: str) -> Response:
    return responses.error_response_json("InvalidParameterException", message, 400)
