# SPDX-License-Identifier: GPL-3.0-or-later
"""A crawl that was under way when the embedded AWS was killed."""

from __future__ import annotations

import json
import os
import signal

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import until
from tests.local_aws.glue_crawlers.wire import gate


def kill(aws: EmbeddedAws) -> None:
    os.kill(json.loads(aws.home.server_lock.read_text())["pid"], signal.SIGKILL)


def on_disk(aws: EmbeddedAws, *texts: str) -> bool:
    """Whether each text stands in one of the files that the embedded AWS keeps its state in."""
    contents = [file.read_bytes() for file in aws.home.state.rglob("*") if file.is_file()]
    return all(any(text.encode() in content for content in contents) for text in texts)


def test_it_has_failed_after_the_restart(lone_stage: Stage) -> None:
    stage, aws = lone_stage, lone_stage.aws
    with gate(stage.port) as held:
        crawler = stage.make_crawler(f"{DATABASE}/nowhere/%", connection=stage.make_connection(port=held.port))
        stage.glue.start_crawler(Name=crawler)
        assert held.arrived.wait(20)
        (crawl,) = stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]
        until(lambda: on_disk(aws, f'"Running":{{"CrawlId":"{crawl["CrawlId"]}"', stage.role))
        kill(aws)
        aws.up()
        shown = stage.glue.get_crawler(Name=crawler)["Crawler"]
        assert shown["State"] == "READY"
        assert shown["LastCrawl"]["Status"] == "FAILED"
        assert shown["LastCrawl"]["ErrorMessage"] == "Internal Service Exception"
        (crawl,) = stage.glue.list_crawls(CrawlerName=crawler)["Crawls"]
        assert crawl["State"] == "FAILED"
        held.open()
        stage.succeed(crawler)
