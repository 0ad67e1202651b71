# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters of a CloudWatch request, whichever of its protocols it came by."""

from __future__ import annotations

from typing import Any


def fields(params: dict[str, Any], data: dict[str, Any], *, structured: bool) -> dict[str, Any]:
    """CBOR and JSON come structured; the Query protocol spells lists as Name.member.1."""
    if structured:
        return data
    found: dict[str, Any] = {}
    for key, values in params.items():
        value = values[0] if isinstance(values, list) else values
        name, _, rest = key.partition(".member.")
        if rest:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found
