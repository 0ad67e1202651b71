# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the numbers come from, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any

import boto3

from .crawls import Crawl
from .crawls import crawl_of

# Enough to say what is usual, and one call.
LOOK_BACK = 30
# The last thing that a backup writes: one without it is none.
MANIFEST = "/manifest.json"


@dataclass(frozen=True)
class Aws:
    glue: Any
    cloudwatch: Any
    s3: Any

    @classmethod
    def of_the_function(cls) -> Aws:
        return cls(boto3.client("glue"), boto3.client("cloudwatch"), boto3.client("s3"))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def crawls(self, crawler: str) -> Sequence[Crawl]:
        found = self.glue.list_crawls(CrawlerName=crawler, MaxResults=LOOK_BACK)
        return [crawl_of(history) for history in found.get("Crawls", [])]

    def crawler_made(self, crawler: str) -> datetime:
        made: datetime = self.glue.get_crawler(Name=crawler)["Crawler"]["CreationTime"]
        return made

    def tables(self, database: str) -> Sequence[Mapping[str, Any]]:
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName=database)
        return [table for page in pages for table in page["TableList"]]

    def newest_backup(self, bucket: str, prefix: str) -> datetime | None:
        """When the newest backup was ended. Nothing where there is none yet, or not even the bucket."""
        try:
            pages = list(self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix))
        except self.s3.exceptions.NoSuchBucket:
            return None
        found = [item for page in pages for item in page.get("Contents", [])]
        return max((item["LastModified"] for item in found if item["Key"].endswith(MANIFEST)), default=None)

    def put(self, namespace: str, data: list[dict[str, Any]]) -> None:
        self.cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
