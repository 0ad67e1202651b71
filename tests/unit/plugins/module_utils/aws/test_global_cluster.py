# SPDX-License-Identifier: GPL-3.0-or-later
"""What a global database can be told, and what it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import check_unchangeable
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import compare_clusters
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import create_fields
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import member_arns
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import same_version

ARN = "arn:aws:rds:ap-northeast-1:1:cluster:"


def params(**given: Any) -> dict:
    options = ("engine", "engine_version", "database_name", "storage_encrypted", "deletion_protection")
    return {**dict.fromkeys(options), "allow_major_version_upgrade": False, **given}


def test_source_brings_its_own_engine() -> None:
    given = params(engine="aurora-postgresql", engine_version="16", storage_encrypted=True, deletion_protection=True)
    assert create_fields(given, f"{ARN}a") == {"DeletionProtection": True, "SourceDBClusterIdentifier": f"{ARN}a"}
    assert create_fields(given, None)["Engine"] == "aurora-postgresql"
    with pytest.raises(InvalidOption, match="must be set"):
        create_fields(params(), None)


def test_members_are_taken_out_readers_first() -> None:
    members = [
        {"DBClusterArn": "writer", "IsWriter": True},
        {"DBClusterArn": "reader", "IsWriter": False},
    ]
    assert member_arns({"GlobalClusterMembers": members}) == ["reader", "writer"]


@pytest.mark.parametrize(
    ("current", "desired", "same"),
    [
        ("16.6", "16", True),
        ("16.6", "16.6", True),
        ("16.6", "16.8", False),
        ("160.1", "16", False),
        (None, "16", False),
    ],
)
def test_short_version_is_met_by_its_minor_versions(current: str | None, desired: str, same: bool) -> None:
    assert same_version(current, desired) is same


def test_upgrade_says_whether_it_may_be_a_major_one() -> None:
    comparison, fields = compare_clusters(params(engine_version="17.2"), {"EngineVersion": "16.6"})
    assert comparison.as_diff() == {"before": {"engine_version": "16.6"}, "after": {"engine_version": "17.2"}}
    assert fields == {"EngineVersion": "17.2", "AllowMajorVersionUpgrade": False}


def test_what_cannot_be_changed_is_refused() -> None:
    there = {"Engine": "aurora-postgresql", "GlobalClusterMembers": [{"DBClusterArn": f"{ARN}a", "IsWriter": True}]}
    check_unchangeable(params(engine="aurora-postgresql"), there, f"{ARN}A")
    with pytest.raises(InvalidOption, match="engine: is 'aurora-postgresql' and cannot be changed"):
        check_unchangeable(params(engine="aurora-mysql"), there, None)
    with pytest.raises(InvalidOption, match="is not a member"):
        check_unchangeable(params(), there, f"{ARN}b")
