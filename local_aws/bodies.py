# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a request as JSON, decoded once however many ask for it."""

from __future__ import annotations

import json
from typing import Any

# One request at a time is decoded on the loop; who asks again has the very same bytes object in its hands.
_last: tuple[bytes, dict[str, Any]] = (b"", {})


def json_object(body: bytes | str) -> dict[str, Any]:
    """What a body holds; nothing when it is no JSON object. Read it only: others get the same one."""
    global _last
    known, value = _last
    if body is known:
        return value
    value = _decoded(body)
    if isinstance(body, bytes):
        _last = body, value
    return value


def _decoded(text: bytes | str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
