# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of AWS Glue, or one paginator, a function. Nothing here decides anything."""

from __future__ import annotations

from typing import Any

from .._aws.errors import GlueErrorHandler
from .._aws.retry import aws_retry

Client = Any


def _catalog(catalog_id: str | None) -> dict[str, str]:
    return {"CatalogId": catalog_id} if catalog_id else {}


# Databases


@GlueErrorHandler.list_error_handler("get database {name}")
@aws_retry
def get_database(client: Client, name: str, catalog_id: str | None = None) -> dict | None:
    return client.get_database(Name=name, **_catalog(catalog_id))["Database"]


@GlueErrorHandler.common_error_handler("list databases")
@aws_retry
def get_databases(client: Client, catalog_id: str | None = None) -> list[dict]:
    pages = client.get_paginator("get_databases").paginate(**_catalog(catalog_id))
    return [database for page in pages for database in page["DatabaseList"]]


@GlueErrorHandler.common_error_handler("create database {name}")
@aws_retry
def create_database(client: Client, name: str, catalog_id: str | None, database: dict, tags: dict[str, str]) -> None:
    tagging = {"Tags": tags} if tags else {}
    client.create_database(DatabaseInput={"Name": name, **database}, **tagging, **_catalog(catalog_id))


@GlueErrorHandler.common_error_handler("update database {name}")
@aws_retry
def update_database(client: Client, name: str, catalog_id: str | None, database: dict) -> None:
    client.update_database(Name=name, DatabaseInput={"Name": name, **database}, **_catalog(catalog_id))


@GlueErrorHandler.deletion_error_handler("delete database {name}")
@aws_retry
def delete_database(client: Client, name: str, catalog_id: str | None) -> None:
    client.delete_database(Name=name, **_catalog(catalog_id))


# Tables


@GlueErrorHandler.list_error_handler("list the tables of database {database}", default_value=[])
@aws_retry
def get_tables(
    client: Client, database: str, catalog_id: str | None = None, expression: str | None = None
) -> list[dict]:
    matching = {"Expression": expression} if expression else {}
    pages = client.get_paginator("get_tables").paginate(DatabaseName=database, **matching, **_catalog(catalog_id))
    return [table for page in pages for table in page["TableList"]]


@GlueErrorHandler.list_error_handler("get table {name} of database {database}")
@aws_retry
def get_table(client: Client, database: str, name: str, catalog_id: str | None = None) -> dict | None:
    return client.get_table(DatabaseName=database, Name=name, **_catalog(catalog_id))["Table"]


@GlueErrorHandler.list_error_handler("list the versions of table {name} of database {database}", default_value=[])
@aws_retry
def get_table_versions(client: Client, database: str, name: str) -> list[dict]:
    pages = client.get_paginator("get_table_versions").paginate(DatabaseName=database, TableName=name)
    return [version["Table"] for page in pages for version in page["TableVersions"]]


@GlueErrorHandler.common_error_handler("update table {name} of database {database}")
@aws_retry
def update_table(client: Client, database: str, name: str, table: dict, version_id: str | None) -> None:
    """Refused when the table is not of that version any more."""
    lock = {"VersionId": version_id} if version_id else {}
    client.update_table(DatabaseName=database, TableInput={**table, "Name": name}, **lock)


@GlueErrorHandler.deletion_error_handler("delete table {name} of database {database}")
@aws_retry
def delete_table(client: Client, database: str, name: str) -> None:
    client.delete_table(DatabaseName=database, Name=name)


# Connections


@GlueErrorHandler.list_error_handler("get connection {name}")
@aws_retry
def get_connection(client: Client, name: str, catalog_id: str | None = None, hide_password: bool = True) -> dict | None:
    return client.get_connection(Name=name, HidePassword=hide_password, **_catalog(catalog_id))["Connection"]


@GlueErrorHandler.common_error_handler("list connections")
@aws_retry
def get_connections(client: Client, catalog_id: str | None = None, **filters: Any) -> list[dict]:
    pages = client.get_paginator("get_connections").paginate(HidePassword=True, **filters, **_catalog(catalog_id))
    return [connection for page in pages for connection in page["ConnectionList"]]


@GlueErrorHandler.common_error_handler("create connection {name}")
@aws_retry
def create_connection(
    client: Client, name: str, catalog_id: str | None, connection: dict, tags: dict[str, str]
) -> None:
    tagging = {"Tags": tags} if tags else {}
    client.create_connection(ConnectionInput={"Name": name, **connection}, **tagging, **_catalog(catalog_id))


