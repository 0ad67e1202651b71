# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource policy of the Data Catalog, asked by IAM whenever somebody uses something in the catalog."""

from __future__ import annotations

from ministack.core import iam_evaluator

from local_aws.glue import GlueService
from local_aws.glue.catalog.policy import policy_of

# The policy covers the catalog and what is in it: no crawlers, classifiers or security configurations.
_IN_THE_CATALOG = {"catalog", "connection", "database", "table", "tableVersion", "userDefinedFunction"}


def install(glue: GlueService) -> None:
    original = iam_evaluator._resource_policy

    def resource_policy(service: str, resource_arn: str) -> tuple | None:
        if service != "glue":
            return original(service, resource_arn)
        parts = resource_arn.split(":", 5)
        if len(parts) < 6 or parts[5].partition("/")[0] not in _IN_THE_CATALOG:
            return None
        policy = policy_of(glue.store.scope(parts[4], parts[3]))
        return (policy, parts[4]) if policy else None

    iam_evaluator._resource_policy = resource_policy
