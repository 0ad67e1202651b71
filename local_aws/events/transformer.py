# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule sends to its target: the event, a part of it, a constant, or what an input transformer makes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC
from datetime import datetime
from typing import Any

_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\[['\"]([^'\"]+)['\"]\]")
# A whole string of the template, or a placeholder that stands where a JSON value would.
_PIECE = re.compile(r'"(?:\\.|[^"\\])*"|<([^<>]+)>')
PLACEHOLDER = re.compile(r"<([^<>]+)>")

MISSING = object()


def select(event: Any, path: str) -> Any:
    """The value at a path like `$.detail.tables[0].name`; MISSING when there is none."""
    value, position = event, 1
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            return MISSING
        name, index, quoted = step.groups()
        try:
            value = value[int(index)] if index else value[name or quoted]
        except (KeyError, IndexError, TypeError):
            return MISSING
        position = step.end()
    return value


def payload(target: Mapping[str, Any], rule: Mapping[str, Any], event: dict[str, Any]) -> str:
    """The text that a target receives."""
    if target.get("InputTransformer"):
        return transform(target["InputTransformer"], rule, event)
    if target.get("Input"):
        return str(target["Input"])
    if target.get("InputPath"):
        part = select(event, target["InputPath"])
        if part is not MISSING:
            return json.dumps(part)
    return json.dumps(event)


def transform(transformer: Mapping[str, Any], rule: Mapping[str, Any], event: dict[str, Any]) -> str:
    """Fill in a template. A value where JSON is expected is written as JSON, inside a string as it is.

    A path that leads nowhere leaves an empty string. Objects inside a string lose their quotes, so that the string
    stays one; strings are not escaped there, as on AWS.
    """
    values = {name: select(event, path) for name, path in (transformer.get("InputPathsMap") or {}).items()}
    values |= reserved(rule, event)

    def in_string(match: re.Match[str]) -> str:
        value = values.get(match.group(1), MISSING)
        if value is MISSING:
            return ""
        return value if isinstance(value, str) else json.dumps(value).replace('"', "")

    def piece(match: re.Match[str]) -> str:
        if match.group(1) is None:
            return PLACEHOLDER.sub(in_string, match.group(0))
        value = values.get(match.group(1), MISSING)
        return json.dumps("" if value is MISSING else value)

    template = transformer["InputTemplate"]
    if '"' not in template and not template.strip().startswith(("<", "{", "[")):
        return PLACEHOLDER.sub(in_string, template)
    return _PIECE.sub(piece, template)


def reserved(rule: Mapping[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """The placeholders that need no path."""
    ingested = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    without_detail = {name: value for name, value in event.items() if name not in {"detail", "detail-type"}}
    return {
        "aws.events.rule-arn": rule.get("Arn", ""),
        "aws.events.rule-name": rule.get("Name", ""),
        "aws.events.event.ingestion-time": ingested,
        "aws.events.event": {**without_detail, "detailType": event.get("detail-type")},
        "aws.events.event.json": event,
    }
