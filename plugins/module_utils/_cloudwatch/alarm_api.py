# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms of CloudWatch: one call a function, as many alarms in a call as it takes."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from itertools import islice
from typing import Any

from .._aws.services import CloudWatchErrorHandler
from .._aws.services import service_retry

Client = Any
AT_ONCE = 100


def describe_alarms(client: Client, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those of these names that are there, composite ones left out."""
    found: dict[str, dict[str, Any]] = {}
    rest = iter(names)
    while batch := list(islice(rest, AT_ONCE)):
        found.update({alarm["AlarmName"]: alarm for alarm in _describe(client, batch)})
    return found


@CloudWatchErrorHandler.common_error_handler("describe alarms")
@service_retry
def _describe(client: Client, names: list[str]) -> list[dict[str, Any]]:
    return client.describe_alarms(AlarmNames=names, AlarmTypes=["MetricAlarm"], MaxRecords=AT_ONCE)["MetricAlarms"]


@CloudWatchErrorHandler.common_error_handler("put alarm {name}")
@service_retry
def put_alarm(client: Client, name: str, request: dict[str, Any]) -> None:
    client.put_metric_alarm(**request)


def delete_alarms(client: Client, names: Iterable[str]) -> None:
    rest = iter(names)
    while batch := list(islice(rest, AT_ONCE)):
        _delete(client, batch)


@CloudWatchErrorHandler.deletion_error_handler("delete alarms")
@service_retry
def _delete(client: Client, names: list[str]) -> None:
    client.delete_alarms(AlarmNames=names)


@CloudWatchErrorHandler.common_error_handler("list the tags of {arn}")
@service_retry
def get_tags(client: Client, arn: str) -> dict[str, str]:
    tags = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags}


@CloudWatchErrorHandler.common_error_handler("tag {arn}")
@service_retry
def add_tags(client: Client, arn: str, tags: dict[str, str]) -> None:
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())])


@CloudWatchErrorHandler.common_error_handler("untag {arn}")
@service_retry
def remove_tags(client: Client, arn: str, keys: list[str]) -> None:
    client.untag_resource(ResourceARN=arn, TagKeys=keys)


@CloudWatchErrorHandler.common_error_handler("set the state of alarm {name}")
@service_retry
def set_state(client: Client, name: str, state: str, reason: str) -> None:
    client.set_alarm_state(AlarmName=name, StateValue=state, StateReason=reason)
