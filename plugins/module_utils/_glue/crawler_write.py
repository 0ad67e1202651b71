# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a crawler: patient with what AWS does not know yet, and with a crawl that is under way."""

from __future__ import annotations

from typing import Any

from .._aws.diff import Comparison
from .._aws.retry import patiently
from .._aws.tags import TagPlan
from .._aws.tags import as_tags
from . import api
from .compare import crawler_settings
from .crawler import create_request
from .crawler import update_request
from .crawler_schedule import set_schedule_state
from .idle import RunningPolicy
from .idle import change_while_idle
from .overtaken import made
from .propagation import is_propagating
from .tagging import apply_tag_plan


def write_crawler(
    client: Any, params: dict, found: dict | None, request: dict, changes: Comparison, plan: TagPlan | None
) -> dict:
    """Create the crawler, or update it when it stands still. Returns the crawler as it then is."""
    name = params["name"]
    created = found is None and _created(client, params, request)
    if not created:
        _update(client, params, found, request, changes)
        apply_tag_plan(client, plan)
    if "schedule_state" in changes.fields:
        set_schedule_state(client, name, params["schedule_state"])
    if found is not None and set(changes.fields) == {"tags"}:
        return found
    return api.get_crawler(client, name) or {"Name": name, **request}


def _created(client: Any, params: dict, request: dict) -> bool:
    return made(
        lambda: patiently(
            lambda: api.create_crawler(client, params["name"], create_request(request), as_tags(params["tags"])),
            is_propagating,
            params["propagation_timeout"],
        )
    )


def _update(client: Any, params: dict, found: dict | None, request: dict, changes: Comparison) -> None:
    if found is None:
        # Somebody made it meanwhile. What the task asks for is sent all the same.
        found = api.get_crawler(client, params["name"]) or {"Name": params["name"]}
    elif not set(changes.fields) - {"tags", "schedule_state"}:
        return
    fields = update_request(crawler_settings(found), request)
    policy = RunningPolicy(params["on_running"], params["wait_timeout"])

    def send() -> None:
        patiently(
            lambda: api.update_crawler(client, found["Name"], fields), is_propagating, params["propagation_timeout"]
        )

    change_while_idle(client, found, policy, send)


def delete_crawler(client: Any, params: dict, found: dict) -> None:
    policy = RunningPolicy(params["on_running"], params["wait_timeout"])
    change_while_idle(client, found, policy, lambda: api.delete_crawler(client, params["name"]))
