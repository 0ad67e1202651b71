# SPDX-License-Identifier: GPL-3.0-or-later
"""What the trigger's payload says of the changed tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from _jdbc.model import PARTITIONED_TABLE
from _jdbc.model import TABLE
from _jdbc.model import VIEW
from _jdbc.model import SourceColumn
from _jdbc.model import SourceTable
from _jdbc.model import SourceType

from .filters import Filters

# What a crawler does with the other kinds is documented nowhere, so a crawl decides.
KINDS = (TABLE, PARTITIONED_TABLE, VIEW)
# Commands on these change tables that the payload does not name.
_WIDE = ("schema", "type", "domain", "extension")


class NeedsCrawl(Exception):
    """The payload does not say enough to write the tables without a crawl."""


@dataclass(frozen=True)
class Wanted:
    """A table as the change left it; without a shape it is gone."""

    schema: str
    name: str
    change_id: int
    shape: SourceTable | None


def wanted(payload: Mapping[str, Any], filters: Filters) -> list[Wanted]:
    if payload.get("truncated") or not isinstance(payload.get("tables"), list):
        raise NeedsCrawl("the payload was too long to carry the tables")
    shapes = {(shape.schema, shape.name): shape for shape in map(_table, payload["tables"])}
    found: dict[tuple[str, str], Wanted] = {}
    for change in sorted(payload["changes"], key=lambda each: each["id"]):
        if not filters.concerns(change):
            continue
        schema, name = change.get("schema"), change.get("name")
        if not schema or not name or str(change.get("object_type")).lower() in _WIDE:
            raise NeedsCrawl(f"{change.get('command_tag')} may have changed tables that it does not name")
        shape = None if change.get("dropped") else shapes.get((schema, name))
        if shape is not None and shape.kind not in KINDS:
            raise NeedsCrawl(f"{shape} is a {shape.kind.replace('_', ' ')}")
        found[schema, name] = Wanted(schema, name, int(change["id"]), shape)
    return list(found.values())


def _table(shape: Mapping[str, Any]) -> SourceTable:
    columns = tuple(
        SourceColumn(
            name=column["name"],
            type=SourceType(**column["type"]),
            position=column["position"],
            nullable=column["nullable"],
            comment=column["comment"],
        )
        for column in shape["columns"]
    )
    return SourceTable(
        database=shape["database"],
        schema=shape["schema"],
        name=shape["name"],
        kind=shape["kind"],
        comment=shape["comment"],
        columns=columns,
    )
