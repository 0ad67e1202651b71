# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets Manager decrypts with the key of the secret on behalf of the caller, who has to be allowed to."""

from __future__ import annotations

from typing import Any

from local_aws.glue.crawl.access import Access
from local_aws.glue.crawl.clients import error_code
from local_aws.glue.crawl.failure import CrawlFailed

AWS_MANAGED = "alias/aws/secretsmanager"
DENIED = (
    "Access to KMS is not allowed (Service: AWSSecretsManager; Status Code: 400; Error Code: AccessDeniedException)"
)


def check_secret_key(access: Access, secret_id: str) -> None:
    """Identity policies alone are asked: a key policy that names the role directly is not looked at."""
    secret = _describe(access.service.get("secretsmanager"), secret_id)
    key = secret.get("KmsKeyId")
    if not key or key == AWS_MANAGED:
        return
    key_arn = access.service.get("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    context = {
        "kms:ViaService": f"secretsmanager.{access.scope.region}.amazonaws.com",
        "kms:CallerAccount": access.scope.account,
        "kms:EncryptionContext:SecretARN": secret["ARN"],
    }
    if not access.allows("kms:Decrypt", key_arn, context):
        raise CrawlFailed(DENIED)


def _describe(client: Any, secret_id: str) -> dict[str, Any]:
    """Nothing for a secret that is not there: reading it says so in the service's words."""
    try:
        return client.describe_secret(SecretId=secret_id)
    except Exception as error:
        if error_code(error):
            return {}
        raise
