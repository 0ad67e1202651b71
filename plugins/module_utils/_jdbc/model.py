# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of a PostgreSQL table before anybody decides how a catalog shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Runs one statement with `:name` parameters and returns its rows as dictionaries.
Query = Callable[[str, dict[str, Any]], list[dict[str, Any]]]

TABLE = "table"
PARTITIONED_TABLE = "partitioned_table"
PARTITION = "partition"
VIEW = "view"
MATERIALIZED_VIEW = "materialized_view"
FOREIGN_TABLE = "foreign_table"
KINDS = (TABLE, PARTITIONED_TABLE, PARTITION, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE)


@dataclass(frozen=True)
class SourceType:
    """A column's type, with domains and arrays already taken apart.

    `name` is the name in pg_type of the type that is left (`int4`, `numeric`, `order_status`), `kind` what sort of type
    that is (base, enum, composite, range, multirange), `raw` the spelling of the column itself (`numeric(10,2)[]`), and
    `domain` the domain that the column was declared with.
    """

    name: str
    kind: str = "base"
    raw: str = ""
    precision: int | None = None
    scale: int | None = None
    array: bool = False
    domain: str | None = None


@dataclass(frozen=True)
class SourceColumn:
    name: str
    type: SourceType
    position: int
    nullable: bool = True
    comment: str | None = None


@dataclass(frozen=True)
class SourceTable:
    database: str
    schema: str
    name: str
    kind: str = TABLE
    comment: str | None = None
    columns: tuple[SourceColumn, ...] = ()

    @property
    def is_view(self) -> bool:
        return self.kind in (VIEW, MATERIALIZED_VIEW)

    def __str__(self) -> str:
        return f"{self.database}.{self.schema}.{self.name}"
