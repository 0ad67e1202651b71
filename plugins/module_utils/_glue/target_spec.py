# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of a crawler's targets. Each option has the spelling of the AWS API as its alias."""

from __future__ import annotations


def _str(api_name: str, required: bool = False) -> dict:
    return {"type": "str", "required": required, "aliases": [api_name]}


def _strings(api_name: str, **more: object) -> dict:
    return {"type": "list", "elements": "str", "aliases": [api_name], **more}


def _typed(kind: str, api_name: str) -> dict:
    return {"type": kind, "aliases": [api_name]}


def _kind(api_name: str, options: dict) -> dict:
    return {"type": "list", "elements": "dict", "aliases": [api_name], "options": options}


_QUEUES = {
    "event_queue_arn": _str("EventQueueArn"),
    "dlq_event_queue_arn": _str("DlqEventQueueArn"),
}
_LAKE_TABLES = {
    "paths": _strings("Paths", required=True),
    "connection_name": _str("ConnectionName"),
    "exclusions": _strings("Exclusions"),
    "maximum_traversal_depth": _typed("int", "MaximumTraversalDepth"),
}

TARGETS_SPEC = {
    "jdbc_targets": _kind(
        "JdbcTargets",
        {
            "connection_name": _str("ConnectionName", required=True),
            "path": _str("Path", required=True),
            "exclusions": _strings("Exclusions"),
            "enable_additional_metadata": _strings("EnableAdditionalMetadata", choices=["COMMENTS", "RAWTYPES"]),
        },
    ),
    "s3_targets": _kind(
        "S3Targets",
        {
            "path": _str("Path", required=True),
            "exclusions": _strings("Exclusions"),
            "connection_name": _str("ConnectionName"),
            "sample_size": _typed("int", "SampleSize"),
            **_QUEUES,
        },
    ),
    "mongodb_targets": _kind(
        "MongoDBTargets",
        {
            "connection_name": _str("ConnectionName", required=True),
            "path": _str("Path", required=True),
            "scan_all": _typed("bool", "ScanAll"),
        },
    ),
    "dynamodb_targets": _kind(
        "DynamoDBTargets",
        {
            "path": _str("Path", required=True),
            "scan_all": _typed("bool", "scanAll"),
            "scan_rate": _typed("float", "scanRate"),
        },
    ),
    "catalog_targets": _kind(
        "CatalogTargets",
        {
            "database_name": _str("DatabaseName", required=True),
            "tables": _strings("Tables", required=True),
            "connection_name": _str("ConnectionName"),
            **_QUEUES,
        },
    ),
    "delta_targets": _kind(
        "DeltaTargets",
        {
            "delta_tables": _strings("DeltaTables", required=True),
            "connection_name": _str("ConnectionName"),
            "write_manifest": _typed("bool", "WriteManifest"),
            "create_native_delta_table": _typed("bool", "CreateNativeDeltaTable"),
        },
    ),
    "iceberg_targets": _kind("IcebergTargets", _LAKE_TABLES),
    "hudi_targets": _kind("HudiTargets", _LAKE_TABLES),
}
