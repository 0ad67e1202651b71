# SPDX-License-Identifier: GPL-3.0-or-later
"""A managed policy is changed as tools change it: a new version, which then becomes the one in force."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws


def document(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_version_becomes_the_one_in_force(embedded_aws: EmbeddedAws) -> None:
    iam = embedded_aws.client("iam")
    arn = iam.create_policy(PolicyName="versions", PolicyDocument=document("s3:GetObject"))["Policy"]["Arn"]
    try:
        newer = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document("s3:PutObject"))["PolicyVersion"]
        assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"
        iam.set_default_policy_version(PolicyArn=arn, VersionId=newer["VersionId"])
        assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2"
        versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
        assert {version["VersionId"]: version["IsDefaultVersion"] for version in versions} == {"v1": False, "v2": True}
        with pytest.raises(ClientError, match="version v9 does not exist"):
            iam.set_default_policy_version(PolicyArn=arn, VersionId="v9")
        iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    finally:
        iam.delete_policy(PolicyArn=arn)
