# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Aurora global databases: one call a function, and the waits."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.waiter import BaseWaiterFactory
from ansible_collections.amazon.aws.plugins.module_utils.waiter import custom_waiter_config

from .errors import RdsErrorHandler
from .retry import PASSING_CODES
from .retry import aws_retry


@RdsErrorHandler.list_error_handler("describe global cluster {identifier}")
@aws_retry
def get_global_cluster(client: Any, identifier: str) -> dict | None:
    found = client.describe_global_clusters(GlobalClusterIdentifier=identifier)["GlobalClusters"]
    return found[0] if found else None


@RdsErrorHandler.common_error_handler("create global cluster {identifier}")
@aws_retry
def create_global_cluster(client: Any, identifier: str, **fields: Any) -> None:
    client.create_global_cluster(GlobalClusterIdentifier=identifier, **fields)


@RdsErrorHandler.common_error_handler("modify global cluster {identifier}")
@aws_retry
def modify_global_cluster(client: Any, identifier: str, **fields: Any) -> None:
    client.modify_global_cluster(GlobalClusterIdentifier=identifier, **fields)


@RdsErrorHandler.deletion_error_handler("take {member} out of global cluster {identifier}")
@aws_retry
def remove_from_global_cluster(client: Any, identifier: str, member: str) -> None:
    client.remove_from_global_cluster(GlobalClusterIdentifier=identifier, DbClusterIdentifier=member)


@RdsErrorHandler.deletion_error_handler("delete global cluster {identifier}")
@aws_retry
def delete_global_cluster(client: Any, identifier: str) -> None:
    client.delete_global_cluster(GlobalClusterIdentifier=identifier)


@RdsErrorHandler.common_error_handler("list the tags of {arn}")
@aws_retry
def get_tags(client: Any, arn: str) -> list[dict]:
    return client.list_tags_for_resource(ResourceName=arn)["TagList"]


@RdsErrorHandler.common_error_handler("tag {arn}")
@aws_retry
def add_tags(client: Any, arn: str, tags: list[dict]) -> None:
    client.add_tags_to_resource(ResourceName=arn, Tags=tags)


@RdsErrorHandler.common_error_handler("remove tags of {arn}")
@aws_retry
def remove_tags(client: Any, arn: str, keys: list[str]) -> None:
    client.remove_tags_from_resource(ResourceName=arn, TagKeys=keys)


def _acceptor(state: str, matcher: str, expected: Any, argument: str | None = None) -> dict:
    return {"state": state, "matcher": matcher, "expected": expected, **({"argument": argument} if argument else {})}


class _GlobalClusterWaiters(BaseWaiterFactory):
    def __init__(self, members: int = 0) -> None:
        self._members = members
        super().__init__()

    @property
    def _waiter_model_data(self) -> dict[str, dict]:
        few = f"length(GlobalClusters[0].GlobalClusterMembers || `[]`) <= `{self._members}`"
        return {
            "available": _waiter(_acceptor("success", "path", "available", "GlobalClusters[0].Status")),
            "left": _waiter(_acceptor("success", "path", True, few)),
            "gone": _waiter(
                _acceptor("success", "error", "GlobalClusterNotFoundFault"),
                _acceptor("success", "path", True, "length(GlobalClusters) == `0`"),
            ),
        }


def _waiter(*acceptors: dict) -> dict:
    passing = [_acceptor("retry", "error", code) for code in PASSING_CODES]
    return {
        "operation": "DescribeGlobalClusters",
        "delay": 5,
        "maxAttempts": 1,
        "acceptors": [*acceptors, *passing],
    }


def _wait(client: Any, identifier: str, condition: str, timeout: int, members: int = 0) -> None:
    waiter = _GlobalClusterWaiters(members).get_waiter(client, condition)
    waiter.wait(GlobalClusterIdentifier=identifier, WaiterConfig=custom_waiter_config(timeout, default_pause=5))


@RdsErrorHandler.common_error_handler("wait until global cluster {identifier} is available")
def wait_until_available(client: Any, identifier: str, timeout: int) -> None:
    _wait(client, identifier, "available", timeout)


@RdsErrorHandler.common_error_handler("wait until global cluster {identifier} has no more than {members} members")
def wait_until_left(client: Any, identifier: str, timeout: int, members: int) -> None:
    _wait(client, identifier, "left", timeout, members)


@RdsErrorHandler.common_error_handler("wait until global cluster {identifier} is gone")
def wait_until_gone(client: Any, identifier: str, timeout: int) -> None:
    _wait(client, identifier, "gone", timeout)
