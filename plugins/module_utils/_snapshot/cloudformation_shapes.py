# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What CloudFormation takes of the things of a catalog: less than Glue does. Botocore does not know it.

A test holds this against the resource schemas that cfn-lint brings along.
"""

from __future__ import annotations

from typing import Any

# A member with a map has members of its own; one with None is taken as it is.
Members = dict[str, Any]


def _plain(names: str) -> Members:
    return dict.fromkeys(names.split())


_SCHEMA_REFERENCE: Members = {
    "SchemaId": _plain("RegistryName SchemaArn SchemaName"),
    **_plain("SchemaVersionId SchemaVersionNumber"),
}
_COLUMN = _plain("Comment Name Type")
_STORAGE: Members = {
    **_plain("BucketColumns Compressed InputFormat Location NumberOfBuckets OutputFormat Parameters"),
    "Columns": _COLUMN,
    "SchemaReference": _SCHEMA_REFERENCE,
    "SerdeInfo": _plain("Name Parameters SerializationLibrary"),
    "SkewedInfo": _plain("SkewedColumnNames SkewedColumnValueLocationMaps SkewedColumnValues"),
    "SortColumns": _plain("Column SortOrder"),
    "StoredAsSubDirectories": None,
}
_REPRESENTATION = _plain("Dialect DialectVersion ValidationConnection ViewExpandedText ViewOriginalText")
_TARGET = _plain("ConnectionName DlqEventQueueArn EventQueueArn")
_PATHS = _plain("ConnectionName Exclusions MaximumTraversalDepth Paths")

TAKEN: dict[str, Members] = {
    "encryption_settings": {
        "ConnectionPasswordEncryption": _plain("KmsKeyId ReturnConnectionPasswordEncrypted"),
        "EncryptionAtRest": _plain("CatalogEncryptionMode CatalogEncryptionServiceRole SseAwsKmsKeyId"),
    },
    "security_configuration": {
        "CloudWatchEncryption": _plain("CloudWatchEncryptionMode KmsKeyArn"),
        "JobBookmarksEncryption": _plain("JobBookmarksEncryptionMode KmsKeyArn"),
        "S3Encryptions": _plain("KmsKeyArn S3EncryptionMode"),
    },
    "classifier": {
        "CsvClassifier": _plain(
            "AllowSingleColumn ContainsCustomDatatype ContainsHeader CustomDatatypeConfigured Delimiter "
            "DisableValueTrimming Header Name QuoteSymbol"
        ),
        "GrokClassifier": _plain("Classification CustomPatterns GrokPattern Name"),
        "JsonClassifier": _plain("JsonPath Name"),
        "XMLClassifier": _plain("Classification Name RowTag"),
    },
    "connection": {
        **_plain("AthenaProperties ConnectionProperties ConnectionType Description MatchCriteria Name"),
        **_plain("PythonProperties SparkProperties"),
        "PhysicalConnectionRequirements": _plain("AvailabilityZone SecurityGroupIdList SubnetId"),
        "AuthenticationConfiguration": {
            **_plain("AuthenticationType KmsKeyArn SecretArn"),
            "OAuth2Properties": {
                "OAuth2ClientApplication": _plain(
                    "AWSManagedClientApplicationReference UserManagedClientApplicationClientId"
                ),
                **_plain("OAuth2GrantType TokenUrl TokenUrlParametersMap"),
            },
        },
    },
    "database": {
        **_plain("CreateTableDefaultPermissions Description LocationUri Name Parameters"),
        "FederatedDatabase": _plain("ConnectionName Identifier"),
        "TargetDatabase": _plain("CatalogId DatabaseName Region"),
    },
    "table": {
        **_plain("Description Name Owner Parameters Retention TableType ViewExpandedText ViewOriginalText"),
        "PartitionKeys": _COLUMN,
        "StorageDescriptor": _STORAGE,
        "TargetTable": _plain("CatalogId DatabaseName Name Region"),
        "ViewDefinition": {"Representations": _REPRESENTATION, **_plain("Definer IsProtected SubObjects")},
    },
    "partition": {**_plain("Parameters Values"), "StorageDescriptor": _STORAGE},
    "crawler": {
        **_plain("Classifiers Configuration CrawlerSecurityConfiguration DatabaseName Description Name Role"),
        **_plain("TablePrefix"),
        "LakeFormationConfiguration": _plain("AccountId UseLakeFormationCredentials"),
        "RecrawlPolicy": _plain("RecrawlBehavior"),
        "Schedule": _plain("ScheduleExpression"),
        "SchemaChangePolicy": _plain("DeleteBehavior UpdateBehavior"),
        "Targets": {
            "CatalogTargets": {**_TARGET, **_plain("DatabaseName Tables")},
            "DeltaTargets": _plain("ConnectionName CreateNativeDeltaTable DeltaTables WriteManifest"),
            "DynamoDBTargets": _plain("Path ScanAll ScanRate"),
            "HudiTargets": _PATHS,
            "IcebergTargets": _PATHS,
            "JdbcTargets": _plain("ConnectionName EnableAdditionalMetadata Exclusions Path"),
            "MongoDBTargets": _plain("ConnectionName Path"),
            "S3Targets": {**_TARGET, **_plain("Exclusions Path SampleSize")},
        },
    },
}

# How Glue calls what CloudFormation calls otherwise.
RENAMED = {
    "AwsKmsKeyId": "KmsKeyId",
    "CustomDatatypes": "ContainsCustomDatatype",
    "S3Encryption": "S3Encryptions",
    "scanAll": "ScanAll",
    "scanRate": "ScanRate",
}
# What AWS adds to what it returns: nobody misses it.
OF_AWS = {
    **_plain("CatalogId CreateTime CreatedBy CreatedTimeStamp CreationTime ConnectionSchemaVersion DatabaseName"),
    **_plain("IsMultiDialectView IsRegisteredWithLakeFormation LastConnectionValidationTime LastUpdated LastUpdatedBy"),
    **_plain("LastUpdatedTime Status StatusReason TableName UpdateTime Version VersionId"),
}


def taken(members: Members, value: Any, path: str, left_out: dict[str, int]) -> Any:
    """The value without what CloudFormation has no place for, which is counted by where it stood."""
    if isinstance(value, list):
        return [taken(members, item, path, left_out) for item in value]
    kept = {}
    for given, item in value.items():
        name = RENAMED.get(given, given)
        if item is None or item in ("", [], {}):
            continue
        if name not in members:
            if given not in OF_AWS:
                where = f"{path}.{given}"
                left_out[where] = left_out.get(where, 0) + 1
        elif members[name] is None:
            kept[name] = item
        else:
            kept[name] = taken(members[name], item, f"{path}.{name}", left_out)
    return kept
