# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog import settings
from local_aws.glue.catalog.connection_rules import CIPHER
from local_aws.glue.catalog.connection_rules import is_acceptable
from local_aws.glue.catalog.connection_rules import matches
from local_aws.glue.catalog.connection_rules import shown
from local_aws.glue.catalog.tags import check_keys
from local_aws.glue.catalog.tags import set_tags
from local_aws.glue.clock import now_exact
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import arn
from local_aws.glue.names import join_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.store import Scope

KIND = "connection"
PAGE = 1000

type Entry = dict[str, Any]


def get_connection(scope: Scope, name: str) -> Entry:
    """Whole, with its password: for the service itself."""
    found = scope.get(KIND, join_key(name))
    if found is None:
        raise not_found(f"Connection {name} not found.")
    return found


def check_input(given: Entry) -> None:
    if not is_acceptable(given):
        raise invalid_input("Validation for connection properties failed")


def connection_arn(scope: Scope, name: str) -> str:
    return arn(scope.region, scope.account, "connection", name)


@action("CreateConnection")
def create(request: Request) -> Result:
    scope, given = request.scope, request.params["ConnectionInput"]
    check_input(given)
    if scope.exists(KIND, join_key(given["Name"])):
        raise already_exists("Connection already exists.")
    check_keys(request.params.get("Tags", {}))
    _keep(request, given, now_exact())
    set_tags(scope, connection_arn(scope, given["Name"]), request.params.get("Tags", {}))
    return {"CreateConnectionStatus": "READY"}


@action("UpdateConnection")
def update(request: Request) -> Result:
    """Replaces the whole connection, the password included."""
    name, given = request.params["Name"], request.params["ConnectionInput"]
    current = get_connection(request.scope, name)
    if given["Name"] != name:
        raise invalid_input("Connection cannot be renamed")
    check_input(given)
    _keep(request, given, current["CreationTime"])
    return {}


@action("GetConnection")
def read(request: Request) -> Result:
    get_connection(request.scope, request.params["Name"])
    return {"Connection": _read(request, join_key(request.params["Name"]))}


@action("GetConnections")
def list_connections(request: Request) -> Result:
    scope, wanted = request.scope, request.params.get("Filter", {})
    fits = (lambda key: matches(scope.get(KIND, key) or {}, wanted)) if wanted else None
    page = page_of_keys(request, KIND, most=PAGE, matches=fits)
    return {"ConnectionList": [_read(request, key) for key in page.keys], **page.token}


@action("DeleteConnection")
def delete(request: Request) -> Result:
    get_connection(request.scope, request.params["ConnectionName"])
    _delete(request.scope, request.params["ConnectionName"])
    return {}


@action("BatchDeleteConnection")
def delete_many(request: Request) -> Result:
    succeeded, errors = [], {}
    for name in request.params["ConnectionNameList"]:
        if _delete(request.scope, name):
            succeeded.append(name)
        else:
            message = f"Connection {name} not found."
            errors[name] = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": message}
    return {"Succeeded": succeeded, "Errors": errors}


def _keep(request: Request, given: Entry, creation_time: float) -> None:
    connection = {
        **given,
        "CreationTime": creation_time,
        "LastUpdatedTime": now_exact(),
        "LastUpdatedBy": request.caller_arn,
        "Status": "READY",
        "ConnectionSchemaVersion": 2 if "AuthenticationConfiguration" in given else 1,
    }
    key = settings.password_key(request.scope)
    if key:
        connection = _with_cipher(request, connection, key)
    request.scope.put(KIND, join_key(given["Name"]), connection)


def _read(request: Request, key: str) -> Entry:
    """A password that was kept before encryption was switched on gets its cipher when it is first read."""
    connection = request.scope.get(KIND, key) or {}
    password_key = settings.password_key(request.scope)
    if password_key and CIPHER not in connection and "PASSWORD" in connection["ConnectionProperties"]:
        connection = _with_cipher(request, connection, password_key)
        request.scope.put(KIND, key, connection)
    hide = request.params.get("HidePassword", False)
    return shown(connection, hide_password=hide, encrypted=password_key is not None)


def _with_cipher(request: Request, connection: Entry, key: str) -> Entry:
    if "PASSWORD" not in connection["ConnectionProperties"]:
        return connection
    return {**connection, CIPHER: settings.encrypt(request, key, connection["ConnectionProperties"]["PASSWORD"])}


def _delete(scope: Scope, name: str) -> bool:
    set_tags(scope, connection_arn(scope, name), {})
    return scope.delete(KIND, join_key(name))
