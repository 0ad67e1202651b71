# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the parts together, with the clients that Lambda's runtime brings."""

from __future__ import annotations

import boto3
from botocore.config import Config as ClientConfig

from .aws import GlueCrawler
from .aws import SqsDeadLetters
from .aws import SqsQueue
from .config import Config
from .decision import Pace
from .direct import DirectPath
from .filters import Filters
from .refresh import Refresher
from .source import Source
from .store import DynamoPending
from .tables import CatalogTables
from .witness import Witness


def build(config: Config) -> Refresher:
    client = ClientConfig(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 4})
    sqs = boto3.client("sqs", config=client)
    filters = Filters(config.schemas, config.exclusions, config.crawl_comments)
    wake_queue = SqsQueue(sqs, config.wake_queue_url)
    source = _source(config, client)
    return Refresher(
        crawler_name=config.crawler_name,
        filters=filters,
        pace=Pace(config.delay_ms, config.max_delay_ms, config.retry_ms, config.max_attempts),
        pending=DynamoPending(boto3.client("dynamodb", config=client), config.pending_table, config.crawler_name),
        crawler=GlueCrawler(boto3.client("glue", config=client), config.crawler_name),
        wake_queue=wake_queue,
        letters=SqsDeadLetters(sqs, config.dead_letter_queue_url),
        witness=Witness(source, also_sent=config.direct is None) if source else None,
        direct=_direct(config, filters, source, wake_queue, client),
    )


def _source(config: Config, client: ClientConfig) -> Source | None:
    if config.database is None:
        return None
    return Source(boto3.client("rds-data", config=client), config.database, config.source_database)


def _direct(
    config: Config, filters: Filters, source: Source | None, queue: SqsQueue, client: ClientConfig
) -> DirectPath | None:
    if config.direct is None or source is None:
        return None
    return DirectPath(
        filters=filters,
        source=source,
        tables=CatalogTables(boto3.client("glue", config=client), config, config.direct),
        queue=queue,
    )
