# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawl of a large schema, and what it leaves in memory."""

from __future__ import annotations

import json
from typing import Any

from local_aws import process
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage

TABLES = 2000
MOST_SECONDS = 10
MOST_BYTES = 150 * 2**20

# No column that PostgreSQL would keep out of line: that would make two tables of each.
MAKE = f"""
DO $$
BEGIN
  FOR i IN 1..{TABLES} LOOP
    EXECUTE format('CREATE TABLE t_%s (id bigint, name varchar(10), total money, at timestamptz, known bool)', i);
  END LOOP;
END $$
"""


def seconds(crawl: dict[str, Any]) -> float:
    return (crawl["EndTime"] - crawl["StartTime"]).total_seconds()


def test_forty_tables(stage: Stage) -> None:
    """The best of a few: other tests share the machine."""
    with stage.schema(*(f"CREATE TABLE t_{number} (x int, y text)" for number in range(40))) as schema:
        crawlers = [stage.make_crawler(f"{DATABASE}/{schema}/%") for _ in range(3)]
        assert min(seconds(stage.succeed(crawler)) for crawler in crawlers) <= 1
        assert len(stage.tables(crawlers[0])) == 40


def test_two_thousand_tables(stage: Stage) -> None:
    server = json.loads(stage.aws.home.server_lock.read_text())["pid"]
    with stage.schema(MAKE) as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        before = process.memory_bytes(server)
        crawl = stage.succeed(crawler)
        assert len(stage.tables(crawler)) == TABLES
        again = stage.succeed(crawler)
    assert seconds(crawl) <= MOST_SECONDS
    assert seconds(again) <= MOST_SECONDS
    assert "Summary" not in again
    # How much the two crawls hold; what the server held before them depends on the tests that it has served.
    assert process.memory_bytes(server) - before <= MOST_BYTES
