# SPDX-License-Identifier: GPL-3.0-or-later
"""PutDashboard refuses a body that CloudWatch could not draw."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from ministack.services import cloudwatch

from local_aws.alarms.requests import fields

type Response = tuple[int, dict[str, str], bytes]
type Fault = tuple[str, str]

# The properties without which a widget of a type is refused.
_NEEDED = {
    "text": ("markdown",),
    "log": ("query", "region"),
    "alarm": ("alarms",),
    "metric": (),
    "custom": ("endpoint",),
}
_KNOWN = (*_NEEDED, "explorer")
_LIMITS = {"x": (0, 23), "y": (0, None), "width": (1, 24), "height": (1, 1000)}


def put_dashboard(original: Callable[..., Response]) -> Callable[..., Response]:
    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        body = fields(params, data, structured=is_cbor or is_json).get("DashboardBody", "")
        message, faults = check(body)
        if message:
            return _refusal(message, faults, is_cbor=is_cbor, is_json=is_json)
        return original(params, data, is_cbor, is_json)

    return put


def check(body: str) -> tuple[str, list[Fault]]:
    """What AWS says against a dashboard's body, and where; an empty message when nothing."""
    try:
        dashboard = json.loads(body)
    except ValueError:
        dashboard = None
    if not isinstance(dashboard, dict):
        return "The field DashboardBody must be a valid JSON object", []
    faults = list(_dashboard_faults(dashboard))
    if not faults:
        return "", []
    listed = json.dumps([{"dataPath": path, "message": text} for path, text in faults], indent=2)
    return f"The dashboard body is invalid, there are {len(faults)} validation errors:\n{listed}", faults


def _dashboard_faults(dashboard: dict[str, Any]) -> Iterator[Fault]:
    widgets = dashboard.get("widgets")
    if widgets is None:
        yield "", "Should have required property 'widgets'"
    elif not isinstance(widgets, list):
        yield "/widgets", "Should be array"
    else:
        for index, widget in enumerate(widgets):
            yield from _widget_faults(f"/widgets/{index}", widget)


def _widget_faults(path: str, widget: Any) -> Iterator[Fault]:
    if not isinstance(widget, dict):
        yield path, "Should be object"
        return
    kind = widget.get("type")
    if kind not in _KNOWN:
        yield f"{path}/type", "Should be equal to one of the allowed values"
        return
    properties = widget.get("properties")
    if not isinstance(properties, dict):
        yield path, "Should have required property 'properties'"
        return
    for name, (least, most) in _LIMITS.items():
        value = widget.get(name, least)
        if not isinstance(value, int) or value < least:
            yield f"{path}/{name}", f"Should be >= {least}"
        elif most is not None and value > most:
            yield f"{path}/{name}", f"Should be <= {most}"
    for name in _NEEDED.get(kind, ()):
        if name not in properties:
            yield f"{path}/properties", f"Should have required property '{name}'"
    if kind == "metric":
        yield from _metric_faults(f"{path}/properties", properties)


def _metric_faults(path: str, properties: dict[str, Any]) -> Iterator[Fault]:
    metrics = properties.get("metrics")
    if metrics is None and "annotations" not in properties:
        yield path, "Should have required property 'metrics'"
    elif metrics is not None and not isinstance(metrics, list):
        yield f"{path}/metrics", "Should be array"
    for index, metric in enumerate(metrics if isinstance(metrics, list) else []):
        yield from _row_faults(f"{path}/metrics/{index}", metric)


def _row_faults(path: str, metric: Any) -> Iterator[Fault]:
    """A row is [namespace, name, dimension name, value, ..., {options}] or [{expression}]."""
    if not isinstance(metric, list):
        yield path, "Should be array"
        return
    names = metric[:-1] if metric and isinstance(metric[-1], dict) else metric
    for position, name in enumerate(names):
        if not isinstance(name, str):
            yield f"{path}/{position}", 'Invalid metric field type, only "String" type is allowed'
    if len(names) > 1 and len(names) % 2:
        yield path, f"Should NOT have more than {len(names) - 1} items"
    elif len(names) == 1 or not metric:
        yield path, "Should NOT have fewer than 2 items"


def _refusal(message: str, faults: list[Fault], *, is_cbor: bool, is_json: bool) -> Response:
    """DashboardInvalidInputError, whose code is InvalidParameterInput."""
    code = "InvalidParameterInput"
    error = {
        "__type": code,
        "message": message,
        "dashboardValidationMessages": [{"DataPath": path, "Message": text} for path, text in faults],
    }
    if is_cbor:
        import cbor2

        return 400, {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, cbor2.dumps(error)
    if is_json:
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
        return 400, headers, json.dumps(error).encode()
    return cloudwatch._error(code, message, 400)
