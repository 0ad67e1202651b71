# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a request as JSON, decoded once however many ask for it: authorization, the service, the audit."""

from __future__ import annotations

import json
from typing import Any

# Whoever asks again has the very same bytes object in its hands. The error of a body that is no JSON is kept as well.
_last: tuple[bytes, Any] = (b"", {})


def decoded(body: bytes) -> Any:
    """What a body holds; raises ValueError when it is no JSON. Others get the same objects, so only read them."""
    global _last
    known, value = _last
    if body is not known:
        value = _decode(body)
        _last = body, value
    if isinstance(value, ValueError):
        raise value
    return value


def json_object(text: bytes | str) -> dict[str, Any]:
    """The same for whom a body that is no JSON object is empty."""
    try:
        value = decoded(text) if isinstance(text, bytes) else _decode(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _decode(text: bytes | str) -> Any:
    try:
        return json.loads(text or "{}", parse_constant=_refuse_constant)
    except ValueError as error:
        return error
    except RecursionError:
        return ValueError("the body is nested too deeply")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
