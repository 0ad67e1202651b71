# SPDX-License-Identifier: GPL-3.0-or-later
"""Key, secrets and audit trail: there, encrypted, and closed to everybody else."""

from __future__ import annotations

import json

import boto3

kms, secrets = boto3.client("kms"), boto3.client("secretsmanager")
trails, s3 = boto3.client("cloudtrail"), boto3.client("s3")

key = kms.describe_key(KeyId="alias/genai-demo-data-catalog")["KeyMetadata"]
assert key["KeyManager"] == "CUSTOMER" and key["Enabled"]
assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
policy = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])
assert all(s["Principal"] != "*" or s.get("Condition") for s in policy["Statement"]), "nobody without a condition"

values = {}
for name, user in (("aurora-credentials-local", "glue_crawler"), ("aurora-master-local", "genai_admin")):
    described = secrets.describe_secret(SecretId=name)
    assert described["KmsKeyId"].endswith((key["KeyId"], "alias/genai-demo-data-catalog")), described["KmsKeyId"]
    values[name] = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
    assert values[name]["username"] == user
    assert len(values[name]["password"]) >= 24
assert len({value["password"] for value in values.values()}) == len(values), "each user has a password of its own"

trail = trails.get_trail(Name="genai-demo-data-catalog")["Trail"]
assert trail["LogFileValidationEnabled"]
assert trails.get_trail_status(Name=trail["TrailARN"])["IsLogging"]
bucket = trail["S3BucketName"]
assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
assert any(
    s["Effect"] == "Deny" and s.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") in ("false", False)
    for s in statements
), "plain HTTP is refused"
