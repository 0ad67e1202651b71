# SPDX-License-Identifier: GPL-3.0-or-later
"""A real crawl creates, changes and deletes tables; undone, the catalog is as it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import unique
from tests.local_aws.glue_crawlers.stage import until

TABLES = ("CREATE TABLE orders (id int)", "CREATE TABLE customers (id int)", "CREATE TABLE kept (id int)")
CHANGES = ("ALTER TABLE orders ADD total numeric(9,2)", "DROP TABLE customers", "CREATE TABLE items (id int)")
# What a table is when it was written anew, and not who wrote it when.
TIMES = ("CreateTime", "UpdateTime", "VersionId", "CreatedBy", "LastAccessTime")
NOTHING = {"remove": [], "revert": {}, "restore": [], "changed_since": [], "no_pre_image": []}


@dataclass(frozen=True)
class Scene:
    """Two crawls, the second of which did a bit of everything, and a backup between them."""

    stage: Stage
    aws: Aws
    crawler: str
    database: str
    schema: str
    location: str
    before: dict[str, Any]

    def name(self, table: str) -> str:
        return f"{DATABASE}_{self.schema}_{table}"

    def full(self, table: str) -> str:
        return f"{self.database}.{self.name(table)}"

    def tables(self) -> dict[str, Any]:
        found = self.stage.tables(self.crawler)
        return {name: {k: v for k, v in table.items() if k not in TIMES} for name, table in found.items()}

    def undo(self, **options: Any) -> dict[str, Any]:
        return self.aws.run("glue_crawl_undo", name=self.crawler, **options)


def in_another_second() -> None:
    """Tables tell their times in whole seconds: what is of the same second cannot be told apart."""
    now = int(time.time())
    until(lambda: int(time.time()) > now or None)


@pytest.fixture
def scene(embedded: Aws, stage: Stage) -> Iterator[Scene]:
    s3, bucket = stage.client("s3"), unique("undone-")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    with stage.schema(*TABLES) as schema:
        policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DELETE_FROM_DATABASE"}
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%", SchemaChangePolicy=policy)
        stage.succeed(crawler)
        database = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
        location = f"s3://{bucket}/catalog/"
        embedded.run("glue_catalog_backup", location=location, column_statistics=False)
        scene = Scene(stage, embedded, crawler, database, schema, location, {})
        scene.before.update(scene.tables())
        in_another_second()
        stage.change(schema, *CHANGES)
        stage.succeed(crawler)
        in_another_second()
        yield scene
    stage.glue.delete_crawler(Name=crawler)
    stage.glue.delete_database(Name=database)
    for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=item["Key"])
    s3.delete_bucket(Bucket=bucket)


def test_the_catalog_is_as_it_was_before_the_crawl(scene: Scene) -> None:
    crawled = scene.tables()
    assert set(crawled) == {scene.name(table) for table in ("orders", "kept", "items")}
    plan = {
        **NOTHING,
        "remove": [scene.full("items")],
        "revert": {scene.full("orders"): "0"},
        "restore": [scene.full("customers")],
    }
    planned = scene.undo(location=scene.location, check=True)
    assert (planned["changed"], planned["crawls"], planned["plan"]) == (True, 1, plan)
    assert scene.aws.traffic.writes == []
    assert planned["diff"]["after"][scene.full("customers")] == "from the snapshot"
    assert scene.tables() == crawled

    done = scene.undo(location=scene.location)
    assert (done["changed"], done["plan"], done["diff"]) == (True, plan, planned["diff"])
    assert scene.tables() == scene.before

    again = scene.undo(location=scene.location)
    assert (again["changed"], again["plan"]) == (False, NOTHING)
    assert scene.aws.traffic.writes == []


def test_what_nobody_knows_and_what_somebody_else_wrote_is_not_touched(scene: Scene) -> None:
    with pytest.raises(ModuleFailed, match=f"before the crawl is nowhere: {scene.name('customers')}"):
        scene.undo()
    items = scene.name("items")
    in_another_second()
    scene.stage.glue.update_table(DatabaseName=scene.database, TableInput={"Name": items, "Description": "by hand"})
    with pytest.raises(ModuleFailed, match=f"somebody else has written to {scene.full('items')}"):
        scene.undo(location=scene.location)
    assert scene.tables()[items]["Description"] == "by hand"

    done = scene.undo(overwrite=True, allow_incomplete=True)
    assert done["plan"]["no_pre_image"] == [scene.name("customers")]
    assert set(scene.tables()) == {scene.name(table) for table in ("orders", "kept")}

    # An older crawl takes the later ones with it.
    crawls = scene.stage.glue.list_crawls(CrawlerName=scene.crawler)["Crawls"]
    first = min(crawls, key=lambda crawl: crawl["StartTime"])["CrawlId"]
    done = scene.undo(crawl_id=first, overwrite=True, allow_incomplete=True)
    assert (done["crawls"], scene.tables()) == (2, {})


def test_refusals_name_what_to_mend(embedded: Aws, stage: Stage) -> None:
    with pytest.raises(ModuleFailed, match="there is no crawler 'nobody'"):
        embedded.run("glue_crawl_undo", name="nobody")
    crawler = stage.make_crawler()
    with pytest.raises(ModuleFailed, match="AWS knows no crawl of crawler"):
        embedded.run("glue_crawl_undo", name=crawler)
    stage.glue.delete_crawler(Name=crawler)
