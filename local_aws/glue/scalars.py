# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain values of the JSON protocol: what AWS's deserialiser takes for each type, and how it refuses the rest."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from local_aws.glue.errors import GlueError
from local_aws.glue.errors import serialization_failed

LIMITS = {"integer": 2**31, "long": 2**63}


def _wrong(value: Any, wanted: str) -> GlueError:
    if isinstance(value, dict | list):
        return serialization_failed("Start of structure or map found where not expected.")
    found = {bool: "TRUE_VALUE" if value else "FALSE_VALUE", str: "STRING_VALUE"}.get(type(value), "NUMBER_VALUE")
    return serialization_failed(f"{found} can not be converted to {wanted}")


def string(value: Any) -> str:
    if type(value) is not str:
        raise _wrong(value, "a String")
    return value


def boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong(value, "a Boolean")
    return value


def integer(value: Any) -> int:
    return _whole(value, "an Integer", LIMITS["integer"])


def long(value: Any) -> int:
    return _whole(value, "a Long", LIMITS["long"])


def number(value: Any) -> float:
    if type(value) not in (int, float):
        raise _wrong(value, "a Double")
    return value


def timestamp(value: Any) -> float:
    if type(value) not in (int, float):
        raise _wrong(value, "a Timestamp")
    return float(value)


def blob(value: Any) -> str:
    """Kept in the base64 it came in, as it goes out again."""
    try:
        base64.b64decode(string(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise serialization_failed("The value is not valid base64.") from error
    return value


def _whole(value: Any, wanted: str, limit: int) -> int:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise _wrong(value, wanted)
    if not -limit <= value < limit:
        raise serialization_failed(f"NUMBER_VALUE can not be converted to {wanted}")
    return value


SCALARS: dict[str, Callable[[Any], Any]] = {
    "string": string,
    "character": string,
    "boolean": boolean,
    "integer": integer,
    "long": long,
    "double": number,
    "float": number,
    "timestamp": timestamp,
    "blob": blob,
}
