# SPDX-License-Identifier: GPL-3.0-or-later
"""The Data API of a cluster, switched on and off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from ansible_collections.datacatalog.aws.plugins.modules import rds_http_endpoint

from tests.integration.database.conftest import CLUSTER
from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Run


@pytest.fixture
def ensure(run: Run, cluster: Cluster) -> Iterator[Run]:
    """Leaves the endpoint as it was."""
    bound = partial(run, rds_http_endpoint, db_cluster_identifier=CLUSTER, wait_timeout=60)
    before = enabled(cluster)
    yield bound
    bound(state="present" if before else "absent")


def enabled(cluster: Cluster) -> bool:
    found = cluster.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"][0]
    return bool(found.get("HttpEndpointEnabled"))


def test_the_life_of_an_endpoint(ensure: Run, cluster: Cluster) -> None:
    ensure(state="absent")
    assert not enabled(cluster)
    planned = ensure(check=True)
    assert (planned["changed"], enabled(cluster)) == (True, False)
    made = ensure()
    assert (made["changed"], made["http_endpoint_enabled"], enabled(cluster)) == (True, True, True)
    assert made["diff"] == planned["diff"]
    for check in (True, False):
        assert not ensure(check=check)["changed"]
    assert ensure(state="absent", check=True)["changed"]
    assert ensure(state="absent")["changed"]
    assert not enabled(cluster)
    assert not ensure(state="absent")["changed"]


def test_a_cluster_that_is_not_there(run: Run) -> None:
    assert run(rds_http_endpoint, db_cluster_identifier="nobody", check=True)["changed"]
    assert "Create or restore it first" in run(rds_http_endpoint, db_cluster_identifier="nobody")["msg"]
    assert not run(rds_http_endpoint, db_cluster_identifier="nobody", state="absent")["changed"]
