# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a catalog as records, kind by kind and within a kind by name: the same catalog gives the same records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from .account_settings import read_encryption_settings
from .account_settings import read_policy_statements
from .ahead import in_order
from .errors import OutOfOrder
from .grants import read_grants
from .records import Key
from .records import Record
from .source import Source
from .tables import read_partitions
from .tables import read_tables

# What a crawl changes in a crawler, so that a catalog that did not change gives the bytes it gave before.
_PASSING_FIELDS = ("State", "CrawlElapsedTime", "LastCrawl")

Found = tuple[Key, dict[str, Any]]


def collect(source: Source, any_order: bool = False) -> Iterator[Record]:
    """With any_order, tables and partitions are passed on as AWS lists them, which a comparison does not mind."""
    return (record for record in _everything(source, any_order) if not source.passed(record.kind, record.key))


def _everything(source: Source, any_order: bool) -> Iterator[Record]:
    everything = source.selection.everything
    if everything:
        yield from read_encryption_settings(source)
        yield from _named(source, "security_configuration", "GetSecurityConfigurations", "SecurityConfigurations")
        yield from _classifiers(source)
        yield from _connections(source)
    databases = _databases(source)
    yield from _with_tags(source, "database", [((item["Name"],), item) for item in databases])
    yield from _functions(source, [item["Name"] for item in databases])
    own = [item["Name"] for item in databases if not _lives_elsewhere(item)]
    partitioned: list[Key] = []
    tables = in_order(partial(read_tables, source, name) for name in own)
    yield from _ordered(_noting(tables, partitioned), any_order)
    rest = (key for key in partitioned if not _passed_whole(source, key))
    partitions = in_order(partial(read_partitions, source, key) for key in rest)
    yield from _ordered((record for page in partitions for record in page), any_order)
    if everything:
        yield from _crawlers(source)
        yield from read_policy_statements(source)
        yield from read_grants(source)


def _passed_whole(source: Source, table: Key) -> bool:
    """Whether all partitions of the table were kept: partitions are in the order of their tables."""
    return source.after is not None and source.passed("partition", table) and source.after[1][:2] != table


def _lives_elsewhere(database: dict[str, Any]) -> bool:
    """A resource link or a federated database lists the tables of another catalog."""
    return bool(database.get("TargetDatabase") or database.get("FederatedDatabase"))


def _ordered(records: Iterator[Record], any_order: bool) -> Iterator[Record]:
    last: Key = ()
    for record in records:
        if not any_order and record.key <= last:
            raise OutOfOrder(f"AWS listed {record.title} after {'.'.join(last)}")
        last = record.key
        yield record


def _noting(pages: Iterator[list[Record]], partitioned: list[Key]) -> Iterator[Record]:
    for page in pages:
        for record in page:
            if record.data.get("PartitionKeys") and not record.data.get("TargetTable"):
                partitioned.append(record.key)
            yield record


def _named(source: Source, kind: str, operation: str, result: str) -> Iterator[Record]:
    for item in sorted(source.glue.all(operation, result), key=lambda item: item["Name"]):
        yield Record(kind, (item["Name"],), item)


def _classifiers(source: Source) -> Iterator[Record]:
    """Named across their four types."""
    found = []
    for item in source.glue.all("GetClassifiers", "Classifiers"):
        ((_type, definition),) = ((name, value) for name, value in item.items() if value)
        found.append(((definition["Name"],), item))
    for key, item in sorted(found, key=lambda entry: entry[0]):
        yield Record("classifier", key, item)


def _connections(source: Source) -> Iterator[Record]:
    found = source.glue.all("GetConnections", "ConnectionList", HidePassword=True)
    return _with_tags(source, "connection", [((item["Name"],), item) for item in found])


def _databases(source: Source) -> list[dict[str, Any]]:
    found = source.glue.all("GetDatabases", "DatabaseList")
    chosen = [item for item in found if source.selection.database(item["Name"])]
    return sorted(chosen, key=lambda item: item["Name"])


def _functions(source: Source, databases: list[str]) -> Iterator[Record]:
    chosen = [name for name in databases if source.selection.whole_database(name)]
    if not chosen:
        return
    scope = {"DatabaseName": chosen[0]} if len(chosen) == 1 else {}
    found = source.glue.all("GetUserDefinedFunctions", "UserDefinedFunctions", Pattern=".*", **scope)
    for item in sorted(found, key=lambda item: (item["DatabaseName"], item["FunctionName"])):
        if item["DatabaseName"] in chosen:
            yield Record("function", (item["DatabaseName"], item["FunctionName"]), item)


def _crawlers(source: Source) -> Iterator[Record]:
    found = [
        ((item["Name"],), {name: value for name, value in item.items() if name not in _PASSING_FIELDS})
        for item in source.glue.all("GetCrawlers", "Crawlers")
    ]
    return _with_tags(source, "crawler", found)


def _with_tags(source: Source, kind: str, found: list[Found]) -> Iterator[Record]:
    found = sorted(found, key=lambda entry: entry[0])
    answers = source.glue.each(
        lambda entry: source.glue.found("GetTags", ResourceArn=source.arn(kind, entry[0][0])), found
    )
    for (key, item), answer in zip(found, answers, strict=True):
        tags = (answer or {}).get("Tags") or {}
        yield Record(kind, key, item, {"tags": tags} if tags else {})
