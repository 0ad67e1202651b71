# SPDX-License-Identifier: GPL-3.0-or-later
"""Global databases are ministack's records, save for what AWS does not let into one."""

from __future__ import annotations

from local_aws.aurora import aws
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Response


def install() -> None:
    aws.replace_action("CreateGlobalCluster", _create)
    aws.replace_action("ModifyDBCluster", _modify)


def _create(original: Action) -> Action:
    def action(params: Params) -> Response:
        source = aws.cluster(aws.text(params, "SourceDBClusterIdentifier"))
        if source is not None and source.get("MasterUserSecret"):
            return _managed_password(source["DBClusterIdentifier"])
        return original(params)

    return action


def _modify(original: Action) -> Action:
    def action(params: Params) -> Response:
        found = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        if found is not None and found.get("GlobalClusterIdentifier") and aws.flag(params, "ManageMasterUserPassword"):
            return _managed_password(found["DBClusterIdentifier"])
        return original(params)

    return action


def _managed_password(name: str) -> Response:
    """That it is refused is documented, the words are not."""
    message = f"A master user password managed by RDS is not supported for a global database: {name}"
    return aws.error("InvalidParameterCombination", message)
