# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of resources, kept by ARN."""

from __future__ import annotations

from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import arn as make_arn
from local_aws.glue.names import fold
from local_aws.glue.names import join_key
from local_aws.glue.store import Scope

KIND = "tags"
MOST = 50
# The types of resource that can be tagged here: what an ARN calls them, and what the store does.
TAGGABLE = {"database": "database", "connection": "connection", "crawler": "crawler"}
# Types that AWS can tag and that are not emulated, so none of them exists.
ELSEWHERE = {
    "blueprint", "customEntityType", "dataQualityRuleset", "devEndpoint", "job", "mlTransform", "registry", "schema",
    "session", "trigger", "usageProfile", "workflow",
}  # fmt: skip


def tags_of(scope: Scope, arn: str) -> dict[str, str]:
    return scope.get(KIND, arn) or {}


def set_tags(scope: Scope, arn: str, tags: dict[str, str]) -> None:
    """Replace all tags; without any the entry goes."""
    if tags:
        scope.put(KIND, arn, tags)
    else:
        scope.delete(KIND, arn)


def check_keys(tags: dict[str, str]) -> None:
    """To be asked before anything is changed."""
    if any(key.lower().startswith("aws:") for key in tags):
        raise invalid_input("Tag keys starting with 'aws:' are reserved for system use")


@action("TagResource")
def tag(request: Request) -> Result:
    arn = _find(request)
    check_keys(request.params["TagsToAdd"])
    tags = {**tags_of(request.scope, arn), **request.params["TagsToAdd"]}
    if len(tags) > MOST:
        raise invalid_input(f"A resource can have at most {MOST} tags.")
    set_tags(request.scope, arn, tags)
    return {}


@action("UntagResource")
def untag(request: Request) -> Result:
    """Removing a tag that is not there succeeds."""
    arn = _find(request)
    gone = set(request.params["TagsToRemove"])
    set_tags(request.scope, arn, {k: v for k, v in tags_of(request.scope, arn).items() if k not in gone})
    return {}


@action("GetTags")
def read(request: Request) -> Result:
    return {"Tags": tags_of(request.scope, _find(request))}


def _find(request: Request) -> str:
    """The ARN of a resource that is there, as its tags are kept under."""
    given = request.params["ResourceArn"]
    parts = given.split(":", 5)
    if len(parts) != 6:
        raise invalid_input(f"Invalid resource ARN: {given}")
    region, account, resource = parts[3:]
    kind, _, name = resource.partition("/")
    if kind not in TAGGABLE and kind not in ELSEWHERE:
        raise invalid_input(f"No enum constant com.amazonaws.glue.resourcearns.GlueResourceType.{kind}")
    if not name or (account, region) != (request.account, request.region):
        raise invalid_input(f"Invalid resource ARN: {given}")
    name = fold(name) if kind == "database" else name
    if kind not in TAGGABLE or not request.scope.exists(TAGGABLE[kind], join_key(name)):
        raise not_found(f"Resource {given} not found.")
    return make_arn(region, account, kind, name)
