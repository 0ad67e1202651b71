# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of Glue resources: read, planned with the rest of a change, and written."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from .._aws.client import account_of
from .._aws.diff import Comparison
from .._aws.tags import TagPlan
from .._aws.tags import plan_tags
from . import api


def plan_resource_tags(
    module: AnsibleAWSModule, client: Any, kind: str, current: dict | None, comparison: Comparison
) -> TagPlan | None:
    """What to do about the tags of the resource that the task names. No tags in the task: nothing, and no call."""
    params = module.params
    if params["tags"] is None:
        return None
    account_id = (current or {}).get("CatalogId") or params.get("catalog_id")
    arn = account_of(module, client, account_id).glue_arn(kind, params["name"])
    before = api.get_tags(client, arn) if current else {}
    plan = plan_tags(before, params["tags"], params["purge_tags"], arn)
    comparison.map("tags", plan.before, plan.after)
    return plan


def apply_tag_plan(client: Any, plan: TagPlan | None) -> None:
    if plan and plan.remove:
        api.untag_resource(client, plan.arn, plan.remove)
    if plan and plan.add:
        api.tag_resource(client, plan.arn, plan.add)


def with_tags(resource: dict, plan: TagPlan | None) -> dict:
    """The resource with what is known of its tags."""
    return {**resource, "Arn": plan.arn, "Tags": plan.after} if plan else resource


def read_tags(module: AnsibleAWSModule, client: Any, kind: str, resources: list[dict]) -> list[dict]:
    """The resources with their tags, where the task asks for them."""
    if not module.params["include_tags"] or not resources:
        return resources
    account = account_of(module, client, resources[0].get("CatalogId") or module.params.get("catalog_id"))
    arns = {resource["Name"]: account.glue_arn(kind, resource["Name"]) for resource in resources}
    return [
        {**resource, "Arn": arns[resource["Name"]], "Tags": api.get_tags(client, arns[resource["Name"]])}
        for resource in resources
    ]
