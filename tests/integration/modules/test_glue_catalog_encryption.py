# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog's encryption settings: given in part, compared by key, put back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

OFF = {
    "encryption_at_rest": {"mode": "DISABLED"},
    "connection_password_encryption": {"return_encrypted": False, "kms_key_id": ""},
}


@pytest.fixture
def settings(aws: Aws) -> Iterator[Aws]:
    yield aws
    aws.run("glue_catalog_encryption", **OFF)


def change(aws: Aws, **options: Any) -> dict:
    planned = aws.run("glue_catalog_encryption", check=True, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_catalog_encryption", **options)
    again = aws.run("glue_catalog_encryption", **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert planned["encryption"] == done["encryption"] == again["encryption"]
    return done


def test_life_cycle(settings: Aws) -> None:
    kms = settings.client("kms")
    key = kms.create_key()["KeyMetadata"]
    assert not settings.run("glue_catalog_encryption", **OFF)["changed"]
    encrypted = change(settings, encryption_at_rest={"mode": "SSE-KMS", "kms_key_id": key["Arn"]})
    assert encrypted["diff"]["before"] == {"encryption_at_rest": {"mode": "DISABLED"}}
    by_id = {"mode": "SSE-KMS", "kms_key_id": key["KeyId"]}
    assert not settings.run("glue_catalog_encryption", encryption_at_rest=by_id)["changed"]

    both = change(settings, connection_password_encryption={"return_encrypted": True, "kms_key_id": key["Arn"]})
    assert both["encryption"]["encryption_at_rest"] == {"mode": "SSE-KMS", "kms_key_id": key["Arn"]}
    assert not settings.run("glue_catalog_encryption")["changed"]

    kms.create_alias(AliasName="alias/the-same-key", TargetKeyId=key["KeyId"])
    by_alias = {"mode": "SSE-KMS", "kms_key_id": "alias/the-same-key"}
    assert not settings.run("glue_catalog_encryption", encryption_at_rest=by_alias)["changed"]
    other = kms.create_key()["KeyMetadata"]["Arn"]
    change(settings, encryption_at_rest={"kms_key_id": other})
    change(settings, encryption_at_rest={"mode": "DISABLED"})
    there = settings.client("glue").get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]
    assert there["EncryptionAtRest"] == {"CatalogEncryptionMode": "DISABLED"}
    assert there["ConnectionPasswordEncryption"]["ReturnConnectionPasswordEncrypted"] is True


@pytest.mark.parametrize(
    ("at_rest", "complaint"),
    [
        ({"mode": "SSE-KMS-WITH-SERVICE-ROLE"}, "service_role: must be set"),
        ({"mode": "SSE-KMS", "service_role": "arn:aws:iam::1:role/r"}, "has no meaning for mode SSE-KMS"),
        ({"kms_key_id": "k"}, "has no meaning for mode DISABLED. Set mode"),
        ({"mode": "SSE_KMS"}, "must be one of: DISABLED, SSE-KMS, SSE-KMS-WITH-SERVICE-ROLE, got: SSE_KMS"),
    ],
)
def test_what_cannot_be_is_refused(aws: Aws, at_rest: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        aws.run("glue_catalog_encryption", encryption_at_rest=at_rest)
    assert aws.traffic.writes == []
