# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a crawler names the catalog table of a PostgreSQL table."""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable

from .model import SourceTable

# The longest name that the Data Catalog takes.
NAME_LIMIT = 255


def catalog_table_name(prefix: str, database: str, schema: str, table: str) -> str:
    """`<prefix><database>_<schema>_<table>` in lower case.

    AWS documents no other change of characters for JDBC sources, so none is made.
    """
    return f"{prefix}{database}_{schema}_{table}".lower()


def name_of(table: SourceTable, prefix: str = "") -> str:
    return catalog_table_name(prefix, table.database, table.schema, table.name)


def find_collisions(tables: Iterable[SourceTable], prefix: str = "") -> dict[str, list[SourceTable]]:
    """Catalog names that more than one table would get; what AWS does then is documented nowhere."""
    by_name: dict[str, list[SourceTable]] = defaultdict(list)
    for table in tables:
        by_name[name_of(table, prefix)].append(table)
    return {name: sharing for name, sharing in sorted(by_name.items()) if len(sharing) > 1}


def find_column_collisions(table: SourceTable) -> list[str]:
    """Columns whose names are the same in lower case, the way the catalog keeps them."""
    counts = Counter(column.name.lower() for column in table.columns)
    return [column.name for column in table.columns if counts[column.name.lower()] > 1]


def find_overlong(tables: Iterable[SourceTable], prefix: str = "") -> list[str]:
    """Catalog names that the Data Catalog refuses for their length."""
    return sorted(name for name in (name_of(table, prefix) for table in tables) if len(name) > NAME_LIMIT)
