# SPDX-License-Identifier: GPL-3.0-or-later
"""A value for every member of an input shape: a field that AWS adds is tested as soon as botocore has it."""

from __future__ import annotations

import datetime
from typing import Any

MOMENT = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


def fill(shape: Any, name: str = "", leave_out: frozenset[str] = frozenset(), within: tuple[str, ...] = ()) -> Any:
    """Of a shape that holds itself only the outer one is filled."""
    kind = shape.type_name
    if kind == "structure":
        return {
            member: fill(of, member, leave_out, (*within, shape.name))
            for member, of in shape.members.items()
            if member not in leave_out and of.name not in within
        }
    if kind == "list":
        return [fill(shape.member, name, leave_out, within)]
    if kind == "map":
        return {_text(shape.key, "key"): fill(shape.value, name, leave_out, within)}
    return _scalar(shape, name)


def _scalar(shape: Any, name: str) -> Any:
    kind = shape.type_name
    if kind == "string":
        return _text(shape, name)
    if kind in ("integer", "long"):
        return max(1, int(shape.metadata.get("min", 1)))
    return {"boolean": True, "double": 1.5, "float": 1.5, "timestamp": MOMENT, "blob": b"\x01\xff"}[kind]


def _text(shape: Any, name: str) -> str:
    if shape.enum:
        return shape.enum[-1]
    return _BY_NAME.get(name, name.lower() or "text")[: shape.metadata.get("max", 200)]


_BY_NAME = {
    "Type": "int",
    "LocationUri": "s3://genai-demo/data/",
    "Location": "s3://genai-demo/data/",
    "CatalogId": "000000000000",
    "Region": "eu-west-1",
    "Owner": "owner",
}
