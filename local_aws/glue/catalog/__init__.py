# SPDX-License-Identifier: GPL-3.0-or-later
"""The Data Catalog: databases, tables and what belongs to them. Importing it registers its actions."""

from __future__ import annotations

from local_aws.glue.catalog import classifiers
from local_aws.glue.catalog import connection_trials
from local_aws.glue.catalog import connections
from local_aws.glue.catalog import databases
from local_aws.glue.catalog import functions
from local_aws.glue.catalog import partition_indexes
from local_aws.glue.catalog import partitions
from local_aws.glue.catalog import policy
from local_aws.glue.catalog import search
from local_aws.glue.catalog import security_configurations
from local_aws.glue.catalog import settings
from local_aws.glue.catalog import statistics
from local_aws.glue.catalog import tables
from local_aws.glue.catalog import tags
from local_aws.glue.catalog import versions

__all__ = [
    "classifiers",
    "connection_trials",
    "connections",
    "databases",
    "functions",
    "partition_indexes",
    "partitions",
    "policy",
    "search",
    "security_configurations",
    "settings",
    "statistics",
    "tables",
    "tags",
    "versions",
]
