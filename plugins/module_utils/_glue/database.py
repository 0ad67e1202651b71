# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a database should be, and how that differs from what it is. Pure."""

from __future__ import annotations

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .compare import covers
from .compare import same_permissions
from .suggest import require_length
from .transform import as_text
from .transform import given
from .transform import permissions_from_api
from .transform import permissions_to_api

TARGET_FIELDS = {"catalog_id": "CatalogId", "database_name": "DatabaseName", "region": "Region"}
TEXT_FIELDS = {"description": "Description", "location_uri": "LocationUri"}


def check_database(params: dict) -> None:
    """Refuse what AWS would refuse, or take and change."""
    name = params["name"]
    require_length("name", name, 255, 1)
    require_length("description", params["description"], 2048)
    require_length("location_uri", params["location_uri"], 1024)
    if name != name.lower():
        raise InvalidOption(
            f"name: {name!r} has capital letters, Glue keeps names in lower case. Use {name.lower()!r}."
        )


def merged_parameters(current: dict[str, str], desired: dict | None, purge: bool) -> dict[str, str]:
    """What others wrote stays, unless it is purged. A null removes one parameter."""
    if desired is None:
        return current
    kept = {} if purge else {key: value for key, value in current.items() if key not in desired}
    return {**kept, **{key: as_text(value) for key, value in desired.items() if value is not None}}


def merged_input(params: dict, current: dict) -> dict:
    """The whole database as it should be: AWS replaces the whole of it."""
    result = {
        **current,
        **given(params, {"description": "Description", "location_uri": "LocationUri"}),
        "Parameters": merged_parameters(
            current.get("Parameters") or {}, params["parameters"], params["purge_parameters"]
        ),
    }
    if params["create_table_default_permissions"] is not None:
        result["CreateTableDefaultPermissions"] = permissions_to_api(params["create_table_default_permissions"])
    if params["target_database"] is not None:
        result["TargetDatabase"] = given(params["target_database"], TARGET_FIELDS)
    return {key: value for key, value in result.items() if value or key not in TEXT_FIELDS.values()}


def compare_databases(current: dict | None, wanted: dict, name: str) -> Comparison:
    """Everything that differs, field by field."""
    comparison = Comparison()
    before = current or {}
    if current is None:
        comparison.record("name", after=name)
    for option, field in TEXT_FIELDS.items():
        comparison.field(option, before.get(field), wanted.get(field))
    comparison.map("parameters", before.get("Parameters") or {}, wanted["Parameters"])
    permissions = [before.get("CreateTableDefaultPermissions"), wanted.get("CreateTableDefaultPermissions")]
    if not same_permissions(*permissions):
        shown = [permissions_from_api(entries or []) for entries in permissions]
        comparison.record("create_table_default_permissions", *shown)
    if not covers(before.get("TargetDatabase"), wanted.get("TargetDatabase")):
        comparison.record("target_database", before.get("TargetDatabase"), wanted["TargetDatabase"])
    return comparison
