# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a security configuration, which AWS cannot change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage

NAME = "life-of-a-security-configuration"
KEY = "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555"
LOGS = {"cloudwatch_encryption": {"mode": "SSE-KMS", "kms_key_arn": KEY}}
OFF = {"mode": "DISABLED"}


@pytest.fixture
def configured(aws: Aws) -> Iterator[Aws]:
    yield aws
    aws.traffic.faults.clear()
    aws.run("glue_security_configuration", name=NAME, state="absent", force=True)


@pytest.fixture
def alone(embedded: Aws) -> Iterator[Aws]:
    yield embedded
    embedded.traffic.faults.clear()
    embedded.run("glue_security_configuration", name=NAME, state="absent", force=True)


def there(aws: Aws) -> dict:
    return aws.client("glue").get_security_configuration(Name=NAME)["SecurityConfiguration"]["EncryptionConfiguration"]


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("glue_security_configuration", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_security_configuration", name=NAME, **options)
    again = aws.run("glue_security_configuration", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetSecurityConfiguration"]
    return done


def test_life_cycle(configured: Aws) -> None:
    aws = configured
    made = change(aws, **LOGS)
    assert made["diff"]["before"] == {}
    assert made["diff"]["after"] == {
        "name": NAME,
        **LOGS,
        "s3_encryption": OFF,
        "job_bookmarks_encryption": OFF,
        "data_quality_encryption": OFF,
    }
    assert there(aws) == {
        "S3Encryption": [{"S3EncryptionMode": "DISABLED"}],
        "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": KEY},
        "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"},
    }
    assert not aws.run("glue_security_configuration", name=NAME)["changed"]
    assert not aws.run("glue_security_configuration", name=NAME, data_quality_encryption=OFF)["changed"]

    s3 = {"s3_encryption": {"mode": "SSE-S3"}}
    for check in (True, False):
        with pytest.raises(ModuleFailed) as refused:
            aws.run("glue_security_configuration", check=check, name=NAME, **s3)
        assert aws.traffic.writes == []
        assert refused.value.result["msg"].startswith("s3_encryption: differs from security configuration")
        assert "No crawler uses it. Set replace to true" in refused.value.result["msg"]

    expected = {**LOGS}
    for options in (
        s3,
        {"job_bookmarks_encryption": {"mode": "CSE-KMS", "kms_key_arn": KEY}},
        {"data_quality_encryption": {"mode": "SSE-KMS", "kms_key_arn": KEY}},
        {"cloudwatch_encryption": OFF},
    ):
        done = change(aws, **options, replace=True)
        assert list(done["diff"]["after"]) == list(options)
        expected |= options
        assert not aws.run("glue_security_configuration", name=NAME, **expected)["changed"], "the rest is left alone"

    assert aws.run("glue_security_configuration", check=True, name=NAME, state="absent")["changed"]
    assert aws.traffic.writes == []
    gone = aws.run("glue_security_configuration", name=NAME, state="absent")
    assert (gone["changed"], gone["crawlers"], gone["diff"]["before"]["name"]) == (True, [], NAME)
    assert not aws.run("glue_security_configuration", name=NAME, state="absent")["changed"]


def test_an_alias_of_the_same_key_is_no_difference(configured: Aws) -> None:
    kms = configured.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/of-security-configuration", TargetKeyId=key["KeyId"])
    alias = key["Arn"].replace(f"key/{key['KeyId']}", "alias/of-security-configuration")
    change(configured, cloudwatch_encryption={"mode": "SSE-KMS", "kms_key_arn": key["Arn"]})
    same = {"mode": "SSE-KMS", "kms_key_arn": alias}
    assert not configured.run("glue_security_configuration", name=NAME, cloudwatch_encryption=same)["changed"]
    kms.delete_alias(AliasName="alias/of-security-configuration")


