# SPDX-License-Identifier: GPL-3.0-or-later
"""Glue: a service of our own, its actions authorized on every resource that AWS checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.core import router
from ministack.services import tagging

from local_aws import bodies
from local_aws import glue_authorization
from local_aws import glue_policy
from local_aws.context import ServiceContext
from local_aws.glue import GlueService
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import find_action
from local_aws.glue.dispatch import run
from local_aws.glue.errors import GlueError
from local_aws.seams.wrapping import Response


def install(context: ServiceContext) -> GlueService:
    glue = GlueService(context)

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Response:
        return _refusal(headers, body, query_params) or await glue.handle(method, path, headers, body, query_params)

    app.SERVICE_HANDLERS["glue"] = handle
    _install_tags(glue)
    glue_policy.install(glue)
    return glue


def _install_tags(glue: GlueService) -> None:
    """The tagging API, and conditions on tags, know Glue's resources."""

    def tags() -> Iterator[tuple[str, list[dict[str, str]]]]:
        scope = glue.store.scope(*glue.context.current_scope())
        for arn in scope.keys("tags"):
            yield arn, [{"Key": key, "Value": value} for key, value in (scope.get("tags", arn) or {}).items()]

    def call(action: str, arn: str, **params: Any) -> None:
        account, region = glue.context.current_scope()
        request = Request(
            action, {"ResourceArn": arn, **params}, glue.store.scope(account, region), glue.context, account, region
        )
        try:
            run(find_action(action), request)
        except GlueError as error:
            raise tagging._ResourceNotFound(arn) from error

    tagging._COLLECTORS["glue"] = tagging._RESOURCE_TAG_COLLECTORS["glue"] = tags
    tagging._WRITERS["glue"] = lambda _spec, arn, given: call("TagResource", arn, TagsToAdd=given)
    tagging._REMOVERS["glue"] = lambda _spec, arn, keys: call("UntagResource", arn, TagsToRemove=list(keys))


def _refusal(headers: dict, body: bytes, query_params: dict) -> Response | None:
    """ministack has checked the first resource; AWS checks all of them, and iam:PassRole on a role given to Glue."""
    key = router.extract_access_key_id(headers, query_params)
    if iam_evaluator.is_root_access_key(key):
        return None
    name = headers.get("x-amz-target", "").rpartition(".")[2]
    params = bodies.json_object(body)
    account, region = responses.get_account_id(), responses.get_region()
    context = iam_actions.request_tag_context("glue", f"glue:{name}", body, {})
    checks = [
        (f"glue:{name}", "glue", arn, context)
        for arn in glue_authorization.resources(name, params, account, region)[1:]
    ]
    role = glue_authorization.passed_role(name, params, account)
    if role:
        checks.append(("iam:PassRole", "iam", role, {"iam:PassedToService": "glue.amazonaws.com"}))
    for action, service, arn, keys in checks:
        denied = iam_evaluator.enforce(key, action, service, region, resource_arn=arn, service_context=keys)
        if isinstance(denied, iam_evaluator.EvalResult):
            return iam_actions.access_denied_response(
                "glue",
                action,
                denied.principal_arn,
                "",
                resource_arn=arn,
                explicit_deny=denied.decision == "Deny",
            )
    return None
