# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a cluster's role for a feature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.modules import rds_cluster_role

from tests.integration.database.conftest import CLUSTER
from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Run

FEATURE = "s3Import"


@pytest.fixture(scope="module")
def roles(cluster: Cluster) -> list[str]:
    return [make_role(cluster, f"role-of-a-cluster-{number}", "rds.amazonaws.com") for number in (1, 2)]


def make_role(cluster: Cluster, name: str, service: str) -> str:
    allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    return cluster.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]


@pytest.fixture
def ensure(run: Run) -> Iterator[Run]:
    bound = partial(run, rds_cluster_role, db_cluster_identifier=CLUSTER, feature_name=FEATURE, wait_timeout=30)
    yield bound
    bound(state="absent")


def associated(cluster: Cluster) -> dict[str, str]:
    found = cluster.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"][0]
    return {role["FeatureName"]: role["RoleArn"] for role in found.get("AssociatedRoles", [])}


def test_the_life_of_a_role(ensure: Run, cluster: Cluster, roles: list[str]) -> None:
    planned = ensure(role_arn=roles[0], check=True)
    assert planned["changed"]
    assert FEATURE not in associated(cluster)
    made = ensure(role_arn=roles[0])
    assert made["cluster_role"] == {"role_arn": roles[0], "feature_name": FEATURE, "status": "ACTIVE"}
    assert made["diff"] == planned["diff"]
    assert associated(cluster)[FEATURE] == roles[0]
    for check in (True, False):
        again = ensure(role_arn=roles[0], check=check)
        assert not again["changed"]
        assert again["cluster_role"] == made["cluster_role"]

    assert not ensure(role_arn=roles[1], state="absent")["changed"]
    assert ensure(role_arn=roles[1])["diff"] == {"before": {"role_arn": roles[0]}, "after": {"role_arn": roles[1]}}
    assert associated(cluster)[FEATURE] == roles[1]

    assert ensure(state="absent", check=True)["changed"]
    assert associated(cluster)[FEATURE] == roles[1]
    gone = ensure(state="absent")
    assert (gone["changed"], gone["cluster_role"]) == (True, {})
    assert FEATURE not in associated(cluster)
    assert not ensure(state="absent")["changed"]


def test_a_cluster_that_is_not_there_yet(run: Run, roles: list[str]) -> None:
    options: dict[str, Any] = {"db_cluster_identifier": "nobody", "feature_name": FEATURE, "role_arn": roles[0]}
    assert run(rds_cluster_role, check=True, **options)["changed"]
    assert "Create it before its role" in run(rds_cluster_role, **options)["msg"]
    assert not run(rds_cluster_role, **options, state="absent")["changed"]


def test_a_role_that_rds_may_not_assume_is_said(ensure: Run, cluster: Cluster) -> None:
    arn = make_role(cluster, "role-of-an-instance", "ec2.amazonaws.com")
    failed = ensure(role_arn=arn)
    assert failed["failed"]
    assert "is active" in failed["msg"]
