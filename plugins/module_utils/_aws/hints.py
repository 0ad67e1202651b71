# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which word was probably meant. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

# How Ansible refuses a value, an element of a list, and an option.
_VALUE = re.compile(r"must be one of: (?P<known>.+), got: (?P<word>[^,\s]+)")
_ELEMENT = re.compile(r"must be one or more of: (?P<known>.+)\. Got no match for: (?P<word>[^,\s]+)")
_OPTION = re.compile(r"Unsupported parameters for .*?: (?P<word>[\w.]+).*Supported parameters include: (?P<known>.+)\.")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to put behind a refusal, or nothing when no known word is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f" Did you mean {by_folded[near[0]]}?" if near else ""


def with_hint(message: str) -> str:
    """What Ansible says of a wrong value or option, with what was probably meant."""
    for pattern in (_VALUE, _ELEMENT, _OPTION):
        found = pattern.search(message)
        if found:
            known = re.findall(r"[\w-]+", found["known"])
            return f"{message.rstrip('.')}.{did_you_mean(found['word'].rstrip('.').split('.')[-1], known)}"
    return message