@GlueErrorHandler.common_error_handler("update connection {name}")
@aws_retry
def update_connection(client: Client, name: str, catalog_id: str | None, connection: dict) -> None:
    client.update_connection(Name=name, ConnectionInput={"Name": name, **connection}, **_catalog(catalog_id))


@GlueErrorHandler.deletion_error_handler("delete connection {name}")
@aws_retry
def delete_connection(client: Client, name: str, catalog_id: str | None) -> None:
    client.delete_connection(ConnectionName=name, **_catalog(catalog_id))


# Crawlers


@GlueErrorHandler.list_error_handler("get crawler {name}")
@aws_retry
def get_crawler(client: Client, name: str) -> dict | None:
    return client.get_crawler(Name=name)["Crawler"]


@GlueErrorHandler.common_error_handler("list crawlers")
@aws_retry
def get_crawlers(client: Client) -> list[dict]:
    pages = client.get_paginator("get_crawlers").paginate()
    return [crawler for page in pages for crawler in page["Crawlers"]]


@GlueErrorHandler.common_error_handler("create crawler {name}")
@aws_retry
def create_crawler(client: Client, name: str, crawler: dict, tags: dict[str, str]) -> None:
    tagging = {"Tags": tags} if tags else {}
    client.create_crawler(Name=name, **crawler, **tagging)


@GlueErrorHandler.common_error_handler("update crawler {name}")
@aws_retry
def update_crawler(client: Client, name: str, crawler: dict) -> None:
    client.update_crawler(Name=name, **crawler)


@GlueErrorHandler.deletion_error_handler("delete crawler {name}")
@aws_retry
def delete_crawler(client: Client, name: str) -> None:
    client.delete_crawler(Name=name)


@GlueErrorHandler.common_error_handler("start crawler {name}")
@aws_retry
def start_crawler(client: Client, name: str) -> None:
    client.start_crawler(Name=name)


@GlueErrorHandler.common_error_handler("stop crawler {name}")
@aws_retry
def stop_crawler(client: Client, name: str) -> None:
    client.stop_crawler(Name=name)


@GlueErrorHandler.common_error_handler("resume the schedule of crawler {name}")
@aws_retry
def start_crawler_schedule(client: Client, name: str) -> None:
    client.start_crawler_schedule(CrawlerName=name)


@GlueErrorHandler.common_error_handler("pause the schedule of crawler {name}")
@aws_retry
def stop_crawler_schedule(client: Client, name: str) -> None:
    client.stop_crawler_schedule(CrawlerName=name)


@GlueErrorHandler.list_error_handler("list the crawls of crawler {name}", default_value=[])
@aws_retry
def list_crawls(client: Client, name: str, max_results: int = 20, **filters: Any) -> list[dict]:
    """One page of the crawler's history, the newest crawls."""
    return client.list_crawls(CrawlerName=name, MaxResults=max_results, **filters).get("Crawls", [])


@GlueErrorHandler.list_error_handler("list the crawls of crawler {name}", default_value=[])
@aws_retry
def list_all_crawls(client: Client, name: str, **filters: Any) -> list[dict]:
    crawls: list[dict] = []
    page: dict[str, Any] = {"NextToken": None}
    while "NextToken" in page:
        token = {"NextToken": page["NextToken"]} if page["NextToken"] else {}
        page = client.list_crawls(CrawlerName=name, MaxResults=1000, **filters, **token)
        crawls += page.get("Crawls", [])
    return crawls


# Settings of the whole catalog


@GlueErrorHandler.common_error_handler("get the encryption settings of the Data Catalog")
@aws_retry
def get_encryption_settings(client: Client, catalog_id: str | None) -> dict:
    return client.get_data_catalog_encryption_settings(**_catalog(catalog_id))["DataCatalogEncryptionSettings"]


@GlueErrorHandler.common_error_handler("put the encryption settings of the Data Catalog")
@aws_retry
def put_encryption_settings(client: Client, catalog_id: str | None, settings: dict) -> None:
    client.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings, **_catalog(catalog_id))


# Tags


@GlueErrorHandler.list_error_handler("get the tags of {arn}", default_value={})
@aws_retry
def get_tags(client: Client, arn: str) -> dict[str, str]:
    return client.get_tags(ResourceArn=arn).get("Tags", {})


@GlueErrorHandler.common_error_handler("tag {arn}")
@aws_retry
def tag_resource(client: Client, arn: str, tags: dict[str, str]) -> None:
    client.tag_resource(ResourceArn=arn, TagsToAdd=tags)


@GlueErrorHandler.common_error_handler("remove tags of {arn}")
@aws_retry
def untag_resource(client: Client, arn: str, keys: list[str]) -> None:
    client.untag_resource(ResourceArn=arn, TagsToRemove=keys)