def test_what_crawlers_use_is_not_taken_away_from_them(alone: Aws, stage: Stage) -> None:
    aws = alone
    change(aws, s3_encryption={"mode": "SSE-S3"})
    crawler = stage.make_crawler(f"{DATABASE}/public/%", CrawlerSecurityConfiguration=NAME)
    listed = aws.run("glue_security_configuration_info", name=NAME, include_crawlers=True)
    assert listed["security_configurations"][0]["crawlers"] == [crawler]
    with pytest.raises(ModuleFailed, match=f"It is used by the crawlers {crawler}. Set replace to true"):
        aws.run("glue_security_configuration", name=NAME, s3_encryption=OFF)
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=f"is used by the crawlers {crawler}, which would fail without it"):
            aws.run("glue_security_configuration", check=check, name=NAME, state="absent")
        assert aws.traffic.writes == []
    done = aws.run("glue_security_configuration", name=NAME, s3_encryption=OFF, replace=True)
    assert done["crawlers"] == [crawler]
    assert stage.glue.get_crawler(Name=crawler)["Crawler"]["CrawlerSecurityConfiguration"] == NAME
    assert aws.run("glue_security_configuration", name=NAME, state="absent", force=True)["crawlers"] == [crawler]
    stage.glue.delete_crawler(Name=crawler)


def test_the_old_one_is_put_back_when_aws_refuses_the_new_one(configured: Aws) -> None:
    change(configured, **LOGS)
    before = there(configured)
    configured.traffic.fail_once("CreateSecurityConfiguration", "InvalidInputException", "said the test")
    with pytest.raises(ModuleFailed, match="said the test"):
        configured.run("glue_security_configuration", name=NAME, s3_encryption={"mode": "SSE-S3"}, replace=True)
    assert there(configured) == before


def test_answer_that_was_lost_makes_no_failure(configured: Aws) -> None:
    """The first try reached AWS, and only its answer did not come."""
    configured.run("glue_security_configuration", name=NAME, **LOGS)
    configured.traffic.fail_once("GetSecurityConfiguration", "EntityNotFoundException")
    assert configured.run("glue_security_configuration", name=NAME, **LOGS)["changed"]
    configured.traffic.fail_once("GetSecurityConfiguration", "EntityNotFoundException")
    with pytest.raises(ModuleFailed, match="exists"):
        configured.run("glue_security_configuration", name=NAME, s3_encryption={"mode": "SSE-S3"})


def test_passing_errors_are_tried_again(configured: Aws) -> None:
    for operation in ("GetSecurityConfiguration", "CreateSecurityConfiguration"):
        for code in ("ThrottlingException", "OperationTimeoutException", "InternalServiceException"):
            configured.traffic.fail_once(operation, code)
    assert configured.run("glue_security_configuration", name=NAME, **LOGS)["changed"]
    assert configured.traffic.operations.count("CreateSecurityConfiguration") == 4


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": ""}, "name: 0 characters are given, 1 to 255 are allowed"),
        ({"s3_encryption": {}}, "missing required arguments: mode found in s3_encryption"),
        ({"s3_encryption": {"mode": "SSE_S3"}}, "must be one of: DISABLED, SSE-KMS, SSE-S3, got: SSE_S3"),
        ({"s3_encryption": {"mode": "SSE-KMS"}}, "s3_encryption.kms_key_arn: must be set for mode SSE-KMS"),
        ({"s3_encryption": {"mode": "SSE-S3", "kms_key_arn": KEY}}, "has no meaning for mode SSE-S3"),
        (
            {"cloudwatch_encryption": {"mode": "SSE-KMS", "kms_key_arn": "alias/x"}},
            "cloudwatch_encryption.kms_key_arn: 'alias/x' is not an ARN of KMS",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("glue_security_configuration", **{"name": NAME, **options})
    assert foreign.traffic.calls == []


def test_info(configured: Aws) -> None:
    made = configured.run("glue_security_configuration", name=NAME, **LOGS)["security_configuration"]
    read = configured.run("glue_security_configuration_info", check=True, name=NAME)
    assert read["security_configurations"] == [made]
    assert made in configured.run("glue_security_configuration_info")["security_configurations"]
    assert configured.traffic.operations == ["GetSecurityConfigurations"]
    assert configured.run("glue_security_configuration_info", name="nobody")["security_configurations"] == []


def test_info_of_the_catalogs_encryption(aws: Aws) -> None:
    read = aws.run("glue_catalog_encryption_info", check=True)
    assert read["encryption"] == aws.run("glue_catalog_encryption")["encryption"]
    assert read["encryption"]["encryption_at_rest"] == {"mode": "DISABLED"}
    assert aws.traffic.operations == ["GetDataCatalogEncryptionSettings"]
