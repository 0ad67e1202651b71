# SPDX-License-Identifier: GPL-3.0-or-later
"""The conditions inside filter patterns of CloudWatch Logs: `$.status >= 500 && ($.path = "/a*" || $.x IS NULL)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# What a condition asks about is looked up by its selector; a lookup of nothing gives MISSING.
MISSING = object()
type Lookup = Callable[[str], Any]
type Condition = Callable[[Lookup], bool]

_TOKEN = re.compile(
    r"""\s*(
        \(|\)|&&|\|\||>=|<=|!=|=|<|>
        |"(?:\\.|[^"\\])*"
        |%[^%]*%
        |\$(?:[\w.@*-]|\[[^\]]*\])*
        |(?:[^\s()=!<>&|"%]|&(?!&)|\|(?!\|)|!(?!=))+
    )""",
    re.VERBOSE,
)
_ORDERED = {">": float.__gt__, "<": float.__lt__, ">=": float.__ge__, "<=": float.__le__}


class InvalidPattern(ValueError):
    """A filter pattern that CloudWatch Logs would refuse."""


def parse(text: str) -> Condition:
    parser = _Parser(_tokens(text))
    condition = parser.either()
    if parser.tokens:
        raise InvalidPattern(f"unexpected {parser.tokens[0]}")
    return condition


def equals(value: Any, wanted: str) -> bool:
    """Whether a value of an event is the wanted one: a number, a %regular expression%, or text with * in it."""
    if value is MISSING:
        return False
    if wanted.startswith("%"):
        return re.search(wanted.strip("%"), _text(value)) is not None
    number, event_number = _number(wanted), _number(value)
    if number is not None and event_number is not None and not wanted.startswith('"'):
        return number == event_number
    pattern = ".*".join(re.escape(part) for part in unquoted(wanted).split("*"))
    return re.fullmatch(pattern, _text(value), re.DOTALL) is not None


def unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise InvalidPattern(f"unexpected {text[position:]}")
        tokens.append(match.group(1))
        position = match.end()
    return tokens


@dataclass
class _Parser:
    tokens: list[str]

    def either(self) -> Condition:
        conditions = [self._all()]
        while self._take("||"):
            conditions.append(self._all())
        return lambda lookup: any(condition(lookup) for condition in conditions)

    def _all(self) -> Condition:
        conditions = [self._one()]
        while self._take("&&"):
            conditions.append(self._one())
        return lambda lookup: all(condition(lookup) for condition in conditions)

    def _one(self) -> Condition:
        if self._take("("):
            condition = self.either()
            if not self._take(")"):
                raise InvalidPattern("a ) is missing")
            return condition
        selector = self._next()
        if selector in {")", "&&", "||", "=", "!=", *_ORDERED}:
            raise InvalidPattern(f"unexpected {selector}")
        return self._comparison(selector)

    def _comparison(self, selector: str) -> Condition:
        if not self.tokens or self.tokens[0] in {"&&", "||", ")"}:
            return lambda lookup: lookup(selector) is not MISSING
        operator = self._next()
        if operator.upper() in {"IS", "NOT"}:
            return _named(selector, operator.upper(), self._next().upper())
        value = _checked(self._next())
        if operator == "=":
            return lambda lookup: equals(lookup(selector), value)
        if operator == "!=":
            return lambda lookup: lookup(selector) is not MISSING and not equals(lookup(selector), value)
        if operator in _ORDERED and _number(value) is not None:
            return _ordering(selector, operator, float(value))
        raise InvalidPattern(f"unexpected {operator} {value}")

    def _next(self) -> str:
        if not self.tokens:
            raise InvalidPattern("the pattern ends too early")
        return self.tokens.pop(0)

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False


def _checked(value: str) -> str:
    if value.startswith("%"):
        try:
            re.compile(value.strip("%"))
        except re.error as error:
            raise InvalidPattern(str(error)) from error
    return value


def _named(selector: str, verb: str, what: str) -> Condition:
    if (verb, what) == ("NOT", "EXISTS"):
        return lambda lookup: lookup(selector) is MISSING
    wanted = {"NULL": None, "TRUE": True, "FALSE": False}
    if verb != "IS" or what not in wanted:
        raise InvalidPattern(f"unexpected {verb} {what}")
    return lambda lookup: lookup(selector) is wanted[what]


def _ordering(selector: str, operator: str, value: float) -> Condition:
    def condition(lookup: Lookup) -> bool:
        number = _number(lookup(selector))
        return number is not None and _ORDERED[operator](number, value)

    return condition


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
