# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks a column's type up in the rows of `type_rows`."""

from __future__ import annotations

from typing import NamedTuple

from .model import SourceType
from .type_rows import ROWS
from .type_rows import TypeRow

# The Data Catalog's decimal, like Hive's, ends here.
MAX_PRECISION = 38

_BY_NAME: dict[str, TypeRow] = {row.postgresql: row for row in ROWS}
_KINDS = {"enum": "<enum>", "composite": "<composite>", "range": "<range>", "multirange": "<multirange>"}


class GlueType(NamedTuple):
    """A Data Catalog type and the rows it was read from: the type itself, then a domain and an array around it."""

    name: str
    rows: tuple[TypeRow, ...]

    @property
    def confidence(self) -> str:
        """That of the least certain row."""
        order = ("high", "medium", "low", "unknown")
        return max((row.confidence for row in self.rows), key=order.index)


def glue_type(source: SourceType) -> GlueType:
    row = _row_of(source)
    name = _fill(row, source)
    rows = [row]
    if source.domain is not None:
        rows.append(_BY_NAME["<domain>"])
    if source.array:
        rows.append(_BY_NAME["<array>"])
        name = _BY_NAME["<array>"].glue.format(element=name)
    return GlueType(name, tuple(rows))


def _row_of(source: SourceType) -> TypeRow:
    if source.kind != "base":
        return _BY_NAME[_KINDS.get(source.kind, "<other>")]
    if source.name == "numeric" and source.precision is not None:
        return _BY_NAME["numeric(p>38,s)" if _digits(source)[0] > MAX_PRECISION else "numeric(p,s)"]
    return _BY_NAME.get(source.name, _BY_NAME["<other>"])


def _digits(source: SourceType) -> tuple[int, int]:
    """Precision and scale as Hive counts them: 0 <= scale <= precision. PostgreSQL 15 and later allow others."""
    precision, scale = source.precision or 0, source.scale or 0
    if scale < 0:
        return precision - scale, 0
    return max(precision, scale), scale


def _fill(row: TypeRow, source: SourceType) -> str:
    precision, scale = _digits(source)
    return row.glue.format(p=precision, s=min(scale, MAX_PRECISION))
