# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The glob language of a crawler's exclusions: java.nio's, matched against the path relative to the include path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# What `.` of a Java regular expression does not match, which is how `**` is defined there.
_ANY = r"[^\n\r\x85\u2028\u2029]*"


class GlobError(ValueError):
    """A pattern that java.nio refuses."""

    def __init__(self, pattern: str, problem: str) -> None:
        self.problem = problem
        super().__init__(f"Exclusion '{pattern}' is not a valid glob: {problem}.")


class _Translator:
    """Turns one glob into a regular expression of Python's, a token at a time."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.in_group = False

    def translate(self) -> str:
        out = []
        while self.position < len(self.pattern):
            out.append(self._token())
        if self.in_group:
            raise GlobError(self.pattern, "a '{' is never closed")
        return "".join(out)

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _take(self) -> str:
        character = self._peek()
        self.position += 1
        return character

    def _token(self) -> str:
        character = self._take()
        special = {
            "\\": self._escape,
            "*": self._star,
            "[": self._bracket,
            "{": self._open,
            "}": self._close,
            ",": self._comma,
        }
        if character in special:
            return special[character]()
        return "[^/]" if character == "?" else re.escape(character)

    def _escape(self) -> str:
        if not self._peek():
            raise GlobError(self.pattern, "nothing follows the last '\\'")
        return re.escape(self._take())

    def _star(self) -> str:
        if self._peek() != "*":
            return "[^/]*"
        self.position += 1
        return _ANY

    def _open(self) -> str:
        if self.in_group:
            raise GlobError(self.pattern, "groups cannot be nested")
        self.in_group = True
        return "(?:"

    def _close(self) -> str:
        if not self.in_group:
            return re.escape("}")
        self.in_group = False
        return ")"

    def _comma(self) -> str:
        return "|" if self.in_group else ","

    def _bracket(self) -> str:
        negated = self._peek() == "!"
        if negated:
            self.position += 1
        members: list[str] = []
        if self._peek() == "-":  # a hyphen that comes first is itself
            members.append(re.escape(self._take()))
        while self._peek() != "]":
            members.append(self._member())
        self.position += 1
        if not members:
            raise GlobError(self.pattern, "the brackets are empty")
        return f"(?!/)[{'^' if negated else ''}{''.join(members)}]"

    def _member(self) -> str:
        """One character of a bracket expression, or one range, or the hyphen that ends the expression."""
        start = self._take()
        if not start:
            raise GlobError(self.pattern, "a '[' is never closed")
        if start == "/":
            raise GlobError(self.pattern, "'/' cannot stand in brackets")
        if start == "-":
            raise GlobError(self.pattern, "a '-' in brackets needs a character before it")
        if self._peek() != "-":
            return re.escape(start)
        self.position += 1
        if self._peek() in ("", "]"):
            return re.escape(start) + re.escape("-")
        end = self._take()
        if end < start:
            raise GlobError(self.pattern, f"the range '{start}-{end}' runs backwards")
        return f"{re.escape(start)}-{re.escape(end)}"


@lru_cache(maxsize=512)
def compile_glob(pattern: str) -> re.Pattern[str]:
    return re.compile(_Translator(pattern).translate())


def glob_matches(pattern: str, path: str) -> bool:
    return compile_glob(pattern).fullmatch(path) is not None


def excluded_by(exclusions: Iterable[str], relative_path: str) -> str | None:
    """The first exclusion that matches a path relative to the include path, or None when the table is wanted."""
    return next((pattern for pattern in exclusions if glob_matches(pattern, relative_path)), None)
