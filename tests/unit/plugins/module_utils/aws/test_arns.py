# SPDX-License-Identifier: GPL-3.0-or-later
"""ARNs from names, and names that mean the same."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.arns import Account
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.arns import same_key
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.arns import same_role


def test_arns_are_computed_from_names() -> None:
    account = Account("123456789012", "cn-north-1", "aws-cn")
    assert account.glue_arn("crawler", "c") == "arn:aws-cn:glue:cn-north-1:123456789012:crawler/c"
    assert account.db_cluster_arn("My-Cluster") == "arn:aws-cn:rds:cn-north-1:123456789012:cluster:my-cluster"
    assert account.db_cluster_arn("arn:aws:rds:x:1:cluster:y") == "arn:aws:rds:x:1:cluster:y"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("R", "R", True),
        ("arn:aws:iam::1:role/R", "R", True),
        ("arn:aws:iam::1:role/service-role/R", "service-role/R", True),
        ("arn:aws:iam::1:role/service-role/R", "R", True),
        ("arn:aws:iam::1:role/a/R", "b/R", False),
        ("arn:aws:iam::1:role/R", "arn:aws:iam::2:role/R", False),
        ("R", "S", False),
        ("R", "", False),
    ],
)
def test_same_role(one: str, other: str, same: bool) -> None:
    for a, b in ((one, other), (other, one)):
        assert same_role(a, b) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("arn:aws:kms:r:1:key/abc", "abc", True),
        ("arn:aws:kms:r:1:alias/x", "alias/x", True),
        ("alias/x", "abc", False),
    ],
)
def test_same_key(one: str, other: str, same: bool) -> None:
    assert same_key(one, other) is same
