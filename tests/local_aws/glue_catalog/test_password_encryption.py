# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords of connections while the catalog's settings encrypt them."""

from __future__ import annotations

from base64 import b64decode

import pytest

from tests.local_aws.glue_catalog.test_connections import connection
from tests.local_aws.glue_catalog.test_connections import name
from tests.local_aws.glue_catalog.test_connections import read

__all__ = ["name"]


@pytest.fixture
def password_encryption(glue, embedded_aws):
    kms = embedded_aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]

    def switch(on):
        passwords = {"ReturnConnectionPasswordEncrypted": on, "AwsKmsKeyId": key}
        glue.put_data_catalog_encryption_settings(
            DataCatalogEncryptionSettings={
                "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
                "ConnectionPasswordEncryption": passwords,
            }
        )

    switch.kms, switch.key = kms, key
    yield switch
    switch(False)


def test_the_password_comes_back_encrypted_when_the_catalog_says_so(glue, name, make_name, password_encryption):
    glue.create_connection(ConnectionInput=connection(name))
    password_encryption(True)
    later = make_name("later")
    glue.create_connection(ConnectionInput=connection(later))
    for each in (name, later):
        properties = read(glue, each)["ConnectionProperties"]
        assert "PASSWORD" not in properties
        assert read(glue, each)["ConnectionProperties"] == properties
        assert "ENCRYPTED_PASSWORD" not in read(glue, each, HidePassword=True)["ConnectionProperties"]
        blob = b64decode(properties["ENCRYPTED_PASSWORD"])
        assert password_encryption.kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"s3cret"
    password_encryption(False)
    assert read(glue, later)["ConnectionProperties"]["PASSWORD"] == "s3cret"
    glue.delete_connection(ConnectionName=later)


def test_a_key_that_cannot_be_used_fails_the_connection(glue, name, password_encryption):
    password_encryption(True)
    password_encryption.kms.disable_key(KeyId=password_encryption.key)
    with pytest.raises(glue.exceptions.GlueEncryptionException):
        glue.create_connection(ConnectionInput=connection(name))
