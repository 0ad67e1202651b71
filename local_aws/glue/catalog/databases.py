# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases."""

from __future__ import annotations

from local_aws.glue.catalog.defaults import database_of
from local_aws.glue.catalog.events import database_changed
from local_aws.glue.catalog.lookup import DATABASE as KIND
from local_aws.glue.catalog.lookup import get_database
from local_aws.glue.catalog.lookup import require_database
from local_aws.glue.catalog.removal import remove_contents
from local_aws.glue.catalog.tags import check_keys
from local_aws.glue.catalog.tags import set_tags
from local_aws.glue.clock import now
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.names import arn
from local_aws.glue.names import database_key
from local_aws.glue.names import fold
from local_aws.glue.paging import page_of_keys
from local_aws.glue.protocol import RawList
from local_aws.glue.store import Scope

PAGE = 100


def database_arn(scope: Scope, name: str) -> str:
    return arn(scope.region, scope.account, "database", fold(name))


@action("CreateDatabase")
def create_database(request: Request) -> Result:
    given = request.params["DatabaseInput"]
    key = database_key(given["Name"])
    if request.scope.exists(KIND, key):
        raise already_exists("Database already exists.")
    check_keys(request.params.get("Tags", {}))
    request.scope.put(KIND, key, database_of(given, catalog_id=request.account, create_time=now()))
    set_tags(request.scope, database_arn(request.scope, given["Name"]), request.params.get("Tags", {}))
    database_changed(request, given["Name"])
    return {}


@action("UpdateDatabase")
def update_database(request: Request) -> Result:
    """Replaces the whole object, save what AWS keeps of its own."""
    name, given = request.params["Name"], request.params["DatabaseInput"]
    current = get_database(request.scope, name)
    if fold(given["Name"]) != current["Name"]:
        raise invalid_input("Database cannot be renamed")
    changed = database_of(given, catalog_id=request.account, create_time=current["CreateTime"])
    request.scope.put(KIND, database_key(name), changed)
    return {}


@action("GetDatabase")
def read_database(request: Request) -> Result:
    return {"Database": get_database(request.scope, request.params["Name"])}


@action("GetDatabases")
def list_databases(request: Request) -> Result:
    scope = request.scope
    if request.params.get("ResourceShareType") in {"FOREIGN", "FEDERATED"}:
        return {"DatabaseList": []}
    page = page_of_keys(request, KIND, most=PAGE)
    wanted = request.params.get("AttributesToGet")
    if wanted is None:
        return {"DatabaseList": RawList([raw for key in page.keys if (raw := scope.raw(KIND, key))]), **page.token}
    fields = {"NAME": "Name", "TARGET_DATABASE": "TargetDatabase"}
    names = [fields[attribute] for attribute in wanted]
    databases = [scope.get(KIND, key) or {} for key in page.keys]
    return {"DatabaseList": [{n: d[n] for n in names if n in d} for d in databases], **page.token}


@action("DeleteDatabase")
def delete_database(request: Request) -> Result:
    """Takes the tables and functions inside with it."""
    scope, name = request.scope, request.params["Name"]
    require_database(scope, name)
    remove_contents(scope, database_key(name))
    scope.delete(KIND, database_key(name))
    set_tags(scope, database_arn(scope, name), {})
    database_changed(request, name)
    return {}
