# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds exclusions that AWS accepts and that exclude nothing, or everything."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from .exclusions import GlobError
from .exclusions import compile_glob
from .exclusions import glob_matches
from .include_path import IncludePath
from .include_path import parse_include_path

_PIECE = re.compile(r"\\.|\[[^\]]*\]|\*\*|.", re.DOTALL)

# Paths so unlike that a pattern which matches all of them leaves nothing to crawl.
_PROBES = {1: ("a", "orders", "x_9$"), 2: ("a/b", "public/orders", "s_1/x_9$")}


class Lint(NamedTuple):
    """Errors are patterns that cannot do what they were written for; warnings those that may do more than that."""

    errors: list[str]
    warnings: list[str]


class Verdict(NamedTuple):
    """What is wrong with one pattern: for any database, for one with schemas only, and what it may do too much of."""

    error: str | None = None
    mismatch: str | None = None
    warning: str | None = None


def lint_exclusions(exclusions: Iterable[str], include_path: str) -> Lint:
    path = parse_include_path(include_path)
    lint = Lint([], [])
    for pattern in exclusions:
        error, mismatch, warning = lint_exclusion(pattern, path)
        if error or mismatch:
            lint.errors.append(f"Exclusion '{pattern}' of include path '{include_path}' {error or mismatch}")
        elif warning:
            lint.warnings.append(f"Exclusion '{pattern}' of include path '{include_path}' {warning}")
    return lint


def lint_exclusion(pattern: str, path: IncludePath) -> Verdict:
    try:
        compile_glob(pattern)
    except GlobError as error:
        return Verdict(error=f"is not a valid glob: {error.problem}.")
    if "%" in pattern:
        return Verdict(
            error="holds '%', which is an ordinary character in an exclusion and matches only itself. "
            f"Exclusions are globs{_mend(pattern, path)}"
        )
    if pattern.casefold().startswith(f"{path.database}/".casefold()):
        first, rest = path.database[:1], path.database[1:]
        schema = f" A schema of that name is written '[{first}]{rest}/...'." if path.depth == 2 else ""
        return Verdict(
            error=f"starts with the database. Exclusions are relative to the include path{_mend(pattern, path)}{schema}"
        )
    return Verdict(mismatch=_depth_error(pattern, path), warning=_warning(pattern, path))


def _mend(pattern: str, path: IncludePath) -> str:
    """What was probably meant, as well as that can be guessed."""
    parts = pattern.split("/")
    if len(parts) > 1 and parts[0].casefold() == path.database.casefold():
        parts = parts[1:]
    if path.depth == 1:
        meant = parts[-1].replace("%", "*")
        return ", and this include path is of one schema only: leave it out." if meant == "*" else f": write '{meant}'."
    meant = "/".join(parts) if len(parts) > 1 else f"*/{parts[0]}"
    return f": write '{meant.replace('%', '*')}'."


def _depth_error(pattern: str, path: IncludePath) -> str | None:
    fewest, most = count_slashes(pattern)
    if fewest <= path.depth - 1 <= most:
        return None
    if path.depth == 1:
        return (
            "never matches: tables of this include path are matched by their name alone. "
            f"Write '{pattern.rsplit('/', 1)[-1]}'."
        )
    if most == 0:
        return f"never matches: tables of this include path are matched as 'schema/table'. Write '*/{pattern}'."
    return "never matches: tables of this include path are matched as 'schema/table'."


def count_slashes(pattern: str) -> tuple[float, float]:
    """The fewest and the most slashes in a path that the pattern can match."""
    total = (0.0, 0.0)
    alternatives: list[tuple[float, float]] | None = None
    for piece in _PIECE.findall(pattern):
        if piece == "{" and alternatives is None:
            alternatives = [(0.0, 0.0)]
        elif piece == "," and alternatives is not None:
            alternatives.append((0.0, 0.0))
        elif piece == "}" and alternatives is not None:
            total = _add(total, (min(low for low, _high in alternatives), max(high for _low, high in alternatives)))
            alternatives = None
        elif alternatives is not None:
            alternatives[-1] = _add(alternatives[-1], _slashes_of(piece))
        else:
            total = _add(total, _slashes_of(piece))
    return total


def _slashes_of(piece: str) -> tuple[float, float]:
    if piece == "**":
        return 0.0, math.inf
    return (1.0, 1.0) if piece in ("/", "\\/") else (0.0, 0.0)


def _add(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    return left[0] + right[0], left[1] + right[1]


def _warning(pattern: str, path: IncludePath) -> str | None:
    if all(glob_matches(pattern, probe) for probe in _PROBES[path.depth]):
        return "excludes every table."
    if re.match(r"\*\*[^/*]", pattern):
        return (
            "also matches names that have something before that text, as '**' stands for any text. "
            f"Write '{'*/' if path.depth == 2 else ''}{pattern[2:]}' to match from the start of the table's name."
        )
    return None
