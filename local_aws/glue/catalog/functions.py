# SPDX-License-Identifier: GPL-3.0-or-later
"""User-defined functions."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog.lookup import require_database
from local_aws.glue.clock import now
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import database_key
from local_aws.glue.names import fold
from local_aws.glue.names import last_part
from local_aws.glue.names import table_key as function_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.patterns import name_matcher
from local_aws.glue.protocol import RawList

KIND = "function"
PAGE = 100

type Entry = dict[str, Any]


@action("CreateUserDefinedFunction")
def create(request: Request) -> Result:
    database, given = _where_and_what(request)
    key = function_key(database, given["FunctionName"])
    if request.scope.exists(KIND, key):
        raise already_exists("Function already exists.")
    request.scope.put(KIND, key, _function(request, database, given, now()))
    return {}


@action("UpdateUserDefinedFunction")
def update(request: Request) -> Result:
    """Replaces the function; another name in the input renames it."""
    database, given = _where_and_what(request)
    current = _find(request)
    old, new = function_key(database, current["FunctionName"]), function_key(database, given["FunctionName"])
    if new != old and request.scope.exists(KIND, new):
        raise already_exists("Function already exists.")
    request.scope.delete(KIND, old)
    request.scope.put(KIND, new, _function(request, database, given, current["CreateTime"]))
    return {}


@action("GetUserDefinedFunction")
def read(request: Request) -> Result:
    return {"UserDefinedFunction": _find(request)}


@action("GetUserDefinedFunctions")
def list_functions(request: Request) -> Result:
    """Of one database, or of all when none is named."""
    scope, params = request.scope, request.params
    prefix = ""
    if "DatabaseName" in params:
        require_database(scope, params["DatabaseName"])
        prefix = f"{database_key(params['DatabaseName'])}/"
    matches_name = name_matcher(params["Pattern"], wildcards=False)
    wanted = params.get("FunctionType")

    def matches(key: str) -> bool:
        if not matches_name(last_part(key)):
            return False
        return wanted is None or (scope.get(KIND, key) or {}).get("FunctionType") == wanted

    page = page_of_keys(request, KIND, prefix, most=PAGE, matches=matches)
    return {"UserDefinedFunctions": RawList([raw for key in page.keys if (raw := scope.raw(KIND, key))]), **page.token}


@action("DeleteUserDefinedFunction")
def delete(request: Request) -> Result:
    found = _find(request)
    request.scope.delete(KIND, function_key(found["DatabaseName"], found["FunctionName"]))
    return {}


def _where_and_what(request: Request) -> tuple[str, Entry]:
    database, given = request.params["DatabaseName"], request.params["FunctionInput"]
    require_database(request.scope, database)
    given = {"FunctionName": request.params.get("FunctionName"), **given}
    if not given["FunctionName"]:
        raise invalid_input("Function name cannot be null.")
    return database, given


def _find(request: Request) -> Entry:
    database, name = request.params["DatabaseName"], request.params["FunctionName"]
    require_database(request.scope, database)
    found = request.scope.get(KIND, function_key(database, name))
    if found is None:
        raise not_found(f"Function {name} not found.")
    return found


def _function(request: Request, database: str, given: Entry, create_time: float) -> Entry:
    return {
        **given,
        "FunctionName": fold(given["FunctionName"]),
        "DatabaseName": fold(database),
        "CreateTime": create_time,
        "CatalogId": request.account,
    }
