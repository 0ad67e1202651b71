# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a dashboard as data: what CloudWatch would refuse, and what differs. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .._glue.suggest import require_known
from .._glue.suggest import require_length

MOST_WIDGETS = 500
GRID = 24
# What the properties of each type must have. A metric widget can show an alarm in place of metrics.
NEEDED: dict[str, tuple[str, ...]] = {
    "alarm": ("alarms",),
    "custom": ("endpoint",),
    "explorer": ("metrics",),
    "log": ("query", "region"),
    "metric": ("region",),
    "text": ("markdown",),
}
SHORT_PERIODS = (1, 5, 10, 20, 30)
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def check_name(name: str) -> None:
    require_length("name", name, 255, 1)
    if not _NAME.fullmatch(name):
        raise InvalidOption(f"name: {name!r} is given, letters, digits, '-' and '_' are allowed.")


def body_of(text: str | None) -> dict:
    """The body as data, or the reason why it is none."""
    try:
        body = json.loads(text or "")
    except ValueError as error:
        raise InvalidOption(f"body: is not JSON: {error}.") from None
    if not isinstance(body, dict):
        raise InvalidOption(f"body: {text!r} is given, a map with 'widgets' is allowed.")
    return body


def check_body(body: dict) -> None:
    widgets = body.get("widgets")
    if not isinstance(widgets, list):
        raise InvalidOption(f"body.widgets: {widgets!r} is given, a list of widgets is allowed.")
    if len(widgets) > MOST_WIDGETS:
        raise InvalidOption(f"body.widgets: {len(widgets)} are given, {MOST_WIDGETS} are allowed.")
    for number, widget in enumerate(widgets):
        _check_widget(f"body.widgets[{number}]", widget)


def _check_widget(where: str, widget: Any) -> None:
    if not isinstance(widget, dict):
        raise InvalidOption(f"{where}: {widget!r} is given, a map is allowed.")
    kind = str(widget.get("type"))
    require_known(f"{where}.type", kind, NEEDED)
    _check_place(where, widget)
    properties = widget.get("properties")
    if not isinstance(properties, dict):
        raise InvalidOption(f"{where}.properties: {properties!r} is given, a map is allowed, and needed.")
    for name in NEEDED[kind]:
        if not properties.get(name):
            raise InvalidOption(f"{where}.properties.{name}: must be set for a widget of type {kind}.")
    if kind == "metric":
        _check_metrics(f"{where}.properties", properties)


def _check_place(where: str, widget: dict) -> None:
    bounds = {"x": (0, GRID - 1), "y": (0, None), "width": (1, GRID), "height": (1, 1000)}
    for name, (least, most) in bounds.items():
        value = widget.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or value < least or (most is not None and value > most):
            allowed = f"{least} or more" if most is None else f"{least} to {most}"
            raise InvalidOption(f"{where}.{name}: {value!r} is given, {allowed} is allowed.")
    right = widget.get("x", 0) + widget.get("width", 6)
    if right > GRID:
        raise InvalidOption(f"{where}: x and width make {right}, {GRID} columns are there.")
    if ("x" in widget) != ("y" in widget):
        raise InvalidOption(f"{where}: x and y go together: set both or none.")


def _check_metrics(where: str, properties: dict) -> None:
    metrics = properties.get("metrics")
    if not metrics and not (properties.get("annotations") or {}).get("alarms"):
        raise InvalidOption(f"{where}.metrics: must be set, or annotations.alarms with the alarm that is shown.")
    if metrics and not (isinstance(metrics, list) and all(isinstance(row, list) and row for row in metrics)):
        raise InvalidOption(f"{where}.metrics: {metrics!r} is given, a list of lists is allowed.")
    _check_period(f"{where}.period", properties.get("period"))
    for number, row in enumerate(metrics or []):
        if isinstance(row[-1], dict):
            _check_period(f"{where}.metrics[{number}].period", row[-1].get("period"))


def _check_period(where: str, period: Any) -> None:
    if period is None:
        return
    fits = isinstance(period, int) and (period in SHORT_PERIODS or (0 < period <= 86400 and period % 60 == 0))
    if not fits:
        raise InvalidOption(
            f"{where}: {period!r} is given, 1, 5, 10, 20, 30 or a multiple of 60 up to 86400 is allowed."
        )


def compare(before: dict | None, after: dict) -> Comparison:
    """Widget by widget, and the rest key by key."""
    comparison = Comparison()
    old, new = before or {}, after
    comparison.map("body", _without_widgets(old), _without_widgets(new))
    comparison.map("widgets", _numbered(old), _numbered(new))
    if before is None and not comparison.changed:
        comparison.record("widgets", None, {})
    return comparison


def _without_widgets(body: dict) -> dict:
    return {key: value for key, value in body.items() if key != "widgets"}


def _numbered(body: dict) -> dict[str, Any]:
    return {str(number): widget for number, widget in enumerate(body.get("widgets", []))}
