# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS checks of a crawler's role before it keeps the crawler."""

from __future__ import annotations

from local_aws.context import RoleNotAssumable
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.definition import role_arn
from local_aws.glue.crawlers.records import crawler_arn
from local_aws.glue.crawlers.targets import connections_of
from local_aws.glue.dispatch import Request
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input
from local_aws.glue.names import arn

# The session name that Glue's crawlers use, as AWS's refusals show it.
SESSION_NAME = "AWS-Crawler"
SERVICE = "glue.amazonaws.com"
NOT_ASSUMABLE = "Service is unable to assume provided role. Please verify role's TrustPolicy"


def check_role(request: Request, record: Record, given_role: str) -> None:
    """Glue has to be able to assume the role, and the role to read each connection."""
    _refuse_other_account(request, given_role)
    arn_of_role = role_arn(request.account, record["Role"])
    source = crawler_arn(request.scope, record["Name"])
    try:
        request.context.check_assumable(arn_of_role, service=SERVICE, source_arn=source)
    except RoleNotAssumable as error:
        raise invalid_input(NOT_ASSUMABLE) from error
    for connection in connections_of(record["Targets"]):
        resource = arn(request.region, request.account, "connection", connection)
        if not request.context.allowed(arn_of_role, "glue:GetConnection", resource):
            raise invalid_input(denial(request.account, record["Role"], "glue:GetConnection", resource))


def denial(account: str, role: str, action: str, resource: str) -> str:
    name = role.rpartition("/")[2]
    return (
        f"User: arn:aws:sts::{account}:assumed-role/{name}/{SESSION_NAME} is not authorized to perform: {action} on "
        f"resource: {resource} because no identity-based policy allows the {action} action"
    )


def _refuse_other_account(request: Request, role: str) -> None:
    if role.startswith("arn:") and role.split(":")[4] != request.account:
        raise GlueError("AccessDeniedException", "Cross-account pass role is not allowed.")
