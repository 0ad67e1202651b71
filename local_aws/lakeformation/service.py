# SPDX-License-Identifier: GPL-3.0-or-later
"""Grant, revoke and list permissions: REST-JSON, kept in the store of the catalog that they are about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from local_aws.glue import GlueService
from local_aws.glue import protocol
from local_aws.glue.dispatch import Request
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.paging import page_of_items
from local_aws.glue.store import Scope
from local_aws.lakeformation.resources import PERMISSIONS
from local_aws.lakeformation.resources import Entry
from local_aws.lakeformation.resources import check_exists
from local_aws.lakeformation.resources import grant_key
from local_aws.lakeformation.resources import list_entries
from local_aws.lakeformation.resources import read_resource

KIND = "lake_formation_grant"
PAGE = 1000
TYPES = {"Table": "TABLE", "TableWithColumns": "TABLE", "DataLocation": "DATA_LOCATION"}
log = logging.getLogger(__name__)


class LakeFormation:
    def __init__(self, glue: GlueService, principal_exists: Callable[[str], bool]) -> None:
        self._glue = glue
        self._principal_exists = principal_exists
        self._actions = {"GrantPermissions": self._grant, "RevokePermissions": self._revoke, "ListPermissions": _listed}

    @cached_property
    def _model(self) -> ServiceModel:
        """Read when it is first needed: few start the embedded AWS for Lake Formation."""
        return ServiceModel(Loader().load_service_model("lakeformation", "service-2"), "lakeformation")

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]
    ) -> protocol.Response:
        name = path.strip("/")
        try:
            request = self._request(name, protocol.parse(body))
            with request.scope.lock:
                return protocol.respond(self._actions[name](request))
        except GlueError as error:
            return protocol.respond_error(error)
        except Exception:
            log.exception("The Lake Formation action %s failed", name)
            return protocol.respond_error(GlueError("InternalServiceException", "An internal error occurred.", 500))

    def _request(self, name: str, params: Entry) -> Request:
        if name not in self._actions:
            raise GlueError(
                "UnknownOperationException", f"The Lake Formation action {name or '(none)'} is not emulated."
            )
        report = ParamValidator().validate(params, self._model.operation_model(name).input_shape)
        if report.has_errors():
            raise GlueError("ValidationException", report.generate_report())
        account, region = self._glue.context.current_scope()
        if params.get("CatalogId", account) != account:
            raise not_found(f"Catalog {params['CatalogId']} not found.")
        scope = self._glue.store.scope(account, region)
        return Request(name, params, scope, self._glue.context, account, region)

    def _grant(self, request: Request) -> Entry:
        principal, kind, resource, permissions, grantable = _asked(request)
        if not self._principal_exists(principal):
            raise invalid_input("Invalid principal")
        check_exists(request.scope, kind, resource)
        key, grant = _find(request.scope, principal, kind, resource)
        request.scope.put(
            KIND,
            key,
            {
                "Principal": principal,
                "Kind": kind,
                "Resource": resource,
                "Permissions": sorted({*grant["Permissions"], *permissions}),
                "Grantable": sorted({*grant["Grantable"], *grantable}),
            },
        )
        return {}

    def _revoke(self, request: Request) -> Entry:
        principal, kind, resource, permissions, grantable = _asked(request)
        check_exists(request.scope, kind, resource)
        key, grant = _find(request.scope, principal, kind, resource)
        missing = sorted(permissions - set(grant["Permissions"]))
        if missing:
            raise invalid_input(f"No permissions revoked. Grantee does not have: [{', '.join(missing)}]")
        left = sorted(set(grant["Permissions"]) - permissions)
        if not left:
            request.scope.delete(KIND, key)
            return {}
        passable = sorted(set(grant["Grantable"]) - permissions - grantable)
        request.scope.put(KIND, key, {**grant, "Permissions": left, "Grantable": passable})
        return {}


def _asked(request: Request) -> tuple[str, str, Entry, set[str], set[str]]:
    params = request.params
    kind, resource = read_resource(params["Resource"])
    permissions, grantable = set(params["Permissions"]), set(params.get("PermissionsWithGrantOption", []))
    if not permissions or permissions - PERMISSIONS[kind] or grantable - permissions:
        raise invalid_input("Permissions modification is invalid.")
    return params["Principal"]["DataLakePrincipalIdentifier"], kind, resource, permissions, grantable


def _find(scope: Scope, principal: str, kind: str, resource: Entry) -> tuple[str, Entry]:
    key = grant_key(kind, resource, principal)
    return key, scope.get(KIND, key) or {"Permissions": [], "Grantable": []}


def _listed(request: Request) -> Entry:
    entries, token = page_of_items(request, _matching(request), most=PAGE)
    return {"PrincipalResourcePermissions": entries, **token}


def _matching(request: Request) -> Iterator[tuple[str, Entry]]:
    params = request.params
    principal = params.get("Principal", {}).get("DataLakePrincipalIdentifier")
    wanted = read_resource(params["Resource"]) if "Resource" in params else None
    if wanted and wanted[0] == "TableWithColumns":
        raise invalid_input("Resource must have either the catalog, table or database field populated.")
    if wanted:
        check_exists(request.scope, *wanted)
    for key, grant in request.scope.items(KIND):
        kind, resource = grant["Kind"], grant["Resource"]
        if (
            principal in {None, grant["Principal"]}
            and params.get("ResourceType") in {None, TYPES.get(kind, kind.upper())}
            and (wanted is None or _is_about(wanted, kind, resource))
        ):
            yield from _entries(request.account, key, grant)


def _is_about(wanted: tuple[str, Entry], kind: str, resource: Entry) -> bool:
    """What is granted on columns is listed with their table."""
    if kind == "TableWithColumns":
        kind, resource = "Table", {name: resource[name] for name in ("DatabaseName", "Name")}
    return wanted == (kind, resource)


def _entries(account: str, key: str, grant: Entry) -> Iterator[tuple[str, Entry]]:
    for shown, permissions in list_entries(account, grant["Kind"], grant["Resource"], set(grant["Permissions"])):
        yield (
            f"{key} {next(iter(shown))}",
            {
                "Principal": {"DataLakePrincipalIdentifier": grant["Principal"]},
                "Resource": shown,
                "Permissions": sorted(permissions),
                "PermissionsWithGrantOption": sorted(permissions & set(grant["Grantable"])),
            },
        )
