# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of an Aurora cluster by feature: the calls, and the wait."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.waiter import BaseWaiterFactory
from ansible_collections.amazon.aws.plugins.module_utils.waiter import custom_waiter_config

from .errors import RdsErrorHandler
from .retry import PASSING_CODES
from .retry import aws_retry

_PAUSE = 5


@RdsErrorHandler.list_error_handler("describe cluster {identifier}")
@aws_retry
def get_cluster(client: Any, identifier: str) -> dict | None:
    found = client.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"]
    return found[0] if found else None


@RdsErrorHandler.common_error_handler("give cluster {identifier} role {role_arn} for {feature}")
@aws_retry
def add_role(client: Any, identifier: str, role_arn: str, feature: str) -> None:
    client.add_role_to_db_cluster(DBClusterIdentifier=identifier, RoleArn=role_arn, FeatureName=feature)


@RdsErrorHandler.deletion_error_handler("take role {role_arn} for {feature} from cluster {identifier}")
@aws_retry
def remove_role(client: Any, identifier: str, role_arn: str, feature: str) -> None:
    client.remove_role_from_db_cluster(DBClusterIdentifier=identifier, RoleArn=role_arn, FeatureName=feature)


def role_of(cluster: dict | None, feature: str) -> dict:
    """What the cluster has for a feature: one role, or nothing."""
    roles = (cluster or {}).get("AssociatedRoles") or []
    return next((role for role in roles if role.get("FeatureName") == feature), {})


class _RoleWaiters(BaseWaiterFactory):
    def __init__(self, feature: str, role_arn: str) -> None:
        self._feature = feature
        self._role_arn = role_arn
        super().__init__()

    @property
    def _waiter_model_data(self) -> dict[str, dict]:
        roles = f"DBClusters[0].AssociatedRoles[?FeatureName=='{self._feature}' && RoleArn=='{self._role_arn}']"
        return {
            "active": _waiter(
                _acceptor("success", True, f"{roles}.Status | [0] == 'ACTIVE'"),
                _acceptor("failure", True, f"{roles}.Status | [0] == 'INVALID'"),
            ),
            "gone": _waiter(_acceptor("success", True, f"length({roles} || `[]`) == `0`")),
        }


def _acceptor(state: str, expected: Any, argument: str) -> dict:
    return {"state": state, "matcher": "path", "expected": expected, "argument": argument}


def _waiter(*acceptors: dict) -> dict:
    passing = [{"state": "retry", "matcher": "error", "expected": code} for code in PASSING_CODES]
    return {
        "operation": "DescribeDBClusters",
        "delay": _PAUSE,
        "maxAttempts": 1,
        "acceptors": [*acceptors, *passing],
    }


@RdsErrorHandler.common_error_handler("wait until role {role_arn} of cluster {identifier} is {condition}")
def wait_until(client: Any, identifier: str, role_arn: str, condition: str, feature: str, timeout: int) -> None:
    waiter = _RoleWaiters(feature, role_arn).get_waiter(client, condition)
    waiter.wait(DBClusterIdentifier=identifier, WaiterConfig=custom_waiter_config(timeout, default_pause=_PAUSE))
