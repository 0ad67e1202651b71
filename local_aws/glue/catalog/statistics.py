# SPDX-License-Identifier: GPL-3.0-or-later
"""Column statistics of tables and of partitions: the same three actions for both."""

from __future__ import annotations

from typing import Any

from local_aws.glue.catalog.lookup import key_of
from local_aws.glue.catalog.lookup import table_of_request
from local_aws.glue.catalog.partitions import require_partition
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.names import escape

OF_TABLE = "table_statistics"
OF_PARTITION = "partition_statistics"

type Entry = dict[str, Any]


@action("UpdateColumnStatisticsForTable")
@action("UpdateColumnStatisticsForPartition")
def update(request: Request) -> Result:
    kind, prefix, columns = _place(request)
    failures = []
    for statistics in request.params["ColumnStatisticsList"]:
        name = statistics["ColumnName"]
        if name.lower() in columns:
            request.scope.put(kind, prefix + escape(name.lower()), statistics)
        else:
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": f"Column {name} not found."}
            failures.append({"ColumnStatistics": statistics, "Error": detail})
    return {"Errors": failures}


@action("GetColumnStatisticsForTable")
@action("GetColumnStatisticsForPartition")
def read(request: Request) -> Result:
    kind, prefix, _ = _place(request)
    found, failures = [], []
    for name in request.params["ColumnNames"]:
        statistics = request.scope.get(kind, prefix + escape(name.lower()))
        if statistics:
            found.append(statistics)
        else:
            message = "Statistics do not exist for this column"
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": message}
            failures.append({"ColumnName": name, "Error": detail})
    return {"ColumnStatisticsList": found, "Errors": failures}


@action("DeleteColumnStatisticsForTable")
@action("DeleteColumnStatisticsForPartition")
def delete(request: Request) -> Result:
    """Deleting what is not there succeeds."""
    kind, prefix, _ = _place(request)
    request.scope.delete(kind, prefix + escape(request.params["ColumnName"].lower()))
    return {}


def _place(request: Request) -> tuple[str, str, set[str]]:
    """The kind and key prefix of the statistics, and the columns that may have some."""
    table = table_of_request(request)
    columns = {column["Name"].lower() for column in table.get("StorageDescriptor", {}).get("Columns", [])}
    if request.action.endswith("Table"):
        columns |= {column["Name"].lower() for column in table.get("PartitionKeys", [])}
        return OF_TABLE, f"{key_of(table)}/", columns
    return OF_PARTITION, f"{require_partition(request.scope, table, request.params['PartitionValues'])}/", columns
