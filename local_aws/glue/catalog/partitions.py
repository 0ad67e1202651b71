# SPDX-License-Identifier: GPL-3.0-or-later
"""Partitions, one by one and in batches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zlib import crc32

from local_aws.glue.catalog.defaults import partition_of
from local_aws.glue.catalog.events import table_changed
from local_aws.glue.catalog.expressions import partition_filter
from local_aws.glue.catalog.lookup import key_of
from local_aws.glue.catalog.lookup import table_of_request
from local_aws.glue.catalog.removal import remove_partition
from local_aws.glue.clock import now
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import join_key
from local_aws.glue.names import unescape
from local_aws.glue.paging import page_of_keys
from local_aws.glue.protocol import RawList
from local_aws.glue.store import Scope

KIND = "partition"
PAGE = 1000

type Entry = dict[str, Any]


def partition_key(table: Entry, values: list[str]) -> str:
    return f"{key_of(table)}/{join_key(*values)}"


def require_partition(scope: Scope, table: Entry, values: list[str]) -> str:
    """The key of a partition that is there."""
    _check_count(table, values)
    key = partition_key(table, values)
    if not scope.exists(KIND, key):
        raise not_found("Cannot find partition.")
    return key


@action("CreatePartition")
def create(request: Request) -> Result:
    table, given = table_of_request(request), request.params["PartitionInput"]
    _create(request.scope, table, given)
    _announce(request, table, [given["Values"]])
    return {}


@action("BatchCreatePartition")
def create_many(request: Request) -> Result:
    table = table_of_request(request)
    for given in request.params["PartitionInputList"]:
        _check_count(table, given.get("Values", []))
    failures, done = [], []
    for given in request.params["PartitionInputList"]:
        detail = _attempt(partial(_create, request.scope, table, given))
        if detail:
            failures.append({"PartitionValues": given["Values"], "ErrorDetail": detail})
        else:
            done.append(given["Values"])
    _announce(request, table, done)
    return {"Errors": failures}


@action("UpdatePartition")
def update(request: Request) -> Result:
    table, values = table_of_request(request), request.params["PartitionValueList"]
    _update(request.scope, table, values, request.params["PartitionInput"])
    _announce(request, table, [values])
    return {}


@action("BatchUpdatePartition")
def update_many(request: Request) -> Result:
    table = table_of_request(request)
    failures, done = [], []
    for entry in request.params["Entries"]:
        values, given = entry["PartitionValueList"], entry["PartitionInput"]
        detail = _attempt(partial(_update, request.scope, table, values, given))
        if detail:
            failures.append({"PartitionValueList": values, "ErrorDetail": detail})
        else:
            done.append(values)
    _announce(request, table, done)
    return {"Errors": failures}


@action("DeletePartition")
def delete(request: Request) -> Result:
    table, values = table_of_request(request), request.params["PartitionValues"]
    _remove(request.scope, table, values)
    _announce(request, table, [values])
    return {}


@action("BatchDeletePartition")
def delete_many(request: Request) -> Result:
    scope, table = request.scope, table_of_request(request)
    failures, done = [], []
    for listed in request.params["PartitionsToDelete"]:
        values = listed["Values"]
        detail = _attempt(partial(_remove, scope, table, values))
        if detail:
            failures.append({"PartitionValues": values, "ErrorDetail": detail})
        else:
            done.append(values)
    _announce(request, table, done)
    return {"Errors": failures}


@action("GetPartition")
def read(request: Request) -> Result:
    key = require_partition(request.scope, table_of_request(request), request.params["PartitionValues"])
    return {"Partition": request.scope.raw(KIND, key)}


@action("BatchGetPartition")
def read_many(request: Request) -> Result:
    """Partitions that are not there are left out."""
    table = table_of_request(request)
    found = []
    for listed in request.params["PartitionsToGet"]:
        _check_count(table, listed["Values"])
        found.append(request.scope.raw(KIND, partition_key(table, listed["Values"])))
    return {"Partitions": RawList([raw for raw in found if raw is not None]), "UnprocessedKeys": []}


@action("GetPartitions")
def list_partitions(request: Request) -> Result:
    scope, table = request.scope, table_of_request(request)
    prefix = f"{key_of(table)}/"
    page = page_of_keys(request, KIND, prefix, most=PAGE, matches=_matcher(request.params, table, prefix))
    if not request.params.get("ExcludeColumnSchema"):
        return {"Partitions": RawList([raw for key in page.keys if (raw := scope.raw(KIND, key))]), **page.token}
    return {"Partitions": [_without_columns(scope.get(KIND, key) or {}) for key in page.keys], **page.token}


def _create(scope: Scope, table: Entry, given: Entry) -> None:
    _check_count(table, given.get("Values", []))
    key = partition_key(table, given["Values"])
    if scope.exists(KIND, key):
        raise already_exists("Partition already exists.")
    scope.put(KIND, key, _partition(scope, table, given, now()))


def _update(scope: Scope, table: Entry, values: list[str], given: Entry) -> None:
    """Replaces a partition; other values in the input give it a new place."""
    key = require_partition(scope, table, values)
    given = {"Values": values, **given}
    _check_count(table, given["Values"])
    new_key = partition_key(table, given["Values"])
    if new_key != key and scope.exists(KIND, new_key):
        raise already_exists("Partition already exists.")
    current = scope.get(KIND, key) or {}
    if new_key != key:
        remove_partition(scope, key)
    scope.put(KIND, new_key, _partition(scope, table, given, current["CreationTime"]))


def _remove(scope: Scope, table: Entry, values: list[str]) -> None:
    remove_partition(scope, require_partition(scope, table, values))


def _partition(scope: Scope, table: Entry, given: Entry, create_time: float) -> Entry:
    return partition_of(
        given,
        catalog_id=scope.account,
        database=table["DatabaseName"],
        table=table["Name"],
        create_time=create_time,
    )


def _check_count(table: Entry, values: list[str]) -> None:
    if not values or len(values) != len(table.get("PartitionKeys", [])):
        raise invalid_input("The number of partition keys do not match the number of partition values")


def _attempt(work: Callable[[], object]) -> Entry | None:
    """What went wrong with one member of a batch."""
    try:
        work()
    except GlueError as error:
        return {"ErrorCode": error.code, "ErrorMessage": error.message}
    return None


def _announce(request: Request, table: Entry, changed: list[list[str]]) -> None:
    if changed:
        table_changed(request, table["DatabaseName"], table["Name"], changed)


def _matcher(params: Entry, table: Entry, prefix: str) -> Callable[[str], bool] | None:
    """What Expression and Segment ask of the key of a partition."""
    tests: list[Callable[[str], bool]] = []
    if params.get("Expression", "").strip():
        accepts = partition_filter(params["Expression"], table.get("PartitionKeys", []))
        tests.append(lambda key: accepts([unescape(part) for part in key[len(prefix) :].split("/")]))
    if "Segment" in params:
        number, total = params["Segment"]["SegmentNumber"], params["Segment"]["TotalSegments"]
        if number >= total:
            raise invalid_input("The segment number must be less than the total number of segments.")
        tests.append(lambda key: crc32(key.encode()) % total == number)
    return (lambda key: all(test(key) for test in tests)) if tests else None


def _without_columns(partition: Entry) -> Entry:
    partition.get("StorageDescriptor", {}).pop("Columns", None)
    return partition
