# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail: the bucket and the key of a trail have to let the service in."""

from __future__ import annotations

from typing import Any

from ministack.core import responses
from ministack.services import cloudtrail
from ministack.services import kms
from ministack.services import s3

from local_aws.policies import ServiceCaller
from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace

_SERVICE = "cloudtrail.amazonaws.com"


def install() -> None:
    for action in ("CreateTrail", "UpdateTrail"):
        replace(cloudtrail._DISPATCH, action, _checked)


def _checked(original: Action) -> Action:
    def serve(body: dict[str, Any]) -> Response:
        refusal = _refusal(body)
        return refusal or original(body)

    return serve


def _refusal(body: dict[str, Any]) -> Response | None:
    """What is missing altogether is ministack's to refuse."""
    account, name = responses.get_account_id(), body.get("Name") or ""
    arn = name if name.startswith("arn:") else f"arn:aws:cloudtrail:{responses.get_region()}:{account}:trail/{name}"
    service = ServiceCaller(_SERVICE, arn)
    bucket = body.get("S3BucketName")
    found = s3.bucket_policy_for_arn(f"arn:aws:s3:::{bucket}") if bucket else None
    if found and not _may_write(service, str(bucket), body.get("S3KeyPrefix") or "", found[0]):
        text = f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
        return _answer("InsufficientS3BucketPolicyException", text)
    key = kms._resolve_key(body["KmsKeyId"]) if body.get("KmsKeyId") else None
    if key and not _may_encrypt(service, key):
        text = f"Insufficient permissions to access S3 bucket {bucket} or KMS key {body['KmsKeyId']}."
        return _answer("InsufficientEncryptionPolicyException", text)
    return None


def _may_write(service: ServiceCaller, bucket: str, prefix: str, policy: str) -> bool:
    arn = f"arn:aws:s3:::{bucket}"
    path = "/".join(filter(None, (prefix, "AWSLogs", service.account, "object")))
    owned = {"s3:x-amz-acl": "bucket-owner-full-control"}
    return service.allowed("s3:GetBucketAcl", arn, policy) and service.allowed(
        "s3:PutObject", f"{arn}/{path}", policy, keys=owned
    )


def _may_encrypt(service: ServiceCaller, key: dict[str, Any]) -> bool:
    keys = {"kms:EncryptionContext:aws:cloudtrail:arn": service.source_arn}
    return service.allowed("kms:GenerateDataKey", key["Arn"], key["Policy"], keys=keys, strict=True)


def _answer(code: str, message: str) -> Response:
    answer: Response = cloudtrail._err(code, message)
    return answer
