# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are found by their keys, and in URLs."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.masking import is_secret
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.masking import mask
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.masking import secret_values


@pytest.mark.parametrize(
    "key",
    [
        "PASSWORD",
        "ENCRYPTED_PASSWORD",
        "KAFKA_CLIENT_KEYSTORE_PASSWORD",
        "ENCRYPTED_KAFKA_SASL_PLAIN_PASSWORD",
        "BasicAuthenticationCredentials",
        "UserManagedClientApplicationClientSecret",
        "AccessToken",
        "AuthorizationCode",
    ],
)
def test_secret_keys(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize(
    "key",
    [
        "SECRET_ID",
        "SecretArn",
        "USERNAME",
        "JDBC_ENFORCE_SSL",
        "KAFKA_SASL_SCRAM_SECRETS_ARN",
        "connection_password_encryption",
        "ReturnConnectionPasswordEncrypted",
        "ValidateCredentials",
    ],
)
def test_keys_that_only_sound_like_secrets(key: str) -> None:
    assert not is_secret(key)


def test_masks_at_every_depth() -> None:
    value = {
        "JDBC_CONNECTION_URL": "jdbc:postgresql://h/d?user=u&password=hush&ssl=true",
        "list": [{"Password": "hush"}],
        "BasicAuthenticationCredentials": {"Username": "hush", "Password": "hush"},
        "use_lake_formation_credentials": True,
        "PASSWORD": None,
    }
    masked = mask(value)
    assert "hush" not in str(masked)
    assert masked["JDBC_CONNECTION_URL"] == "jdbc:postgresql://h/d?user=u&password=(hidden)&ssl=true"
    assert masked["use_lake_formation_credentials"] is True
    assert masked["PASSWORD"] is None


def test_finds_what_ansible_must_not_log() -> None:
    params = {
        "connection_properties": {"PASSWORD": "one", "SECRET_ID": "aurora", "JDBC_CONNECTION_URL": "jdbc:x?pwd=two"},
        "raw": {"OAuth2Credentials": {"AccessToken": "three", "nested": ["four"]}},
        "description": "harmless",
    }
    assert sorted(secret_values(params)) == ["four", "one", "three", "two"]
