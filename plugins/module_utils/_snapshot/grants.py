# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lake Formation's grants: one record a principal and resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .records import Record
from .records import encode
from .source import Source


def read_grants(source: Source) -> Iterator[Record]:
    if source.lake_formation is None or not source.extent.lake_formation:
        return
    merged: dict[tuple[str, ...], dict[str, Any]] = {}
    for item in source.lake_formation.all("ListPermissions", "PrincipalResourcePermissions"):
        resource = without_catalog(item["Resource"])
        key = (item["Principal"]["DataLakePrincipalIdentifier"], encode(resource).decode("ascii"))
        grant = merged.setdefault(key, {"Principal": item["Principal"], "Resource": resource, **_NOTHING})
        for name in _NOTHING:
            grant[name] = sorted({*grant[name], *item.get(name, [])})
    for key, grant in sorted(merged.items()):
        yield Record("lake_formation_grant", key, grant)


def without_catalog(value: Any) -> Any:
    """AWS says in every resource which catalog it is of: the one that is asked."""
    if isinstance(value, dict):
        return {name: without_catalog(item) for name, item in value.items() if name != "CatalogId"}
    return value


_NOTHING: dict[str, list[str]] = {"Permissions": [], "PermissionsWithGrantOption": []}
