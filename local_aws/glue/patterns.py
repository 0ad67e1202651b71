# SPDX-License-Identifier: GPL-3.0-or-later
"""Name patterns of GetTables and GetUserDefinedFunctions: Java's regular expressions, for the whole name."""

from __future__ import annotations

import re
from collections.abc import Callable

from local_aws.glue.errors import invalid_input

QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
# A star that repeats nothing a regular expression would usually repeat: AWS's own data library sends such patterns.
WILDCARD = re.compile(r"(?<![.)\]}\\*+?])\*(?![+?])")


def name_matcher(pattern: str, *, wildcards: bool) -> Callable[[str], bool]:
    """Whether a name is matched; with wildcards, `orders*` also stands for every name that starts so."""
    if wildcards:
        pattern = WILDCARD.sub(".*", pattern)
    try:
        compiled = re.compile(QUOTED.sub(lambda quoted: re.escape(quoted[1]), pattern), re.IGNORECASE)
    except (re.error, RecursionError) as error:
        raise invalid_input(f"Invalid pattern syntax: error parsing regexp: {error}") from error
    return lambda name: compiled.fullmatch(name) is not None
