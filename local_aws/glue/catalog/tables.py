# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables: the functions that the API and the crawl share, and the API's actions."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog.defaults import table_of
from local_aws.glue.catalog.events import database_changed
from local_aws.glue.catalog.events import table_changed
from local_aws.glue.catalog.lookup import TABLE as KIND
from local_aws.glue.catalog.lookup import get_table
from local_aws.glue.catalog.lookup import require_database
from local_aws.glue.catalog.lookup import require_table
from local_aws.glue.catalog.partition_indexes import create_indexes
from local_aws.glue.catalog.removal import remove_table
from local_aws.glue.catalog.versions import archive
from local_aws.glue.clock import now
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import concurrent_modification
from local_aws.glue.errors import invalid_input
from local_aws.glue.names import database_key
from local_aws.glue.names import fold
from local_aws.glue.names import last_part
from local_aws.glue.names import table_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.patterns import name_matcher
from local_aws.glue.protocol import RawList
from local_aws.glue.store import Scope

PAGE = 100
ATTRIBUTES = {"NAME": "Name", "TABLE_TYPE": "TableType"}

type Entry = dict[str, Any]


def create_table(
    scope: Scope, database: str, table_input: Entry, created_by: str, *, indexes: list[Entry] | None = None
) -> Entry:
    """Make a new table and return it as it reads."""
    with scope.lock:
        require_database(scope, database)
        key = table_key(database, table_input["Name"])
        if scope.exists(KIND, key):
            raise already_exists("Table already exists.")
        time = now()
        table = table_of(
            table_input,
            catalog_id=scope.account,
            database=database,
            created_by=created_by,
            create_time=time,
            update_time=time,
            version=0,
        )
        create_indexes(scope, table, indexes or [])
        scope.put(KIND, key, table)
        return table


def update_table(
    scope: Scope, database: str, table_input: Entry, *, version_id: str | None = None, skip_archive: bool = False
) -> Entry:
    """Replace a table by what is given, keeping its previous version unless told otherwise."""
    with scope.lock:
        current = get_table(scope, database, table_input["Name"])
        if version_id is not None and version_id != current["VersionId"]:
            raise concurrent_modification("Update table failed due to concurrent modifications.")
        if not skip_archive:
            archive(scope, current)
        table = table_of(
            table_input,
            catalog_id=scope.account,
            database=database,
            created_by=current["CreatedBy"],
            create_time=current["CreateTime"],
            update_time=now(),
            version=int(current["VersionId"]) + 1,
        )
        scope.put(KIND, table_key(database, table_input["Name"]), table)
        return table


def delete_table(scope: Scope, database: str, name: str) -> None:
    with scope.lock:
        require_table(scope, database, name)
        remove_table(scope, table_key(database, name))


@action("CreateTable")
def create(request: Request) -> Result:
    params = request.params
    table_input = _table_input(params)
    indexes = params.get("PartitionIndexes")
    create_table(request.scope, params["DatabaseName"], table_input, request.caller_arn, indexes=indexes)
    database_changed(request, params["DatabaseName"], [table_input["Name"]])
    return {}


@action("UpdateTable")
def update(request: Request) -> Result:
    params = request.params
    table_input = _table_input(params)
    if fold(str(params.get("Name", table_input["Name"]))) != fold(table_input["Name"]):
        raise invalid_input("Table cannot be renamed")
    update_table(
        request.scope,
        params["DatabaseName"],
        table_input,
        version_id=params.get("VersionId"),
        skip_archive=params.get("SkipArchive", False),
    )
    table_changed(request, params["DatabaseName"], table_input["Name"])
    return {}


@action("GetTable")
def read(request: Request) -> Result:
    raw = request.scope.raw(KIND, table_key(request.params["DatabaseName"], request.params["Name"]))
    if raw is None:
        require_table(request.scope, request.params["DatabaseName"], request.params["Name"])
    return {"Table": raw}


@action("GetTables")
def list_tables(request: Request) -> Result:
    scope, database = request.scope, request.params["DatabaseName"]
    require_database(scope, database)
    wanted = request.params.get("AttributesToGet")
    if wanted is not None and "NAME" not in wanted:
        raise invalid_input("AttributesToGet must include NAME.")
    expression = request.params.get("Expression")
    matcher = name_matcher(expression, wildcards=True) if expression else None
    matches = (lambda key: matcher(last_part(key))) if matcher else None
    page = page_of_keys(request, KIND, f"{database_key(database)}/", most=PAGE, matches=matches)
    if wanted is None or "DEFAULT" in wanted:
        return {"TableList": RawList([raw for key in page.keys if (raw := scope.raw(KIND, key))]), **page.token}
    names = [ATTRIBUTES[attribute] for attribute in wanted if attribute in ATTRIBUTES]
    tables = [scope.get(KIND, key) or {} for key in page.keys]
    return {"TableList": [{n: t[n] for n in names if n in t} for t in tables], **page.token}


@action("DeleteTable")
def delete(request: Request) -> Result:
    delete_table(request.scope, request.params["DatabaseName"], request.params["Name"])
    database_changed(request, request.params["DatabaseName"], [request.params["Name"]])
    return {}


@action("BatchDeleteTable")
def delete_many(request: Request) -> Result:
    scope, database = request.scope, request.params["DatabaseName"]
    require_database(scope, database)
    gone, errors = [], []
    for name in request.params["TablesToDelete"]:
        if scope.exists(KIND, table_key(database, name)):
            remove_table(scope, table_key(database, name))
            gone.append(name)
        else:
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": f"Table {name} not found"}
            errors.append({"TableName": name, "ErrorDetail": detail})
    if gone:
        database_changed(request, database, gone)
    return {"Errors": errors}


def _table_input(params: Entry) -> Entry:
    for member in ("OpenTableFormatInput", "UpdateOpenTableFormatInput", "ViewUpdateAction"):
        if member in params:
            raise invalid_input(f"{member} is not emulated.")
    if "TableInput" not in params:
        raise invalid_input("TableInput cannot be null.")
    return params["TableInput"]
