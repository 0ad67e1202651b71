# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The replication of a bucket, which S3 keeps as one configuration: rules are merged into it by their names."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code

from .services import _ServiceErrorHandler
from .services import service_retry

Client = Any
Rule = dict[str, Any]


class S3ErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["ReplicationConfigurationNotFoundError", "NoSuchBucket"])


@S3ErrorHandler.list_error_handler("get the replication of bucket {bucket}", {})
@service_retry
def get_replication(client: Client, bucket: str) -> dict:
    """Empty when the bucket has none, or is not there."""
    return client.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]


@S3ErrorHandler.common_error_handler("put the replication of bucket {bucket}")
@service_retry
def put_replication(client: Client, bucket: str, configuration: dict) -> None:
    client.put_bucket_replication(Bucket=bucket, ReplicationConfiguration=configuration)


@S3ErrorHandler.deletion_error_handler("delete the replication of bucket {bucket}")
@service_retry
def delete_replication(client: Client, bucket: str) -> None:
    client.delete_bucket_replication(Bucket=bucket)


def rule_of(found: dict) -> Rule:
    """A rule as S3 has it, in the words of the options."""
    destination = found["Destination"]
    return {
        "id": found["ID"],
        "enabled": found["Status"] == "Enabled",
        "prefix": _prefix(found),
        "destination_bucket": destination["Bucket"].rpartition(":")[2],
        "kms_key_id": destination.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID") or "",
        "storage_class": destination.get("StorageClass") or "",
        "delete_markers": found.get("DeleteMarkerReplication", {}).get("Status") == "Enabled",
        "priority": found.get("Priority", 0),
    }


def _prefix(found: dict) -> str:
    """Rules of the older form have it beside the filter."""
    rule_filter = found.get("Filter", {})
    return rule_filter.get("Prefix") or rule_filter.get("And", {}).get("Prefix") or found.get("Prefix") or ""


def to_api(rule: Rule, partition: str) -> dict:
    destination: dict[str, Any] = {"Bucket": f"arn:{partition}:s3:::{rule['destination_bucket']}"}
    made: dict[str, Any] = {
        "ID": rule["id"],
        "Priority": rule["priority"],
        "Status": "Enabled" if rule["enabled"] else "Disabled",
        "Filter": {"Prefix": rule["prefix"]},
        "DeleteMarkerReplication": {"Status": "Enabled" if rule["delete_markers"] else "Disabled"},
        "Destination": destination,
    }
    if rule["storage_class"]:
        destination["StorageClass"] = rule["storage_class"]
    if rule["kms_key_id"]:
        destination["EncryptionConfiguration"] = {"ReplicaKmsKeyID": rule["kms_key_id"]}
        made["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    return made
