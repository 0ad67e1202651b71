# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP endpoint of an Aurora cluster, by which the Data API reaches it: the calls, and the wait."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.waiter import BaseWaiterFactory
from ansible_collections.amazon.aws.plugins.module_utils.waiter import custom_waiter_config

from .errors import RdsErrorHandler
from .retry import PASSING_CODES
from .retry import aws_retry

_PAUSE = 5


@RdsErrorHandler.common_error_handler("enable the HTTP endpoint of {arn}")
@aws_retry
def enable(client: Any, arn: str) -> None:
    client.enable_http_endpoint(ResourceArn=arn)


@RdsErrorHandler.common_error_handler("disable the HTTP endpoint of {arn}")
@aws_retry
def disable(client: Any, arn: str) -> None:
    client.disable_http_endpoint(ResourceArn=arn)


class _EndpointWaiters(BaseWaiterFactory):
    @property
    def _waiter_model_data(self) -> dict[str, dict]:
        return {"enabled": _waiter(True), "disabled": _waiter(False)}


def _waiter(wanted: bool) -> dict:
    state = "DBClusters[0].HttpEndpointEnabled" if wanted else "!(DBClusters[0].HttpEndpointEnabled)"
    passing = [{"state": "retry", "matcher": "error", "expected": code} for code in PASSING_CODES]
    return {
        "operation": "DescribeDBClusters",
        "delay": _PAUSE,
        "maxAttempts": 1,
        "acceptors": [{"state": "success", "matcher": "path", "expected": True, "argument": state}, *passing],
    }


@RdsErrorHandler.common_error_handler("wait until the HTTP endpoint of cluster {identifier} is {condition}")
def wait_until(client: Any, identifier: str, condition: str, timeout: int) -> None:
    waiter = _EndpointWaiters().get_waiter(client, condition)
    waiter.wait(DBClusterIdentifier=identifier, WaiterConfig=custom_waiter_config(timeout, default_pause=_PAUSE))
