# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of EventBridge and their targets: one call, or one loop over pages, a function."""

from __future__ import annotations

from typing import Any

from .._aws.services import EventsErrorHandler
from .._aws.services import ServiceError
from .._aws.services import service_retry

Client = Any


@EventsErrorHandler.list_error_handler("describe rule {name}")
@service_retry
def get_rule(client: Client, name: str, bus: str) -> dict | None:
    answer = client.describe_rule(Name=name, EventBusName=bus)
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


@EventsErrorHandler.list_error_handler("list the targets of rule {name}", default_value=[])
def get_targets(client: Client, name: str, bus: str) -> list[dict]:
    targets: list[dict] = []
    token: dict[str, str] = {}
    while True:
        page = _targets_page(client, name, bus, token)
        targets += page.get("Targets", [])
        if not page.get("NextToken"):
            return targets
        token = {"NextToken": page["NextToken"]}


@service_retry
def _targets_page(client: Client, name: str, bus: str, token: dict[str, str]) -> dict:
    return client.list_targets_by_rule(Rule=name, EventBusName=bus, **token)


@EventsErrorHandler.common_error_handler("put rule {name}")
@service_retry
def put_rule(client: Client, name: str, bus: str, settings: dict) -> str:
    return client.put_rule(Name=name, EventBusName=bus, **settings)["RuleArn"]


@EventsErrorHandler.common_error_handler("put the targets of rule {name}")
@service_retry
def put_targets(client: Client, name: str, bus: str, targets: list[dict]) -> None:
    _all_taken("put", name, client.put_targets(Rule=name, EventBusName=bus, Targets=targets))


@EventsErrorHandler.deletion_error_handler("remove the targets of rule {name}")
@service_retry
def remove_targets(client: Client, name: str, bus: str, ids: list[str]) -> None:
    _all_taken("remove", name, client.remove_targets(Rule=name, EventBusName=bus, Ids=ids))


def _all_taken(verb: str, name: str, answer: dict) -> None:
    """AWS answers that all went well, and lists what did not."""
    failed = [
        f"{entry.get('TargetId')}: {entry.get('ErrorCode')} {entry.get('ErrorMessage', '')}".strip()
        for entry in answer.get("FailedEntries") or []
    ]
    if failed:
        raise ServiceError(f"Failed to {verb} targets of rule {name}: {'; '.join(failed)}")


@EventsErrorHandler.deletion_error_handler("delete rule {name}")
@service_retry
def delete_rule(client: Client, name: str, bus: str) -> None:
    client.delete_rule(Name=name, EventBusName=bus)


@EventsErrorHandler.list_error_handler("list the tags of rule {arn}", default_value=[])
@service_retry
def get_tags(client: Client, arn: str) -> list[dict]:
    return client.list_tags_for_resource(ResourceARN=arn).get("Tags", [])


@EventsErrorHandler.common_error_handler("tag rule {arn}")
@service_retry
def add_tags(client: Client, arn: str, tags: list[dict]) -> None:
    client.tag_resource(ResourceARN=arn, Tags=tags)


@EventsErrorHandler.common_error_handler("untag rule {arn}")
@service_retry
def remove_tags(client: Client, arn: str, keys: list[str]) -> None:
    client.untag_resource(ResourceARN=arn, TagKeys=keys)
