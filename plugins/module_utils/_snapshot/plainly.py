# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads long lists as the JSON that they are sent as, much faster than the parser of botocore, and to the same values.

botocore's event before-parse hands over an answer before it is parsed. The list is taken out of it here, and the parser
has the rest to do. Where a botocore does not have the event, it parses everything and nothing is lost but time.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from .records import iso

LISTS = {"GetTables": "TableList", "GetPartitions": "Partitions"}

Mender = Callable[[Any], Any]


def register(client: Any) -> None:
    for operation, name in LISTS.items():
        client.meta.events.register(
            f"before-parse.glue.{operation}", _Plainly(client.meta.service_model.operation_model(operation), name)
        )


class _Plainly:
    def __init__(self, operation_model: Any, name: str) -> None:
        self._name = name
        self._mend = mender(operation_model.output_shape.members[name]) or (lambda value: value)

    def __call__(self, response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_event: Any) -> None:
        if response_dict["status_code"] != 200:
            return
        answer = json.loads(response_dict["body"])
        items = answer.pop(self._name, None)
        if items is not None:
            customized_response_dict[self._name] = self._mend(items)
            response_dict["body"] = json.dumps(answer).encode()


def mender(shape: Any, within: tuple[str, ...] = ()) -> Mender | None:
    """Goes only where the model has a time; None when there is none below. Bytes come in base 64, as they are kept."""
    kind = shape.type_name
    if kind == "timestamp":
        return _time
    if kind == "list":
        of = mender(shape.member, within)
        return of and (lambda value: [of(item) for item in value])
    if kind == "map":
        of = mender(shape.value, within)
        return of and (lambda value: {key: of(item) for key, item in value.items()})
    if kind == "structure" and shape.name not in within:
        members = {name: mender(member, (*within, shape.name)) for name, member in shape.members.items()}
        timed = [(name, of) for name, of in members.items() if of]
        return _structure(timed) if timed else None
    return None


def _structure(timed: list[tuple[str, Mender]]) -> Mender:
    def mend(value: dict[str, Any]) -> dict[str, Any]:
        for name, of in timed:
            if value.get(name) is not None:
                value[name] = of(value[name])
        return value

    return mend


def _time(value: Any) -> str:
    return iso(datetime.datetime.fromtimestamp(value, datetime.UTC)) if isinstance(value, int | float) else value
