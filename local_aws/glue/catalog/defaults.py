# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a caller puts in to what AWS reads out: the fields AWS fills in. Pure."""

from __future__ import annotations

from typing import Any

from local_aws.glue.names import fold

type Entry = dict[str, Any]

EVERYBODY_MAY_CREATE_TABLES = [
    {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}
]


def database_of(given: Entry, *, catalog_id: str, create_time: float) -> Entry:
    return {
        **given,
        "Name": fold(given["Name"]),
        "Parameters": given.get("Parameters", {}),
        "CreateTime": create_time,
        "CreateTableDefaultPermissions": given.get("CreateTableDefaultPermissions", EVERYBODY_MAY_CREATE_TABLES),
        "CatalogId": catalog_id,
    }


def table_of(
    given: Entry,
    *,
    catalog_id: str,
    database: str,
    created_by: str,
    create_time: float,
    update_time: float,
    version: int,
) -> Entry:
    table = {
        **given,
        "Name": fold(given["Name"]),
        "DatabaseName": fold(database),
        "CreateTime": create_time,
        "UpdateTime": update_time,
        "Retention": given.get("Retention", 0),
        "CreatedBy": created_by,
        "IsRegisteredWithLakeFormation": False,
        "CatalogId": catalog_id,
        "VersionId": str(version),
        "IsMultiDialectView": "ViewDefinition" in given,
    }
    if "StorageDescriptor" in given:
        table["StorageDescriptor"] = storage_of(given["StorageDescriptor"])
    return table


def storage_of(given: Entry) -> Entry:
    return {"Compressed": False, "NumberOfBuckets": 0, "SortColumns": [], "StoredAsSubDirectories": False, **given}


def partition_of(given: Entry, *, catalog_id: str, database: str, table: str, create_time: float) -> Entry:
    partition = {
        **given,
        "DatabaseName": fold(database),
        "TableName": fold(table),
        "CreationTime": create_time,
        "CatalogId": catalog_id,
    }
    if "StorageDescriptor" in given:
        partition["StorageDescriptor"] = storage_of(given["StorageDescriptor"])
    return partition
