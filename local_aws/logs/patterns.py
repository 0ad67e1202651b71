# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter patterns of CloudWatch Logs: terms, JSON `{ $.x = 1 }` and space-delimited `[a, b = 4*, ...]`."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from local_aws.logs.conditions import MISSING
from local_aws.logs.conditions import InvalidPattern
from local_aws.logs.conditions import Lookup
from local_aws.logs.conditions import parse
from local_aws.logs.conditions import unquoted

__all__ = ["InvalidPattern", "compile_pattern"]

# A match gives the lookup of the event's fields, so that a metric can take its value from one; no match gives None.
type Pattern = Callable[[str], Lookup | None]

_TERM = re.compile(r'\s*([?-]?)("(?:\\.|[^"\\])*"|%[^%]*%|[^\s"]+)')
_STEP = re.compile(r"\.?([\w@-]+)|\.?\[(\d+|\*|\"[^\"]*\"|'[^']*')\]")
_FIELD = re.compile(r'\[[^\]]*\]|"[^"]*"|\S+')


@functools.lru_cache(maxsize=512)
def compile_pattern(text: str) -> Pattern:
    """Raises InvalidPattern when AWS would refuse the pattern."""
    stripped = text.strip()
    if stripped.startswith("{"):
        return _json_pattern(stripped)
    if stripped.startswith("["):
        return _fields_pattern(stripped)
    return _terms_pattern(stripped)


def _no_fields(_selector: str) -> Any:
    return MISSING


def _terms_pattern(text: str) -> Pattern:
    """All terms, any of the ?terms when there are no others, none of the -terms; upper and lower case matter."""
    terms: dict[str, list[Callable[[str], bool]]] = {"": [], "?": [], "-": []}
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise InvalidPattern(f"unexpected {text[position:]}")
        terms[match.group(1)].append(_contains(match.group(2)))
        position = match.end()
    needed, optional, excluded = terms[""], terms["?"], terms["-"]

    def match_terms(message: str) -> Lookup | None:
        found = all(term(message) for term in needed) and not any(term(message) for term in excluded)
        if optional and not needed:
            found = found and any(term(message) for term in optional)
        return _no_fields if found else None

    return match_terms


def _contains(term: str) -> Callable[[str], bool]:
    if term.startswith("%"):
        expression = _expression(term.strip("%"))
        return lambda message: expression.search(message) is not None
    wanted = unquoted(term)
    return lambda message: wanted in message


def _expression(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise InvalidPattern(str(error)) from error


def _json_pattern(text: str) -> Pattern:
    if not text.endswith("}"):
        raise InvalidPattern("a } is missing")
    condition = parse(text[1:-1])

    def match_json(message: str) -> Lookup | None:
        try:
            event = json.loads(message)
        except ValueError:
            return None
        lookup = functools.partial(select, event)
        return lookup if isinstance(event, dict | list) and condition(lookup) else None

    return match_json


def select(event: Any, selector: str) -> Any:
    """The value at `$.a.b[0]`; MISSING when there is none."""
    value, position = event, 1
    while position < len(selector):
        step = _STEP.match(selector, position)
        if step is None:
            return MISSING
        name, index = step.groups()
        value = _step(value, name if name is not None else index)
        position = step.end()
    return value


def _step(value: Any, name: str) -> Any:
    key = name.strip("\"'")
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    if isinstance(value, list) and key == "*" and value:
        return value[0]
    return MISSING


def _fields_pattern(text: str) -> Pattern:
    """One condition for each word of the message; `...` stands for any number of words."""
    if not text.endswith("]"):
        raise InvalidPattern("a ] is missing")
    columns = [column.strip() for column in text[1:-1].split(",")]
    if columns.count("...") > 1:
        raise InvalidPattern("more than one ...")
    names = [_name(column) for column in columns]
    conditions = [parse(column) for column in columns if column and column != "..."]

    def match_fields(message: str) -> Lookup | None:
        words = _words(message, columns)
        if words is None:
            return None
        values = dict(zip(names, words, strict=True))

        def lookup(selector: str) -> Any:
            return values.get(selector.removeprefix("$"), MISSING)

        return lookup if all(condition(lookup) for condition in conditions) else None

    return match_fields


def _name(column: str) -> str:
    match = re.match(r"\(*\s*([\w.@-]*)", column)
    return match.group(1) if match else ""


def _words(message: str, columns: list[str]) -> list[str] | None:
    """The words of a message, one for each column; None when their number does not fit."""
    words = [word[1:-1] if word[0] in '["' else word for word in _FIELD.findall(message)]
    if "..." not in columns:
        return words if len(words) == len(columns) else None
    at = columns.index("...")
    after = len(columns) - at - 1
    if len(words) < len(columns) - 1:
        return None
    rest = words[at : len(words) - after]
    return [*words[:at], " ".join(rest), *words[len(words) - after :]]
