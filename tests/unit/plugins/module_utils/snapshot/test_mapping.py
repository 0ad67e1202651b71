# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of one account and region become those of another, wherever they stand; other text is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import SnapshotError
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.mapping import Mapper
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.records import Record

HERE = "arn:aws:{}:ap-northeast-1:111122223333:{}"
MAPPING = {
    "accounts": {"111122223333": "444455556666"},
    "regions": {"ap-northeast-1": "ap-southeast-1"},
    "buckets": {"data": "data-singapore"},
    "connections": {"aurora": "aurora-singapore"},
    "subnets": {"subnet-a": "subnet-b"},
    "security_groups": {"sg-a": "sg-b"},
    "availability_zones": {"ap-northeast-1a": "ap-southeast-1b"},
    "keys": {"alias/catalog": "alias/catalog-singapore", "1234": "5678"},
    "secrets": {"aurora-login": "aurora-login-singapore"},
    "hosts": {"tokyo.example.com": "singapore.example.com"},
    "connection_secrets": {"by-password": "aurora-login-singapore"},
}


def mapped(kind: str, data: dict[str, Any], key: tuple[str, ...] = ("x",)) -> Record:
    return Mapper(MAPPING).record(Record(kind, key, data))


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("Location", "s3://data/orders/", "s3://data-singapore/orders/"),
        ("Location", "s3://data-of-others/orders/", "s3://data-of-others/orders/"),
        ("Arn", "arn:aws:s3:::data/x", "arn:aws:s3:::data-singapore/x"),
        ("Role", "arn:aws:iam::111122223333:role/Crawler", "arn:aws:iam::444455556666:role/Crawler"),
        ("CatalogId", "111122223333", "444455556666"),
        ("Region", "ap-northeast-1", "ap-southeast-1"),
        ("Description", "made in ap-northeast-1 for 111122223333", "made in ap-northeast-1 for 111122223333"),
        ("KmsKeyArn", HERE.format("kms", "key/1234"), "arn:aws:kms:ap-southeast-1:444455556666:key/5678"),
        ("SseAwsKmsKeyId", "alias/catalog", "alias/catalog-singapore"),
        (
            "SecretArn",
            HERE.format("secretsmanager", "secret:aurora-login-AbCdEf"),
            "arn:aws:secretsmanager:ap-southeast-1:444455556666:secret:aurora-login-singapore",
        ),
        ("ConnectionName", "aurora", "aurora-singapore"),
        ("Name", "aurora", "aurora"),
        ("Values", ["111122223333"], ["111122223333"]),
    ],
)
def test_a_name_is_mapped_where_it_is_one(field: str, before: Any, after: Any) -> None:
    assert mapped("table", {field: before}).data == {field: after}


def test_a_connection_comes_under_its_own_name_in_its_own_network() -> None:
    place = {"SubnetId": "subnet-a", "SecurityGroupIdList": ["sg-a"], "AvailabilityZone": "ap-northeast-1a"}
    url = "jdbc:postgresql://tokyo.example.com:5432/genai_demo"
    properties = {"JDBC_CONNECTION_URL": url, "SECRET_ID": "aurora-login"}
    record = mapped(
        "connection",
        {"Name": "aurora", "ConnectionProperties": properties, "PhysicalConnectionRequirements": place},
        ("aurora",),
    )
    assert record.key == ("aurora-singapore",)
    assert record.data == {
        "Name": "aurora-singapore",
        "ConnectionProperties": {
            "JDBC_CONNECTION_URL": "jdbc:postgresql://singapore.example.com:5432/genai_demo",
            "SECRET_ID": "aurora-login-singapore",
        },
        "PhysicalConnectionRequirements": {
            "SubnetId": "subnet-b",
            "SecurityGroupIdList": ["sg-b"],
            "AvailabilityZone": "ap-southeast-1b",
        },
    }


def test_a_connection_with_a_password_gets_a_secret() -> None:
    record = mapped("connection", {"ConnectionProperties": {"USERNAME": "crawler"}}, ("by-password",))
    assert record.data["ConnectionProperties"] == {"SECRET_ID": "aurora-login-singapore"}


def test_what_cannot_be_mapped_is_refused_with_what_can() -> None:
    with pytest.raises(SnapshotError, match="zones cannot be mapped; accounts, regions, buckets"):
        Mapper({"zones": {"a": "b"}})
