# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as the RDS Data API carries them, and as psycopg would give them."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_SCALARS = ("stringValue", "longValue", "booleanValue", "doubleValue", "blobValue")
_ARRAYS = ("stringValues", "longValues", "booleanValues", "doubleValues")


def _timestamp(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _utc(text: str) -> datetime.datetime:
    """The Data API gives a timestamp with time zone in UTC and without saying so."""
    return _timestamp(f"{text}+00:00")


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "numeric": Decimal,
    "json": json.loads,
    "jsonb": json.loads,
    "uuid": uuid.UUID,
    "date": datetime.date.fromisoformat,
    "timestamp": _timestamp,
    "timestamptz": _utc,
}


def from_field(field: dict[str, Any], type_name: str) -> Any:
    if field.get("isNull"):
        return None
    element = type_name.lower().removeprefix("_")
    if "arrayValue" in field:
        return _from_array(field["arrayValue"], element)
    value = next(field[kind] for kind in _SCALARS if kind in field)
    return _convert(value, element)


def _from_array(array: dict[str, Any], element: str) -> list[Any]:
    if "arrayValues" in array:
        return [_from_array(inner, element) for inner in array["arrayValues"]]
    values = next((array[kind] for kind in _ARRAYS if kind in array), [])
    return [_convert(value, element) for value in values]


def _convert(value: Any, type_name: str) -> Any:
    convert = _FROM_TEXT.get(type_name)
    return convert(value) if convert and isinstance(value, str) else value


def to_parameter(name: str, value: Any) -> dict[str, Any]:
    """A SqlParameter. Lists have no form here: pass them as JSON and take them apart in the statement."""
    if value is None:
        return {"name": name, "value": {"isNull": True}}
    if isinstance(value, bool):
        return {"name": name, "value": {"booleanValue": value}}
    for kind, field in ((int, "longValue"), (float, "doubleValue"), (bytes, "blobValue"), (str, "stringValue")):
        if isinstance(value, kind):
            return {"name": name, "value": {field: value}}
    for hinted, hint, text in _HINTED:
        if isinstance(value, hinted):
            return {"name": name, "value": {"stringValue": text(value)}, "typeHint": hint}
    raise TypeError(f"The RDS Data API takes no parameter of type {type(value).__name__}: '{name}'")


_HINTED: tuple[tuple[type, str, Callable[[Any], str]], ...] = (
    (Decimal, "DECIMAL", str),
    (uuid.UUID, "UUID", str),
    (datetime.datetime, "TIMESTAMP", lambda value: value.isoformat(sep=" ", timespec="milliseconds")[:23]),
    (datetime.date, "DATE", str),
    (dict, "JSON", json.dumps),
)
