# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two pictures of a site, each made of what modules returned. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

# By which of its entries one of many things is known; the first of these that all of them have.
_IDENTITIES = (("schema", "name"), ("alarm_name",), ("function_name",), ("name",))
_ABSENT = "(nothing)"

Difference = dict[str, Any]


def differences(
    before: Any,
    after: Any,
    ignore: Collection[str] = (),
    names_before: Mapping[str, str] | None = None,
    names_after: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Each with the way to it. Order in a list does not count; what is ignored is so at whatever depth it stands.

    A thing that was made anew has another ID. The names say which IDs mean the same.
    """
    found: list[Difference] = []
    _compare((), _plain(before, ignore, names_before or {}), _plain(after, ignore, names_after or {}), found)
    return found


def _plain(value: Any, ignore: Collection[str], names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item, ignore, names) for key, item in value.items() if key not in ignore}
    if isinstance(value, (list, tuple)):
        items = [_plain(item, ignore, names) for item in value]
        return _by_identity(items)
    if isinstance(value, str):
        return names.get(value, value)
    return value


def _by_identity(items: list[Any]) -> Any:
    """Things by what they are known by; plain values in order."""
    if items and all(isinstance(item, dict) for item in items):
        for identity in _IDENTITIES:
            if all(key in item for item in items for key in identity):
                return {".".join(str(item[key]) for key in identity): item for item in items}
    return sorted(items, key=_text)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _compare(way: tuple[str, ...], before: Any, after: Any, found: list[Difference]) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            _compare((*way, key), before.get(key, _ABSENT), after.get(key, _ABSENT), found)
    elif before != after:
        found.append({"where": " > ".join(way), "before": before, "after": after})
