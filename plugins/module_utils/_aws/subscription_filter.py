# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscription filters of CloudWatch Logs: the calls, and what is compared."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler

from .services import ServiceError
from .services import service_retry

Client = Any
FIELDS = {
    "filter_pattern": "filterPattern",
    "destination_arn": "destinationArn",
    "role_arn": "roleArn",
    "distribution": "distribution",
}
BY_LOG_STREAM = "ByLogStream"


class LogsErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = ServiceError

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("ResourceNotFoundException")


@LogsErrorHandler.list_error_handler("describe the subscription filters of log group {group}")
@service_retry
def get_filters(client: Client, group: str) -> list[dict] | None:
    """None when there is no such log group. A group has at most two filters, so they come on one page."""
    return client.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]


@LogsErrorHandler.common_error_handler("put subscription filter {name} of log group {group}")
@service_retry
def put_filter(client: Client, group: str, name: str, fields: dict) -> None:
    client.put_subscription_filter(logGroupName=group, filterName=name, **fields)


@LogsErrorHandler.deletion_error_handler("delete subscription filter {name} of log group {group}")
@service_retry
def delete_filter(client: Client, group: str, name: str) -> None:
    client.delete_subscription_filter(logGroupName=group, filterName=name)


def settings_of(found: dict) -> dict:
    """A filter by the names of the options."""
    settings = {option: found.get(field) or "" for option, field in FIELDS.items()}
    return {**settings, "distribution": settings["distribution"] or BY_LOG_STREAM}


def to_api(settings: dict) -> dict:
    fields = {field: settings[option] for option, field in FIELDS.items() if settings[option]}
    if settings["destination_arn"].split(":")[2:3] == ["lambda"]:
        # Only streams are distributed over.
        fields.pop("distribution")
    return {**fields, "filterPattern": settings["filter_pattern"]}
