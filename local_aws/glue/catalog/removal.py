# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes with a database, a table or a partition when it goes."""

from __future__ import annotations

from local_aws.glue.store import Scope

OF_PARTITION = ("partition_statistics",)
# Keys of Lake Formation's grants begin as those of what they are about.
OF_TABLE = ("table_version", "partition", "partition_index", "table_statistics", "lake_formation_grant", *OF_PARTITION)
OF_DATABASE = ("table", "function", *OF_TABLE)


def remove_contents(scope: Scope, database_key: str) -> None:
    for kind in OF_DATABASE:
        scope.delete_prefix(kind, f"{database_key}/")


def remove_table(scope: Scope, table_key: str) -> None:
    scope.delete("table", table_key)
    for kind in OF_TABLE:
        scope.delete_prefix(kind, f"{table_key}/")


def remove_partition(scope: Scope, partition_key: str) -> None:
    scope.delete("partition", partition_key)
    for kind in OF_PARTITION:
        scope.delete_prefix(kind, f"{partition_key}/")
