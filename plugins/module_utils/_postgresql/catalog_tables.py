# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a Data Catalog database, as far as a check needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._aws.errors import GlueErrorHandler
from .._aws.retry import aws_retry


@dataclass(frozen=True)
class CatalogTable:
    name: str
    location: str
    columns: tuple[str, ...]
    deprecated: bool = False


@GlueErrorHandler.common_error_handler("get the tables of database {database_name}")
@aws_retry
def get_tables(client: Any, database_name: str, catalog_id: str | None = None) -> list[CatalogTable]:
    where = {"DatabaseName": database_name, **({"CatalogId": catalog_id} if catalog_id else {})}
    pages = client.get_paginator("get_tables").paginate(**where)
    return [_table(table) for page in pages for table in page["TableList"]]


def _table(table: dict[str, Any]) -> CatalogTable:
    storage = table.get("StorageDescriptor") or {}
    return CatalogTable(
        name=table["Name"],
        location=storage.get("Location") or "",
        columns=tuple(column["Name"] for column in storage.get("Columns") or []),
        deprecated="DEPRECATED_BY_CRAWLER" in (table.get("Parameters") or {}),
    )
