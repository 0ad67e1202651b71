# SPDX-License-Identifier: GPL-3.0-or-later
"""Who connects: a crawl as its role, or TestConnection as Glue itself."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.clients import service_clients
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawlers.definition import role_arn
from local_aws.glue.crawlers.roles import denial
from local_aws.glue.names import arn
from local_aws.glue.store import Scope


class Access:
    """Without a role nothing is refused: on AWS TestConnection acts for its caller, whose policies are checked when
    the request comes in."""

    def __init__(self, scope: Scope, context: Any, clients: Clients, role: str = "") -> None:
        self.scope = scope
        self.context = context
        self.clients = clients
        # What a service looks up on its own account.
        self.service = service_clients(scope.region, context.endpoint_url)
        self._role = role
        # A crawl asks the same about the catalog and the database for every table.
        self._allows = functools.cache(functools.partial(context.allowed, role_arn(scope.account, role)))

    def allows(self, action: str, resource: str, context: dict[str, Any] | None = None) -> bool:
        if not self._role:
            return True
        if context is None:
            return self._allows(action, resource)
        return self.context.allowed(role_arn(self.scope.account, self._role), action, resource, context)

    def require(self, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
        if not self.allows(action, resource, context):
            raise CrawlFailed(denial(self.scope.account, self._role, action, resource))

    def require_connection(self, name: str) -> None:
        self._require_all("glue:GetConnection", [self._arn("catalog"), self._arn("connection", name)])

    def require_database(self, name: str) -> None:
        self._require_all("glue:GetDatabase", [self._arn("catalog"), self._arn("database", name)])

    def require_tables(self, action: str, database: str, tables: Iterable[str]) -> None:
        """Glue wants every action on a table allowed on the catalog and the database as well."""
        names = list(tables)
        if names:
            self._require_all(action, [self._arn("catalog"), self._arn("database", database)])
            self._require_all(action, [self._arn("table", f"{database}/{name}") for name in names])

    def _require_all(self, action: str, resources: list[str]) -> None:
        for resource in resources:
            self.require(action, resource)

    def _arn(self, kind: str, name: str = "") -> str:
        return arn(self.scope.region, self.scope.account, kind, name)
