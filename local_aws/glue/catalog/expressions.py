# SPDX-License-Identifier: GPL-3.0-or-later
"""GetPartitions' Expression: a WHERE clause over partition keys, read by recursive descent into a predicate.

expression := conjunction ("OR" conjunction)*       conjunction := negation ("AND" negation)*
negation   := "NOT" negation | "(" expression ")" | comparison
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from local_aws.glue.catalog.partition_values import converter_of
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input

type Values = list[str]
type Predicate = Callable[[Values], bool]
type Operand = Callable[[Values], Any]

TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*') | (?P<quoted>"[^"]+"|`[^`]+`) | (?P<number>[+-]?\d+(?:\.\d+)?(?![\w.]))
    | (?P<operator><>|!=|<=|>=|=|<|>) | (?P<mark>[(),]) | (?P<word>[A-Za-z_][\w.$]*)
    )""",
    re.VERBOSE,
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
DEEPEST = 100


def partition_filter(expression: str, keys: list[dict[str, Any]]) -> Predicate:
    """Whether the values of a partition satisfy an expression over the table's partition keys."""
    reader = _Reader(_tokens(expression), keys)
    predicate = reader.expression(0)
    reader.expect_end()
    return predicate


def _bad() -> GlueError:
    return invalid_input("Invalid partition expression!")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise _bad()
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        position = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], keys: list[dict[str, Any]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._at = 0
        self._columns = {key["Name"].lower(): (index, key.get("Type", "string")) for index, key in enumerate(keys)}

    def expression(self, depth: int) -> Predicate:
        parts = [self._conjunction(depth)]
        while self._word("OR"):
            parts.append(self._conjunction(depth))
        return parts[0] if len(parts) == 1 else lambda values: any(part(values) for part in parts)

    def expect_end(self) -> None:
        if self._tokens[self._at][0] != "end":
            raise _bad()

    def _conjunction(self, depth: int) -> Predicate:
        parts = [self._negation(depth)]
        while self._word("AND"):
            parts.append(self._negation(depth))
        return parts[0] if len(parts) == 1 else lambda values: all(part(values) for part in parts)

    def _negation(self, depth: int) -> Predicate:
        if depth > DEEPEST:
            raise _bad()
        if self._word("NOT"):
            inner = self._negation(depth + 1)
            return lambda values: not inner(values)
        if self._mark("("):
            inner = self.expression(depth + 1)
            self._need_mark(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Predicate:
        kind, text = self._next()
        if kind in {"string", "number"}:
            operator = self._next_operator()
            column, convert = self._column(*self._next())
            return _compare(column, MIRROR.get(operator, operator), convert(_plain(kind, text), None))
        column, convert = self._column(kind, text)
        if self._word("IS"):
            negated = self._word("NOT")
            self._need_word("NULL")
            return lambda values: negated  # a partition value is never null, only text that may say so
        if self._tokens[self._at][0] == "operator":
            return _compare(column, self._next_operator(), self._literal(convert))
        negated = self._word("NOT")
        predicate = self._set_or_range(column, convert)
        return (lambda values: not predicate(values)) if negated else predicate

    def _set_or_range(self, column: Operand, convert: Callable[[str, str | None], Any]) -> Predicate:
        if self._word("IN"):
            members = self._members(convert)
            return lambda values: column(values) in members
        if self._word("BETWEEN"):
            low = self._literal(convert)
            self._need_word("AND")
            high = self._literal(convert)
            return lambda values: low <= column(values) <= high
        if self._word("LIKE"):
            like = _like(_plain(*self._next()))
            return lambda values: like.fullmatch(str(column(values))) is not None
        raise _bad()

    def _members(self, convert: Callable[[str, str | None], Any]) -> list[Any]:
        self._need_mark("(")
        members = [self._literal(convert)]
        while self._mark(","):
            members.append(self._literal(convert))
        self._need_mark(")")
        return members

    def _column(self, kind: str, text: str) -> tuple[Operand, Callable[[str, str | None], Any]]:
        name = text[1:-1] if kind == "quoted" else text.rpartition(".")[2]
        if kind not in {"quoted", "word"} or name.lower() not in self._columns:
            raise _bad()
        index, type_name = self._columns[name.lower()]
        convert = converter_of(type_name)
        return lambda values: convert(values[index], values[index]), convert

    def _literal(self, convert: Callable[[str, str | None], Any]) -> Any:
        kind, text = self._next()
        if kind == "word" and text.upper() in {"DATE", "TIMESTAMP"}:
            kind, text = self._next()
        return convert(_plain(kind, text), None)

    def _next(self) -> tuple[str, str]:
        token = self._tokens[self._at]
        if token[0] == "end":
            raise _bad()
        self._at += 1
        return token

    def _next_operator(self) -> str:
        kind, text = self._next()
        if kind != "operator":
            raise _bad()
        return text

    def _word(self, word: str) -> bool:
        return self._accept("word", word)

    def _mark(self, mark: str) -> bool:
        return self._accept("mark", mark)

    def _accept(self, kind: str, text: str) -> bool:
        found, token = self._tokens[self._at]
        if found == kind and token.upper() == text:
            self._at += 1
            return True
        return False

    def _need_word(self, word: str) -> None:
        if not self._word(word):
            raise _bad()

    def _need_mark(self, mark: str) -> None:
        if not self._mark(mark):
            raise _bad()


def _plain(kind: str, text: str) -> str:
    if kind == "string":
        return text[1:-1].replace("''", "'")
    if kind == "number":
        return text
    raise _bad()


def _compare(column: Operand, operator: str, literal: Any) -> Predicate:
    compare = COMPARE[operator]
    return lambda values: compare(column(values), literal)


def _like(pattern: str) -> re.Pattern[str]:
    """SQL's LIKE: % for any text, _ for one character, a backslash takes the next as it is."""
    parts = re.split(r"(\\.|%|_)", pattern)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(p) or re.escape(p.removeprefix("\\")) for p in parts if p), re.DOTALL)
