# SPDX-License-Identifier: GPL-3.0-or-later
"""TestConnection: the checks and the login of a crawl, without a crawler."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog.connection_trials import tests_connections
from local_aws.glue.dispatch import Request
from local_aws.glue.errors import invalid_input


@tests_connections
def try_connection(request: Request, connection: dict[str, Any]) -> None:
    """Connections of other kinds than JDBC are only kept, not tried."""
    from local_aws.glue.crawl.access import Access
    from local_aws.glue.crawl.clients import service_clients
    from local_aws.glue.crawl.failure import CrawlFailed
    from local_aws.glue.crawl.login import login

    if connection.get("ConnectionType") != "JDBC":
        return
    clients = service_clients(request.region, request.context.endpoint_url)
    try:
        with login(connection, Access(request.scope, request.context, clients), "TestConnection"):
            pass
    except CrawlFailed as failure:
        raise invalid_input(str(failure)) from failure
