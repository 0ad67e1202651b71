# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is granted on: from the options of a task to the API, and back from what AWS lists. Pure."""

from __future__ import annotations

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .._aws.errors import InvalidOption

_CATALOG = """
    ALL ALTER CREATE_CATALOG CREATE_DATABASE CREATE_LF_TAG CREATE_LF_TAG_EXPRESSION DESCRIBE DROP SUPER_USER
    """
# What AWS lets grant on each kind of resource.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "catalog": tuple(_CATALOG.split()),
    "database": ("ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"),
    "table": ("ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"),
    "columns": ("SELECT",),
    "data_location": ("DATA_LOCATION_ACCESS",),
}
# How AWS calls all tables of a database where it lists what is granted on them.
ALL_TABLES = "ALL_TABLES"

Key = tuple[object, ...]


def check_resource(params: dict) -> None:
    """Refuse what names no resource, or two."""
    named = [option for option in ("catalog", "database", "data_location") if params[option]]
    if len(named) != 1:
        given = f"{' and '.join(named)} are given" if named else "none is given"
        raise InvalidOption(f"One of catalog, database and data_location must be set: {given}.")
    for option in ("table", "all_tables"):
        if params[option] and named != ["database"]:
            raise InvalidOption(f"{option}: needs database, the database that the table is in.")
    if params["table"] and params["all_tables"]:
        raise InvalidOption("all_tables: has no meaning together with table.")
    columns = [option for option in ("columns", "excluded_columns") if params[option] is not None]
    if columns and not params["table"]:
        raise InvalidOption(f"{columns[0]}: needs table, the table that the columns are in.")
    if len(columns) == 2:
        raise InvalidOption("excluded_columns: has no meaning together with columns.")
    if params["columns"] == []:
        raise InvalidOption("columns: is empty. Leave it out to mean the whole table.")


def kind_of(params: dict) -> str:
    if params["columns"] or params["excluded_columns"]:
        return "columns"
    if params["table"] or params["all_tables"]:
        return "table"
    return next(option for option in ("catalog", "database", "data_location") if params[option])


def resource_of(params: dict) -> dict:
    """The resource as GrantPermissions takes it."""
    kind = kind_of(params)
    if kind == "catalog":
        return {"Catalog": {}}
    if kind == "data_location":
        return {"DataLocation": {"ResourceArn": params["data_location"]}}
    if kind == "database":
        return {"Database": {"Name": params["database"]}}
    if kind == "table":
        return _table_of(params)
    columns = (
        {"ColumnNames": params["columns"]}
        if params["columns"]
        else {"ColumnWildcard": {"ExcludedColumnNames": params["excluded_columns"]}}
    )
    return {"TableWithColumns": {"DatabaseName": params["database"], "Name": params["table"], **columns}}


def listed_by(params: dict) -> dict:
    """The resource as ListPermissions takes it: what is granted on columns is listed with their table."""
    return _table_of(params) if kind_of(params) == "columns" else resource_of(params)


def _table_of(params: dict) -> dict:
    which = {"TableWildcard": {}} if params["all_tables"] else {"Name": params["table"]}
    return {"Table": {"DatabaseName": params["database"], **which}}


def key_of(resource: dict) -> Key:
    """What a resource is, however AWS writes it: SELECT on a table is listed as SELECT on all of its columns."""
    kind, named = next(iter(resource.items()))
    if kind == "Database":
        return "database", named["Name"].casefold()
    if kind == "DataLocation":
        return "data_location", named["ResourceArn"]
    if kind not in ("Table", "TableWithColumns"):
        return (kind.casefold(),)
    whole = "TableWildcard" in named or named.get("Name") == ALL_TABLES
    table = ("table", named["DatabaseName"].casefold(), ALL_TABLES if whole else named["Name"].casefold())
    if named.get("ColumnNames"):
        return *table, "columns", *sorted(named["ColumnNames"])
    excluded = (named.get("ColumnWildcard") or {}).get("ExcludedColumnNames")
    return (*table, "excluded", *sorted(excluded)) if excluded else table


def options_of(resource: dict) -> dict:
    """What AWS lists, under the names of the options."""
    kind, named = next(iter(resource.items()))
    if kind == "Catalog":
        return {"catalog": True}
    if kind == "Database":
        return {"database": named["Name"]}
    if kind == "DataLocation":
        return {"data_location": named["ResourceArn"]}
    if kind not in ("Table", "TableWithColumns"):
        return {kind.casefold(): camel_dict_to_snake_dict(named)}
    whole = "TableWildcard" in named or named.get("Name") == ALL_TABLES
    table = {"database": named["DatabaseName"], **({"all_tables": True} if whole else {"table": named["Name"]})}
    excluded = (named.get("ColumnWildcard") or {}).get("ExcludedColumnNames")
    columns = {"columns": sorted(named.get("ColumnNames") or []), "excluded_columns": sorted(excluded or [])}
    return {**table, **{option: names for option, names in columns.items() if names}}


def resource_result(params: dict) -> dict:
    options = ("catalog", "database", "table", "all_tables", "columns", "excluded_columns", "data_location")
    return {option: params[option] for option in options if params[option]}
