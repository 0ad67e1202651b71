# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of resources, kept by ARN."""

from __future__ import annotations

from local_aws.glue.store import Scope

KIND = "tags"


def tags_of(scope: Scope, arn: str) -> dict[str, str]:
    return scope.get(KIND, arn) or {}


def set_tags(scope: Scope, arn: str, tags: dict[str, str]) -> None:
    """Replace all tags; without any the entry goes."""
    if tags:
        scope.put(KIND, arn, tags)
    else:
        scope.delete(KIND, arn)
