# SPDX-License-Identifier: GPL-3.0-or-later
"""Partition indexes: kept and listed. Nothing here is faster for having one."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog.lookup import key_of
from local_aws.glue.catalog.lookup import table_of_request
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import GlueError
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import join_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.protocol import RawList
from local_aws.glue.store import Scope

KIND = "partition_index"
MOST = 3
PAGE = 100

type Entry = dict[str, Any]


def create_indexes(scope: Scope, table: Entry, indexes: list[Entry]) -> None:
    """Add indexes to a table; all of them must fit before any is kept."""
    prefix = key_of(table) + "/"
    types = {column["Name"]: column.get("Type", "") for column in table.get("PartitionKeys", [])}
    if scope.count(KIND, prefix) + len(indexes) > MOST:
        raise GlueError("ResourceNumberLimitExceededException", f"A table can have at most {MOST} partition indexes.")
    described = []
    for index in indexes:
        unknown = [name for name in index["Keys"] if name not in types]
        if unknown:
            raise invalid_input(f"Key {unknown[0]} of index {index['IndexName']} is not a partition key of the table.")
        if scope.exists(KIND, prefix + join_key(index["IndexName"])):
            raise already_exists(f"Index {index['IndexName']} already exists.")
        keys = [{"Name": name, "Type": types[name]} for name in index["Keys"]]
        described.append({"IndexName": index["IndexName"], "Keys": keys, "IndexStatus": "ACTIVE"})
    for description in described:
        scope.put(KIND, prefix + join_key(description["IndexName"]), description)


@action("CreatePartitionIndex")
def create(request: Request) -> Result:
    create_indexes(request.scope, table_of_request(request), [request.params["PartitionIndex"]])
    return {}


@action("GetPartitionIndexes")
def list_indexes(request: Request) -> Result:
    table = table_of_request(request)
    page = page_of_keys(request, KIND, key_of(table) + "/", most=PAGE)
    indexes = RawList([raw for key in page.keys if (raw := request.scope.raw(KIND, key))])
    return {"PartitionIndexDescriptorList": indexes, **page.token}


@action("DeletePartitionIndex")
def delete(request: Request) -> Result:
    table, name = table_of_request(request), request.params["IndexName"]
    if not request.scope.delete(KIND, key_of(table) + "/" + join_key(name)):
        raise not_found(f"Index {name} not found.")
    return {}
