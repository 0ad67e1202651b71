# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals that say which word was probably meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .._aws.errors import InvalidOption
from .._aws.hints import did_you_mean

# A week: nobody means to wait longer.
LONGEST_WAIT = 604800


def require_known(option: str, word: str, known: Iterable[str], mend: str = "") -> None:
    names = sorted(known)
    if word in names:
        return
    allowed = f"Allowed are {', '.join(names)}." if len(names) <= 20 else "AWS does not know it."
    raise InvalidOption(f"{option}: {word!r} is not allowed.{did_you_mean(word, names)} {allowed}{mend}")


def require_length(option: str, value: str | None, longest: int, shortest: int = 0) -> None:
    if value is not None and not shortest <= len(value) <= longest:
        raise InvalidOption(f"{option}: {len(value)} characters are given, {shortest} to {longest} are allowed.")


def require_range(option: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise InvalidOption(f"{option}: {value} is given, {least} to {most} is allowed.")
