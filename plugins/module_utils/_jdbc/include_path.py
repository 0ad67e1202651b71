# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The include path of a JDBC target: `database/schema/table`, where `%` may stand for a whole schema or table."""

from __future__ import annotations

from dataclasses import dataclass

EVERY = "%"


class IncludePathError(ValueError):
    """An include path that a crawler would refuse, or that would find nothing; the text says how to write it."""


@dataclass(frozen=True)
class IncludePath:
    """A parsed include path; a schema or table of None stands for every one."""

    database: str
    schema: str | None = None
    table: str | None = None
    # `database/%` names no table part at all; kept so that the path prints as it was written.
    short: bool = False

    @property
    def depth(self) -> int:
        """How many parts a path relative to this one has: 2 (`schema/table`) or 1 (`table`)."""
        return 2 if self.schema is None else 1

    def matches(self, schema: str, table: str) -> bool:
        return self.schema in (None, schema) and self.table in (None, table)

    def relative(self, schema: str, table: str) -> str:
        """The path that exclusions are matched against."""
        return f"{schema}/{table}" if self.schema is None else table

    def __str__(self) -> str:
        if self.short:
            return f"{self.database}/{EVERY}"
        return f"{self.database}/{self.schema or EVERY}/{self.table or EVERY}"


def parse_include_path(path: str) -> IncludePath:
    parts = path.split("/")
    if path != path.strip() or not all(parts):
        raise IncludePathError(
            f"Include path '{path}' has an empty part or a space around it. "
            "Write it as 'database/schema/%', without a slash at either end."
        )
    _check_percent(path, parts)
    database, rest = parts[0], parts[1:]
    if not rest:
        raise IncludePathError(
            f"Include path '{path}' names only a database. "
            f"Write '{path}/public/%' for every table of the schema public."
        )
    if len(rest) > 2:
        raise IncludePathError(
            f"Include path '{path}' has {len(parts)} parts. PostgreSQL has three: 'database/schema/table'."
        )
    if rest == [EVERY]:
        return IncludePath(database, short=True)
    if len(rest) == 1:
        raise IncludePathError(
            f"Include path '{path}' names a schema and no table. Write '{path}/%' for every table of that schema."
        )
    schema, table = (None if part == EVERY else part for part in rest)
    return IncludePath(database, schema, table)


def _check_percent(path: str, parts: list[str]) -> None:
    if EVERY in parts[0]:
        raise IncludePathError(
            f"Include path '{path}': '%' cannot stand for the database. Name the database, as in 'genai_demo/public/%'."
        )
    partial = next((part for part in parts if EVERY in part and part != EVERY), None)
    if partial is not None:
        raise IncludePathError(
            f"Include path '{path}': '%' stands for a whole schema or table; AWS documents no part like '{partial}'. "
            "Write '%' for that part and leave out what is not wanted with exclusions."
        )


def lint_include_path(path: str) -> list[str]:
    """Warnings about a path that is legal and perhaps not what was meant."""
    parsed = parse_include_path(path)
    warnings = []
    if parsed.schema is None:
        warnings.append(
            f"Include path '{path}' covers every schema, and AWS does not say whether system schemas are among them. "
            f"Write one target a schema: '{parsed.database}/<schema>/%'."
        )
    if "*" in path or "?" in path:
        warnings.append(
            f"Include path '{path}': '*' and '?' are ordinary characters here; only '%' stands for a whole part."
        )
    return warnings
