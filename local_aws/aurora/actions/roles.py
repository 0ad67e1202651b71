# SPDX-License-Identifier: GPL-3.0-or-later
"""The IAM roles that a cluster may use, one for each feature."""

from __future__ import annotations

from local_aws.aurora import aws
from local_aws.aurora.actions.clusters import wrong_state
from local_aws.aurora.aws import Action
from local_aws.aurora.aws import Params
from local_aws.aurora.aws import Record
from local_aws.aurora.aws import Response
from local_aws.aurora.runtime import Runtime
from local_aws.context import RoleNotAssumable

KEY = "AssociatedRoles"
LAMBDA = "Lambda"
SERVICE = "rds.amazonaws.com"
_FEATURES = ("Comprehend", LAMBDA, "SageMaker", "s3Export", "s3Import")
_QUOTA = 5


def install(runtime: Runtime) -> None:
    aws.replace_action("AddRoleToDBCluster", lambda original: _add(runtime, original))
    aws.replace_action("RemoveRoleFromDBCluster", lambda original: _remove(original))


def assumable_role(runtime: Runtime, cluster: Record, feature: str) -> str | None:
    """The ARN of the role for a feature; one that RDS cannot assume is INVALID and of no use."""
    for role in cluster.get(KEY) or []:
        if role["FeatureName"] == feature:
            role["Status"] = _status(runtime, cluster, role["RoleArn"])
            return role["RoleArn"] if role["Status"] == "ACTIVE" else None
    return None


def shown(cluster: Record) -> str:
    """The element of DescribeDBClusters."""
    roles = "".join(
        f"<DBClusterRole><RoleArn>{role['RoleArn']}</RoleArn><Status>{role['Status']}</Status>"
        f"<FeatureName>{role['FeatureName']}</FeatureName></DBClusterRole>"
        for role in cluster.get(KEY) or []
    )
    return f"<AssociatedRoles>{roles}</AssociatedRoles>"


def _add(runtime: Runtime, original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        refused = _not_ready(params, cluster)
        if cluster is None or refused is not None:
            return refused or original(params)
        arn, feature = aws.text(params, "RoleArn"), aws.text(params, "FeatureName")
        refused = _refusal(cluster, arn, feature) or aws.pass_role_refusal(arn)
        if refused is not None:
            return refused
        roles = cluster[KEY] = list(cluster.get(KEY) or [])
        roles.append({"RoleArn": arn, "FeatureName": feature, "Status": _status(runtime, cluster, arn)})
        return aws.answer("AddRoleToDBCluster", "")

    return action


def _remove(original: Action) -> Action:
    def action(params: Params) -> Response:
        cluster = aws.cluster(aws.text(params, "DBClusterIdentifier"))
        refused = _not_ready(params, cluster)
        if cluster is None or refused is not None:
            return refused or original(params)
        arn, feature = aws.text(params, "RoleArn"), aws.text(params, "FeatureName")
        if not feature:
            return _feature_missing()
        roles = cluster.get(KEY) or []
        kept = [role for role in roles if (role["RoleArn"], role["FeatureName"]) != (arn, feature)]
        if len(kept) == len(roles):
            message = f"Role ARN {arn} cannot be found for DB Cluster: {cluster['DBClusterIdentifier']}."
            return aws.error("DBClusterRoleNotFound", f"{message} Verify your role ARN and try again.", 404)
        cluster[KEY] = kept
        return aws.answer("RemoveRoleFromDBCluster", "")

    return action


def _not_ready(params: Params, cluster: Record | None) -> Response | None:
    if cluster is None:
        name = aws.text(params, "DBClusterIdentifier")
        return aws.error("DBClusterNotFoundFault", f"DBCluster {name} not found.", 404)
    return None if cluster["Status"] == "available" else wrong_state(cluster, "available")


def _refusal(cluster: Record, arn: str, feature: str) -> Response | None:
    if not feature:
        return _feature_missing()
    if feature not in _FEATURES:
        message = f"The feature-name {feature} is not supported by the Aurora (PostgreSQL) engine."
        return aws.error("InvalidParameterValue", message)
    if not arn.startswith("arn:aws:iam::") or ":role/" not in arn:
        return aws.error("InvalidParameterValue", f"Invalid role ARN: {arn}")
    roles = cluster.get(KEY) or []
    if any(role["FeatureName"] == feature for role in roles):
        message = f"Role ARN {arn} is already associated with DB Cluster: {cluster['DBClusterIdentifier']}."
        return aws.error("DBClusterRoleAlreadyExists", f"{message} Verify your role ARN and try again.")
    if len(roles) >= _QUOTA:
        return aws.error("DBClusterRoleQuotaExceeded", "The maximum number of IAM roles has been reached.")
    return None


def _feature_missing() -> Response:
    message = (
        "The feature-name parameter must be provided with the current operation for the Aurora (PostgreSQL) engine."
    )
    return aws.error("InvalidParameterValue", message)


def _status(runtime: Runtime, cluster: Record, arn: str) -> str:
    try:
        runtime.context.check_assumable(arn, service=SERVICE, source_arn=cluster["DBClusterArn"])
    except RoleNotAssumable:
        return "INVALID"
    return "ACTIVE"
