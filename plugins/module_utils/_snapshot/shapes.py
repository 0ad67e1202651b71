# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS accepts of what AWS returned, by asking the input shapes of botocore. There is no list of fields here."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from .records import iso

Filter = Callable[[Any], Any]
_EMPTY: tuple[Any, ...] = ({}, [], "")


def _filtered(made: dict[str, Filter], value: Any) -> Any:
    return made["filter"](value)


class Shapes:
    """Filters made from the model of a client, each once.

    To send: what the input has no member for goes, as do nulls and texts without a character, which many inputs refuse.
    To compare: what is empty goes as well, since AWS leaves that out as it pleases, and times are whole seconds.
    """

    def __init__(self, client: Any) -> None:
        self._model = client.meta.service_model
        self._made: dict[tuple[str, bool], Filter] = {}

    def accepts(self, operation: str, name: str) -> bool:
        return name in self._model.operation_model(operation).input_shape.members

    def to_send(self, operation: str, member: str | None = None) -> Filter:
        return self._filter(self._shape(operation, member), False)

    def to_compare(self, operation: str, member: str | None = None) -> Filter:
        return self._filter(self._shape(operation, member), True)

    def _shape(self, operation: str, member: str | None) -> Any:
        shape = self._model.operation_model(operation).input_shape
        return shape.members[member] if member else shape

    def _filter(self, shape: Any, comparing: bool) -> Filter:
        key = (shape.name, comparing)
        if key not in self._made:
            made: dict[str, Filter] = {}
            # Known before it is made: a shape may hold itself.
            self._made[key] = partial(_filtered, made)
            made["filter"] = self._make(shape, comparing)
            self._made[key] = made["filter"]
        return self._made[key]

    def _make(self, shape: Any, comparing: bool) -> Filter:
        if shape.type_name == "structure":
            members = {name: self._filter(member, comparing) for name, member in shape.members.items()}
            return _structure(members, _EMPTY if comparing else ("",))
        if shape.type_name == "list":
            element = self._filter(shape.member, comparing)
            return lambda value: [element(item) for item in value]
        if shape.type_name == "map":
            item_filter = self._filter(shape.value, comparing)
            return lambda value: {key: item_filter(item) for key, item in value.items() if item is not None}
        if shape.type_name == "timestamp":
            return _whole_seconds if comparing else _same
        if shape.type_name == "blob":
            return _as_text if comparing else _as_bytes
        return _same


def _structure(members: dict[str, Filter], left_out: tuple[Any, ...]) -> Filter:
    def accepted(value: dict[str, Any]) -> dict[str, Any]:
        kept = {}
        for name, item in value.items():
            member = members.get(name)
            if member is None or item is None:
                continue
            filtered = item if member is _same else member(item)
            if filtered or filtered not in left_out:
                kept[name] = filtered
        return kept

    return accepted


def _same(value: Any) -> Any:
    return value


def _whole_seconds(value: Any) -> str:
    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value)
    return iso(moment.replace(microsecond=0))


def _as_text(value: bytes | str) -> str:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _as_bytes(value: bytes | str) -> bytes:
    return base64.b64decode(value) if isinstance(value, str) else value
