# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of tables: every update leaves the one before, and the current one counts as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local_aws.glue.catalog.lookup import key_of
from local_aws.glue.catalog.lookup import table_of_request
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.paging import page_of_items
from local_aws.glue.store import Scope

KIND = "table_version"
PAGE = 100
HIGHEST = 10**10 - 1

type Entry = dict[str, Any]


def archive(scope: Scope, table: Entry) -> None:
    """Keep a table that is about to be replaced."""
    scope.put(KIND, _key(key_of(table), table["VersionId"]), table)


@action("GetTableVersion")
def read(request: Request) -> Result:
    current = table_of_request(request)
    version = str(request.params.get("VersionId", current["VersionId"]))
    return {"TableVersion": _version(_find(request.scope, current, version))}


@action("GetTableVersions")
def list_versions(request: Request) -> Result:
    """Newest first."""
    current = table_of_request(request)
    versions = ((_descending(table["VersionId"]), _version(table)) for table in _newest_first(request.scope, current))
    found, token = page_of_items(request, versions, most=PAGE)
    return {"TableVersions": found, **token}


@action("DeleteTableVersion")
def delete(request: Request) -> Result:
    _delete(request.scope, table_of_request(request), request.params["VersionId"])
    return {}


@action("BatchDeleteTableVersion")
def delete_many(request: Request) -> Result:
    current = table_of_request(request)
    errors = []
    for version in request.params["VersionIds"]:
        try:
            _delete(request.scope, current, version)
        except GlueError as error:
            detail = {"ErrorCode": error.code, "ErrorMessage": error.message}
            errors.append({"TableName": current["Name"], "VersionId": version, "ErrorDetail": detail})
    return {"Errors": errors}


def _delete(scope: Scope, current: Entry, version: str) -> None:
    table = _find(scope, current, version)
    if table["VersionId"] == current["VersionId"]:
        raise invalid_input("The current version of a table cannot be deleted.")
    scope.delete(KIND, _key(key_of(table), table["VersionId"]))


def _find(scope: Scope, current: Entry, version: str) -> Entry:
    if not (version.isascii() and version.isdigit()) or int(version) > HIGHEST:
        raise invalid_input(f'For input string: "{version}"')
    if int(version) == int(current["VersionId"]):
        return current
    found = scope.get(KIND, _key(key_of(current), version))
    if found is None:
        raise not_found("Version not found.")
    return found


def _newest_first(scope: Scope, current: Entry) -> Iterator[Entry]:
    yield current
    prefix = key_of(current) + "/"
    for key in reversed(scope.keys(KIND, prefix)):
        table = scope.get(KIND, key)
        if table is not None:
            yield table


def _version(table: Entry) -> Entry:
    return {"Table": table, "VersionId": table["VersionId"]}


def _key(table: str, version: str) -> str:
    return f"{table}/{int(version):010d}"


def _descending(version: str) -> str:
    return f"{HIGHEST - int(version):010d}"
