# SPDX-License-Identifier: GPL-3.0-or-later
"""TestConnection: tried for real, by whoever knows how a crawl connects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local_aws.glue.catalog.connections import check_input
from local_aws.glue.catalog.connections import get_connection
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import invalid_input

type Tester = Callable[[Request, dict[str, Any]], None]

_testers: list[Tester] = []


def tests_connections(tester: Tester) -> Tester:
    """Register what tries a connection; it raises a GlueError when the connection does not work."""
    _testers.append(tester)
    return tester


@action("TestConnection", blocking=True)
def test_connection(request: Request) -> Result:
    """Of a connection that is kept, or of one that is only described."""
    params = request.params
    if ("ConnectionName" in params) == ("TestConnectionInput" in params):
        raise invalid_input("Exactly one of ConnectionName and TestConnectionInput must be given.")
    if "ConnectionName" in params:
        connection = get_connection(request.scope, params["ConnectionName"])
    else:
        connection = params["TestConnectionInput"]
        check_input(connection)
    for tester in _testers:
        tester(request, connection)
    return {}
