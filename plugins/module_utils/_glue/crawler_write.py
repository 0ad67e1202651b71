# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a crawler: patient with what AWS does not know yet, and with a crawl that is under way."""

from __future__ import annotations

from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import GlueError
from .._aws.errors import error_code
from .._aws.retry import patiently
from .._aws.tags import as_tags
from . import api
from .compare import crawler_settings
from .crawler import create_request
from .crawler import update_request
from .idle import RunningPolicy
from .idle import change_while_idle
from .propagation import is_propagating


def write_crawler(client: Any, params: dict, found: dict | None, request: dict, changes: Comparison) -> dict:
    """Create the crawler, or update it when it stands still. Returns the crawler as it then is."""
    name = params["name"]
    tags = as_tags(params["tags"])
    if found is None:
        try:
            patiently(
                lambda: api.create_crawler(client, name, create_request(request), tags),
                is_propagating,
                params["propagation_timeout"],
            )
        except GlueError as error:
            # Someone else made it, or our own first try did before its answer was lost.
            found = api.get_crawler(client, name) if error_code(error) == "AlreadyExistsException" else None
            if found is None:
                raise
    elif not set(changes.fields) - {"tags", "schedule_state"}:
        return found
    if found is not None:
        _update(client, params, found, request)
    return api.get_crawler(client, name) or {"Name": name, **request}


def _update(client: Any, params: dict, found: dict, request: dict) -> None:
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
