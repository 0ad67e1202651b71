# SPDX-License-Identifier: GPL-3.0-or-later
"""From the text of an expression to a tree of plain tuples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

type Tree = tuple[Any, ...]

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/^<>()\[\],]))"""
)
# From the loosest binding to the tightest; all bind to the left.
_LEVELS = (
    ("||", "OR"),
    ("&&", "AND"),
    ("==", "!=", "<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/"),
    ("^",),
)


class ExpressionError(ValueError):
    """The text is no expression; says why."""


@dataclass
class _Tokens:
    """The pieces of a text, and how far they have been read."""

    pieces: list[tuple[str, str]]
    position: int = 0

    def peek(self) -> str:
        return self.pieces[self.position][1] if self.position < len(self.pieces) else ""

    def take(self) -> tuple[str, str]:
        if self.position >= len(self.pieces):
            raise ExpressionError("it ends too early")
        self.position += 1
        return self.pieces[self.position - 1]

    def expect(self, sign: str) -> None:
        if self.take()[1] != sign:
            raise ExpressionError(f"'{sign}' is missing")


def parse(text: str) -> Tree:
    """A number, text, name, call, list, operation or negative: what it is comes first in its tuple."""
    tokens = _Tokens(list(_split(text)))
    try:
        tree = _operation(tokens, 0)
    except RecursionError:
        raise ExpressionError("it is nested too deeply") from None
    if tokens.peek():
        raise ExpressionError(f"'{tokens.peek()}' was not expected")
    return tree


def names_in(tree: Tree) -> Iterator[str]:
    """The identifiers that an expression refers to."""
    if tree[0] == "name":
        yield tree[1]
        return
    for part in tree[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple):
                yield from names_in(each)


def _split(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise ExpressionError(f"'{text[position:].strip()[0]}' was not expected")
        kind = found.lastgroup or ""
        yield kind, found.group(kind)
        position = found.end()


def _operation(tokens: _Tokens, level: int) -> Tree:
    if level == len(_LEVELS):
        return _unary(tokens)
    tree = _operation(tokens, level + 1)
    while tokens.peek() in _LEVELS[level]:
        sign = tokens.take()[1]
        tree = ({"OR": "||", "AND": "&&"}.get(sign, sign), tree, _operation(tokens, level + 1))
    return tree


def _unary(tokens: _Tokens) -> Tree:
    if tokens.peek() in ("-", "+"):
        sign = tokens.take()[1]
        operand = _unary(tokens)
        return ("negative", operand) if sign == "-" else operand
    kind, text = tokens.take()
    if kind == "number":
        return ("number", float(text))
    if kind == "text":
        return ("text", text[1:-1])
    if text == "(":
        tree = _operation(tokens, 0)
        tokens.expect(")")
        return tree
    if text == "[":
        return ("list", _arguments(tokens, "]"))
    if kind != "name":
        raise ExpressionError(f"'{text}' was not expected")
    if tokens.peek() == "(":
        tokens.take()
        return ("call", text.upper(), _arguments(tokens, ")"))
    return ("name", text)


def _arguments(tokens: _Tokens, end: str) -> list[Tree]:
    found: list[Tree] = []
    if tokens.peek() == end:
        tokens.take()
        return found
    while True:
        found.append(_operation(tokens, 0))
        sign = tokens.take()[1]
        if sign == end:
            return found
        if sign != ",":
            raise ExpressionError(f"'{end}' is missing")
