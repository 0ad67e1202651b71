# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table input that a crawler writes for a PostgreSQL table, as far as recorded catalogs show it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from collections.abc import Sequence
from typing import Any

from .model import SourceColumn
from .model import SourceTable
from .names import name_of
from .type_map import glue_type

COMMENTS = "COMMENTS"
RAWTYPES = "RAWTYPES"

# Limits of the Data Catalog's API. What a crawler does with a longer comment of PostgreSQL is documented nowhere; here
# it is cut, and `cut_comments` tells which ones were.
COMMENT_LIMIT = 255
DESCRIPTION_LIMIT = 2048
_ELLIPSIS = "..."

# The key under which the native type stands in a column's parameters. AWS documents the option, not the key.
RAW_TYPE_PARAMETER = "rawType"

_NOT_IN_COMMENT = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_DESCRIPTION = re.compile("[^\t\r\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def table_input(
    table: SourceTable,
    *,
    connection_name: str,
    crawler_name: str,
    table_prefix: str = "",
    exclusions: Sequence[str] = (),
    additional_metadata: Collection[str] = (),
    crawl_run_id: str | None = None,
) -> dict[str, Any]:
    """A TableInput for CreateTable or UpdateTable; the storage descriptor carries the same parameters as the table."""
    parameters = _parameters(table, connection_name, crawler_name, exclusions, crawl_run_id)
    out: dict[str, Any] = {
        "Name": name_of(table, table_prefix),
        "Owner": "owner",
        "Retention": 0,
        "StorageDescriptor": {
            "Columns": [_column(column, additional_metadata) for column in table.columns],
            "Location": f"{table.database}.{table.schema}.{table.name}",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": {"Parameters": {}},
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": dict(parameters),
            "StoredAsSubDirectories": False,
        },
        "PartitionKeys": [],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
    }
    if COMMENTS in additional_metadata and table.comment:
        out["Description"] = fit_description(table.comment)
    return out


def _parameters(
    table: SourceTable,
    connection_name: str,
    crawler_name: str,
    exclusions: Sequence[str],
    crawl_run_id: str | None,
) -> dict[str, str]:
    parameters = {
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": crawler_name,
        "classification": "postgresql",
        "compressionType": "none",
        "connectionName": connection_name,
        "typeOfData": "view" if table.is_view else "table",
    }
    if exclusions:
        parameters["exclusions"] = json.dumps(list(exclusions), separators=(",", ":"))
    if crawl_run_id:
        parameters["CRAWL_RUN_ID"] = crawl_run_id
    return parameters


def _column(column: SourceColumn, additional_metadata: Collection[str]) -> dict[str, Any]:
    out: dict[str, Any] = {"Name": column.name.lower(), "Type": glue_type(column.type).name}
    if COMMENTS in additional_metadata and column.comment:
        out["Comment"] = fit_comment(column.comment)
    if RAWTYPES in additional_metadata:
        out["Parameters"] = {RAW_TYPE_PARAMETER: column.type.raw}
    return out


def fit_comment(text: str) -> str:
    """A column's comment as the Data Catalog takes it: one line, no control characters, at most 255 characters."""
    return _cut(_NOT_IN_COMMENT.sub(" ", text), COMMENT_LIMIT)


def fit_description(text: str) -> str:
    """A table's comment as the Data Catalog takes it: lines allowed, at most 2048 characters."""
    return _cut(_NOT_IN_DESCRIPTION.sub(" ", text), DESCRIPTION_LIMIT)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(_ELLIPSIS)] + _ELLIPSIS


def cut_comments(table: SourceTable) -> list[str]:
    """The comments too long for the catalog, as `schema.table` or `schema.table.column`."""
    name = f"{table.schema}.{table.name}"
    cut = [name] if len(table.comment or "") > DESCRIPTION_LIMIT else []
    return cut + [f"{name}.{column.name}" for column in table.columns if len(column.comment or "") > COMMENT_LIMIT]
