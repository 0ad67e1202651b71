# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to the function that serves its action.

A module adds an action by decorating a function; importing the module is all the registration there is:

    @action("GetDatabase")
    def get_database(request: Request) -> dict: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from local_aws.glue.errors import GlueError
from local_aws.glue.errors import not_found
from local_aws.glue.names import arn

if TYPE_CHECKING:
    from local_aws.glue.store import Scope

type Params = dict[str, Any]
type Result = dict[str, Any]


@dataclass
class Request:
    """One call: validated parameters (no nulls, no unknown keys), where it acts, and the rest of the embedded AWS."""

    action: str
    params: Params
    scope: Scope
    context: Any  # local_aws.context.ServiceContext
    account: str
    region: str

    @cached_property
    def caller_arn(self) -> str:
        return self.context.caller_arn()


type Function = Callable[[Request], Result]


@dataclass(frozen=True)
class Action:
    name: str
    function: Function
    blocking: bool


ACTIONS: dict[str, Action] = {}


def action(name: str, *, blocking: bool = False) -> Callable[[Function], Function]:
    """Register a function for an action.

    It runs under the store's lock, so what it changes is one change. `blocking=True` is for an action that calls
    other services or waits: it runs in a thread of its own, without the lock, and takes `scope.lock` where it writes.
    """

    def register(function: Function) -> Function:
        if name in ACTIONS:
            raise ValueError(f"the action {name} is registered twice")
        ACTIONS[name] = Action(name, function, blocking)
        return function

    return register


def find_action(name: str) -> Action:
    found = ACTIONS.get(name)
    if found is None:
        raise GlueError("UnknownOperationException", f"The Glue action {name or '(none)'} is not emulated.")
    return found


def run(found: Action, request: Request) -> Result:
    _check_catalog(request)
    if found.blocking:
        return found.function(request)
    with request.scope.lock:
        return found.function(request)


def _check_catalog(request: Request) -> None:
    """The embedded AWS has one account, and nobody has shared another one's catalog with it."""
    catalog = request.params.get("CatalogId", request.account)
    if catalog == request.account:
        return
    if not (len(catalog) == 12 and catalog.isdigit()):
        raise not_found(f"Catalog {catalog} not found.")
    action = f"glue:{request.action}"
    raise GlueError(
        "AccessDeniedException",
        f"User: {request.caller_arn} is not authorized to perform: {action} on resource: "
        f"{arn(request.region, catalog, 'catalog')} because no resource-based policy allows the {action} action",
    )
