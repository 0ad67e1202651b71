# SPDX-License-Identifier: GPL-3.0-or-later
"""The constraints of a shape of the service model, each with AWS's sentence for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.model import Shape

SHOWN_AT_MOST = 1024
NUMBERS = {"integer", "long", "float", "double"}
MOST_LETTERS = 2**31
# The class of characters that nearly every name and text of the model is made of: all of printable ASCII is in it.
ANY_LINE = r"[\u0020-\uD7FF"


@dataclass(frozen=True)
class Constraint:
    holds: Callable[[Any], bool]
    text: str


def constraints_of(shape: Shape) -> list[Constraint]:
    """Length or range, enumeration and pattern: what the model says and the client does not check."""
    found = []
    for bound in ("min", "max"):
        if bound in shape.metadata:
            found.append(_bound(shape.type_name in NUMBERS, bound, shape.metadata[bound]))
    if getattr(shape, "enum", None):
        allowed = frozenset(shape.enum)
        found.append(Constraint(allowed.__contains__, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"))
    if "pattern" in shape.metadata:
        found.append(_pattern(shape.metadata["pattern"]))
    return [constraint for constraint in found if constraint]


def _pattern(pattern: str) -> Constraint | None:
    """What Python cannot read as a pattern is not checked; all of Glue's can be read."""
    try:
        match = compile_java(pattern).fullmatch
    except re.error:
        return None
    text = f"Member must satisfy regular expression pattern: {pattern}"
    return Constraint(lambda value: match(value) is not None, text)


def _bound(numeric: bool, bound: str, limit: int) -> Constraint | None:
    if not numeric and bound == "min" and limit == 0:
        return None
    size: Callable[[Any], Any] = (lambda value: value) if numeric else len
    what = f"Member must have {'value' if numeric else 'length'}"
    if bound == "min":
        return Constraint(lambda value: size(value) >= limit, f"{what} greater than or equal to {limit}")
    return Constraint(lambda value: size(value) <= limit, f"{what} less than or equal to {limit}")


def quick_test_of(shape: Shape) -> Callable[[Any], bool]:
    """A cheap test that is true of most good strings and of no bad one; what fails it is looked at closely."""
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", MOST_LETTERS)
    pattern = shape.metadata.get("pattern")
    if shape.type_name != "string" or getattr(shape, "enum", None):
        return lambda value: False
    if pattern is None:
        return lambda value: type(value) is str and low <= len(value) <= high
    if not (pattern.startswith(ANY_LINE) and pattern.endswith("]*")):
        return lambda value: False
    return lambda value: type(value) is str and low <= len(value) <= high and value.isascii() and value.isprintable()


@cache
def compile_java(pattern: str) -> re.Pattern[str]:
    """Java's regular expressions as the model writes them: surrogate pairs and Unicode classes become Python's."""
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    if r"\p{L}\p{N}\p{P}" in pattern:
        pattern = pattern.replace(r"[\p{L}\p{N}\p{P}]*", r"[^\s\x00-\x1f$+<=>^`|~]*")
    return re.compile(pattern)


def show(value: Any) -> str | None:
    """A value in quotes, as Java prints it, or None when it is too long to show."""
    text = _java(value)
    return f"'{text}'" if len(text) <= SHOWN_AT_MOST else None


def _java(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_java, value)) + "]"
    return "null" if value is None else str(value)
