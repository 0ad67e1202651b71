# SPDX-License-Identifier: GPL-3.0-or-later
"""A security configuration as it comes from AWS, as it goes there, and when it may be replaced."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import security_configuration as subject

KEY = "arn:aws:kms:r:1:key/k"
OFF = {"mode": "DISABLED"}
ALL_OFF = dict.fromkeys(subject.PARTS, OFF)


def test_what_aws_leaves_out_is_off() -> None:
    assert subject.settings_of(None) == ALL_OFF
    assert subject.settings_of({"EncryptionConfiguration": {"S3Encryption": []}}) == ALL_OFF


def test_a_key_that_is_not_used_is_not_there() -> None:
    found = {"CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED", "KmsKeyArn": KEY}}
    assert subject.settings_of({"EncryptionConfiguration": found}) == ALL_OFF


def test_there_and_back() -> None:
    settings = {
        "s3_encryption": {"mode": "SSE-S3"},
        "cloudwatch_encryption": {"mode": "SSE-KMS", "kms_key_arn": KEY},
        "job_bookmarks_encryption": OFF,
        "data_quality_encryption": {"mode": "SSE-KMS", "kms_key_arn": KEY},
    }
    assert subject.settings_of({"EncryptionConfiguration": subject.to_api(settings)}) == settings


def test_an_old_aws_is_not_told_of_data_quality() -> None:
    assert "DataQualityEncryption" not in subject.to_api(ALL_OFF)


def test_kms_is_asked_only_about_an_alias() -> None:
    def compare(before: str, after: str, asked: list[str]) -> bool:
        def key_arn(name: str) -> str:
            asked.append(name)
            return KEY

        settings = [{**ALL_OFF, "s3_encryption": {"mode": "SSE-KMS", "kms_key_arn": key}} for key in (before, after)]
        return subject.compare_settings("c", True, *settings, key_arn).changed

    alias = "arn:aws:kms:r:1:alias/a"
    asked: list[str] = []
    assert not compare(KEY, KEY, asked)
    assert compare(KEY, "arn:aws:kms:r:1:key/other", asked)
    assert asked == []
    assert not compare(KEY, alias, asked)
    assert asked == [KEY, alias]


def test_it_is_not_replaced_under_a_crawler_that_runs() -> None:
    users = [
        {"Name": "calm", "State": "READY"},
        {"Name": "busy", "State": "RUNNING"},
        {"Name": "ends", "State": "STOPPING"},
    ]
    with pytest.raises(InvalidOption, match=r"replace: .* while these crawlers run with it: busy, ends\. Wait"):
        subject.check_replacement("c", ["s3_encryption"], True, users)
    subject.check_replacement("c", ["s3_encryption"], True, users[:1])


def test_users_are_those_who_name_it() -> None:
    crawlers = [{"Name": "a", "CrawlerSecurityConfiguration": "c"}, {"Name": "b"}]
    assert subject.users_among(crawlers, "c") == crawlers[:1]
