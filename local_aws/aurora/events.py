# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of RDS: to EventBridge, as it gets them on AWS, and to DescribeEvents.

Numbers, categories and messages are those of AWS's table (Aurora User Guide, "Amazon RDS event categories and event
messages for Aurora"). Which of them a given operation on AWS really sends, and in which order, is not documented;
`docs/embedded-aws-aurora.md` lists what is sent here.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

type Record = dict[str, Any]
type Put = Callable[[str, str, Record, list[str]], None]


@dataclass(frozen=True)
class Kind:
    """A kind of source: its detail-type and SourceType in EventBridge, its SourceType in DescribeEvents."""

    detail_type: str
    source_type: str
    listed_as: str
    name_key: str
    arn_key: str


CLUSTER = Kind("RDS DB Cluster Event", "CLUSTER", "db-cluster", "DBClusterIdentifier", "DBClusterArn")
INSTANCE = Kind("RDS DB Instance Event", "DB_INSTANCE", "db-instance", "DBInstanceIdentifier", "DBInstanceArn")
SNAPSHOT = Kind(
    "RDS DB Cluster Snapshot Event",
    "CLUSTER_SNAPSHOT",
    "db-cluster-snapshot",
    "DBClusterSnapshotIdentifier",
    "DBClusterSnapshotArn",
)


@dataclass(frozen=True)
class Event:
    kind: Kind
    number: str
    category: str
    message: str


CLUSTER_CREATED = Event(CLUSTER, "0170", "creation", "DB cluster created.")
CLUSTER_DELETED = Event(CLUSTER, "0171", "deletion", "DB cluster deleted.")
CLUSTER_STOPPED = Event(CLUSTER, "0150", "notification", "DB cluster stopped.")
CLUSTER_STARTED = Event(CLUSTER, "0151", "notification", "DB cluster started.")
CLUSTER_STOP_FAILED = Event(CLUSTER, "0152", "notification", "DB cluster stop failed.")
CLUSTER_RENAMED = Event(CLUSTER, "0172", "notification", "Renamed cluster from {old} to {new}.")
CREDENTIALS_RESET = Event(CLUSTER, "0016", "configuration change", "Reset master credentials.")
FAILOVER_FAILED = Event(
    CLUSTER,
    "0069",
    "failover",
    "Cluster failover failed, check the health of your cluster instances and try again.",
)
FAILOVER_COMPLETED = Event(CLUSTER, "0071", "failover", "Completed failover to DB instance: {instance}")
FAILOVER_SAME_ZONE = Event(CLUSTER, "0072", "failover", "Started same AZ failover to DB instance: {instance}")
FAILOVER_CROSS_ZONE = Event(CLUSTER, "0073", "failover", "Started cross AZ failover to DB instance: {instance}")
INSTANCE_CREATED = Event(INSTANCE, "0005", "creation", "DB instance created.")
INSTANCE_DELETED = Event(INSTANCE, "0003", "deletion", "DB instance deleted.")
INSTANCE_SHUTDOWN = Event(INSTANCE, "0004", "availability", "DB instance shutdown.")
INSTANCE_RESTARTED = Event(INSTANCE, "0006", "availability", "DB instance restarted.")
INSTANCE_STOPPED = Event(INSTANCE, "0087", "notification", "DB instance stopped.")
INSTANCE_STARTED = Event(INSTANCE, "0088", "notification", "DB instance started.")
SNAPSHOT_STARTED = Event(SNAPSHOT, "0074", "backup", "Creating manual cluster snapshot.")
SNAPSHOT_CREATED = Event(SNAPSHOT, "0075", "backup", "Manual cluster snapshot created.")


class Events:
    """put(source, detail-type, detail, resources) reaches EventBridge; record(event) reaches DescribeEvents."""

    def __init__(self, put: Put, record: Callable[[Record], None]) -> None:
        self._put = put
        self._record = record

    def send(self, event: Event, source: Record, **fields: str) -> None:
        """About the resource of which this is the record."""
        now = time.time()
        kind, message = event.kind, event.message.format(**fields)
        name, arn = source[kind.name_key], source[kind.arn_key]
        detail: Record = {
            "EventCategories": [event.category],
            "SourceType": kind.source_type,
            "SourceArn": arn,
            "Date": _written(now),
            "Message": message,
            "SourceIdentifier": name,
            "EventID": f"RDS-EVENT-{event.number}",
        }
        if source.get("TagList"):
            detail["Tags"] = {tag["Key"]: tag["Value"] for tag in source["TagList"]}
        self._put("aws.rds", kind.detail_type, detail, [arn])
        self._record(
            {
                "SourceIdentifier": name,
                "SourceType": kind.listed_as,
                "SourceArn": arn,
                "Message": message,
                "Date": now,
                "EventCategories": [event.category],
            }
        )


def _written(seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
