# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of an Aurora global database, on both emulators as far as each goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-global-cluster"
SOURCE = "source-of-a-global-cluster"


@pytest.fixture
def empty(aws: Aws) -> Iterator[Aws]:
    yield aws
    remove(aws)


def remove(aws: Aws) -> None:
    aws.run(
        "rds_global_cluster",
        global_cluster_identifier=NAME,
        state="absent",
        deletion_protection=False,
        remove_members=True,
        wait_timeout=30,
    )


def change(aws: Aws, **options: Any) -> dict:
    planned = aws.run("rds_global_cluster", check=True, global_cluster_identifier=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("rds_global_cluster", global_cluster_identifier=NAME, **options)
    again = aws.run("rds_global_cluster", global_cluster_identifier=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert len(aws.traffic.calls) <= 3
    return done


def test_empty_global_cluster(empty: Aws) -> None:
    made = change(
        empty,
        engine="aurora-postgresql",
        engine_version="16.9",
        database_name="genai_demo",
        storage_encrypted=True,
    )
    assert made["global_cluster"]["engine_version"] == "16.9"
    assert not empty.run("rds_global_cluster", global_cluster_identifier=NAME, engine_version="16")["changed"]
    with pytest.raises(ModuleFailed, match="engine: is 'aurora-postgresql' and cannot be changed to 'aurora-mysql'"):
        empty.run("rds_global_cluster", global_cluster_identifier=NAME, engine="aurora-mysql")

    remove(empty)
    assert not empty.run("rds_global_cluster", global_cluster_identifier=NAME, state="absent")["changed"]


def test_protected_from_deletion(embedded: Aws) -> None:
    """Moto cannot modify global clusters."""
    change(embedded, engine="aurora-postgresql")
    change(embedded, deletion_protection=True)
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=r"is protected from deletion. Set deletion_protection to false"):
            embedded.run("rds_global_cluster", check=check, global_cluster_identifier=NAME, state="absent")
    remove(embedded)


def test_tags(embedded: Aws) -> None:
    """Moto knows no tags of global clusters."""
    made = change(embedded, engine="aurora-postgresql", tags={"Project": "GenAI-Demo"})
    assert made["global_cluster"]["tags"] == {"Project": "GenAI-Demo"}
    changed = change(embedded, tags={"Component": "DataCatalog"})
    assert changed["diff"] == {
        "before": {"tags": {"Project": "GenAI-Demo"}},
        "after": {"tags": {"Component": "DataCatalog"}},
    }
    remove(embedded)


@pytest.fixture
def source(embedded: Aws) -> Iterator[Aws]:
    rds = embedded.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier=SOURCE, Engine="aurora-postgresql", MasterUsername="m", MasterUserPassword="correct-horse"
    )
    yield embedded
    remove(embedded)
    rds.delete_db_cluster(DBClusterIdentifier=SOURCE, SkipFinalSnapshot=True)


def test_global_cluster_of_a_source(source: Aws) -> None:
    made = change(source, source_db_cluster_identifier=SOURCE, deletion_protection=True)
    [member] = made["global_cluster"]["global_cluster_members"]
    assert member["is_writer"]
    assert member["db_cluster_arn"].endswith(f":cluster:{SOURCE}")
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=r"has members: .*Set remove_members to true"):
            source.run("rds_global_cluster", check=check, global_cluster_identifier=NAME, state="absent")
    with pytest.raises(ModuleFailed, match="is not a member, and AWS only takes one in at creation"):
        source.run("rds_global_cluster", global_cluster_identifier=NAME, source_db_cluster_identifier="other")
    remove(source)
    assert source.client("rds").describe_db_clusters(DBClusterIdentifier=SOURCE)["DBClusters"]


def test_plan_without_the_source_there_yet(embedded: Aws) -> None:
    planned = embedded.run(
        "rds_global_cluster", check=True, global_cluster_identifier=NAME, source_db_cluster_identifier="the-new-one"
    )
    assert planned["changed"]
    assert planned["diff"]["after"]["source_db_cluster_identifier"].endswith(":cluster:the-new-one")


def test_neither_source_nor_engine_is_refused(embedded: Aws) -> None:
    with pytest.raises(ModuleFailed, match="source_db_cluster_identifier or engine must be set"):
        embedded.run("rds_global_cluster", global_cluster_identifier=NAME)
