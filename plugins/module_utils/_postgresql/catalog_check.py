# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares a database with its catalog. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .._jdbc.exclusions import excluded_by
from .catalog_source import Relation
from .catalog_tables import CatalogTable


@dataclass(frozen=True)
class Scope:
    """What the crawler was told to look at."""

    source_database: str
    exclusions: tuple[str, ...] = ()
    table_prefix: str = ""
    bounded_contexts: dict[str, list[str]] = field(default_factory=dict)

    def catalog_name(self, relation: Relation) -> str:
        return f"{self.table_prefix}{self.source_database}_{relation.schema}_{relation.name}".lower()

    def owns(self, table: CatalogTable) -> bool:
        """Whether a table of the catalog comes from this database, rather than from some other crawler."""
        stem = f"{self.table_prefix}{self.source_database}_".lower()
        return table.name.startswith(stem) or table.location.startswith(f"{self.source_database}.")


def compare(relations: Iterable[Relation], tables: Iterable[CatalogTable], scope: Scope) -> dict[str, Any]:
    ours = {table.name: table for table in tables if scope.owns(table)}
    live = {name: table for name, table in ours.items() if not table.deprecated}
    excluded = {
        relation: pattern
        for relation in relations
        if (pattern := excluded_by(scope.exclusions, relation.name)) is not None
    }
    wanted = [relation for relation in relations if relation not in excluded]
    required = [relation for relation in wanted if relation.undocumented is None]
    known = {scope.catalog_name(relation) for relation in wanted}
    result = {
        "contexts": _contexts(required, live, scope),
        "missing": [str(relation) for relation in required if scope.catalog_name(relation) not in live],
        "extra": sorted(name for name in live if name not in known),
        "excluded": [str(relation) for relation in excluded],
        "unassigned": _unassigned(required, scope),
        "absent_in_database": _absent(required, scope),
        "deprecated": sorted(name for name, table in ours.items() if table.deprecated),
        "undocumented": [
            {"table": str(relation), "kind": relation.undocumented, "in_catalog": scope.catalog_name(relation) in live}
            for relation in wanted
            if relation.undocumented
        ],
        "collisions": _collisions(wanted, scope),
        "column_differences": _column_differences(required, live, scope),
    }
    differences = ("missing", "extra", "absent_in_database", "collisions", "column_differences")
    result["ok"] = not any(result[key] for key in differences)
    return result


def _contexts(required: list[Relation], live: dict[str, CatalogTable], scope: Scope) -> dict[str, Any]:
    found = {relation.name for relation in required if scope.catalog_name(relation) in live}
    return {
        context: {
            "expected": len(names),
            "found": sum(name in found for name in names),
            "missing": [name for name in names if name not in found],
        }
        for context, names in scope.bounded_contexts.items()
    }


def _assigned(scope: Scope) -> set[str]:
    return {name for names in scope.bounded_contexts.values() for name in names}


def _unassigned(required: list[Relation], scope: Scope) -> list[str]:
    assigned = _assigned(scope)
    return [str(relation) for relation in required if relation.name not in assigned]


def _absent(required: list[Relation], scope: Scope) -> list[str]:
    return sorted(_assigned(scope) - {relation.name for relation in required})


def _collisions(wanted: list[Relation], scope: Scope) -> list[dict[str, Any]]:
    by_name: dict[str, list[str]] = {}
    for relation in wanted:
        by_name.setdefault(scope.catalog_name(relation), []).append(str(relation))
    return [{"name": name, "tables": sources} for name, sources in by_name.items() if len(sources) > 1]


def _column_differences(required: list[Relation], live: dict[str, CatalogTable], scope: Scope) -> list[dict[str, Any]]:
    differences = []
    for relation in required:
        table = live.get(scope.catalog_name(relation))
        if table is None or relation.columns is None:
            continue
        source = [column.lower() for column in relation.columns]
        catalog = [column.lower() for column in table.columns]
        if source != catalog:
            differences.append(
                {
                    "table": str(relation),
                    "missing": [column for column in source if column not in catalog],
                    "extra": [column for column in catalog if column not in source],
                    "order_differs": sorted(source) == sorted(catalog),
                    "expected": len(source),
                    "found": len(catalog),
                }
            )
    return differences


def describe(result: dict[str, Any], glue_database: str, source_database: str) -> str:
    """The differences in words, each with what to do about it; empty when there is none."""
    parts = [
        _listed(
            result["missing"],
            "not in the catalog",
            "Run the crawler. If they stay away, check that its user may SELECT from them and that its include path "
            "covers their schema",
        ),
        _listed(
            result["extra"],
            "only in the catalog",
            "Run the crawler: it marks tables that are gone as deprecated. If they stay, its DeleteBehavior is "
            "LOG, or they come from a crawl with other exclusions: delete them",
        ),
        _listed(
            result["absent_in_database"],
            "in a bounded context and not in the database",
            "Create them, or correct bounded_contexts",
        ),
        _listed(
            [f"{entry['name']} ({', '.join(entry['tables'])})" for entry in result["collisions"]],
            "the same name for several tables",
            "Rename or exclude all but one: names in the catalog are in lower case",
        ),
        _listed(
            [_column_text(entry) for entry in result["column_differences"]],
            "with other columns",
            "Run the crawler, with an UpdateBehavior of UPDATE_IN_DATABASE",
        ),
    ]
    found = " ".join(filter(None, parts))
    return f"Catalog '{glue_database}' and database '{source_database}' differ. {found}" if found else ""


def _listed(items: list[str], what: str, mend: str) -> str:
    return f"{len(items)} {what}: {', '.join(items)}. {mend}." if items else ""


def _column_text(entry: dict[str, Any]) -> str:
    if entry["order_differs"]:
        return f"{entry['table']} (other order)"
    words = [f"{word} {', '.join(entry[word])}" for word in ("missing", "extra") if entry[word]]
    return f"{entry['table']} ({'; '.join(words) or 'a column twice'})"
