# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a schema change takes to reach the catalog, what a burst of them costs, and what the trigger costs DDL."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextlib import contextmanager
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.crawl import CRAWLER
from tests.bench.crawl import aws_client
from tests.bench.crawl import glue_client
from tests.bench.measure import ROOT
from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import embedded

DATABASE = "genai_demo_catalog"
FUNCTION = "DataCatalogStack-TriggerCrawlerFunction"
CHANGES = 30
BURST = 500
PAIRS = 200
FREE = "without_triggers"


def deploy_without_delay(aws: Embedded) -> None:
    done = subprocess.run(
        ["/bin/sh", "scripts/play.sh", "local", "site", "--", "-e", '{"lambda_delay_seconds": 0}'],
        cwd=ROOT,
        env=os.environ | {"LOCAL_AWS_HOME": str(aws.home)},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"site.yml failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")


@contextmanager
def connected(aws: Embedded, database: str = "genai_demo") -> Iterator[psycopg.Connection[Any]]:
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "passfile": "PGPASSFILE"}
    options = {option: aws.env[name] for option, name in names.items()}
    with psycopg.connect(**options, dbname=database, sslmode="require", autocommit=True) as connection:
        yield connection


def until(there: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing came within {seconds} s")
        time.sleep(0.01)


def seconds_to_catalog(glue: Any, connection: psycopg.Connection[Any], name: str) -> float:
    """From the end of CREATE TABLE, which is its commit, to the table's appearance."""

    def there() -> bool:
        try:
            glue.get_table(DatabaseName=DATABASE, Name=f"genai_demo_public_{name}")
        except glue.exceptions.EntityNotFoundException:
            return False
        return True

    connection.execute(f"CREATE TABLE {name} (id bigint PRIMARY KEY, note text)")
    started = time.monotonic()
    until(there)
    return time.monotonic() - started


def at_rest(aws: Embedded) -> bool:
    """Nothing is waiting, and no crawl is under way."""
    client = aws_client(aws, "dynamodb")
    item = client.get_item(TableName="data-catalog-pending", Key={"crawler": {"S": CRAWLER}})["Item"]
    return item["requested"] == item["confirmed"]


def burst(
    aws: Embedded, connection: psycopg.Connection[Any], name: str, together: Callable[[], AbstractContextManager[Any]]
) -> tuple[int, float]:
    """A migration of 500 tables: how many crawls, and seconds from its first statement to the last table."""
    glue = glue_client(aws)

    def all_there() -> bool:
        pages = glue.get_paginator("get_tables").paginate(
            DatabaseName=DATABASE, Expression=f"genai_demo_public_{name}_.*"
        )
        return sum(len(page["TableList"]) for page in pages) == BURST

    until(lambda: at_rest(aws))
    known = {crawl["CrawlId"] for crawl in crawls(glue)}
    started = time.monotonic()
    with together():
        for number in range(BURST):
            connection.execute(f"CREATE TABLE {name}_{number} (id bigint PRIMARY KEY)")
    until(all_there, 180)
    took = time.monotonic() - started
    until(lambda: at_rest(aws))
    return sum(crawl["CrawlId"] not in known for crawl in crawls(glue)), took


def crawls(glue: Any) -> list[dict[str, Any]]:
    return glue.list_crawls(CrawlerName=CRAWLER, MaxResults=50)["Crawls"]


def put_off_crawls(aws: Embedded) -> None:
    """On AWS a crawl and what follows it run on other machines; here they would be what is measured."""
    until(lambda: at_rest(aws))
    functions = aws_client(aws, "lambda")
    variables = functions.get_function_configuration(FunctionName=FUNCTION)["Environment"]["Variables"]
    later = variables | {"DELAY_SECONDS": "900", "MAX_DELAY_SECONDS": "900"}
    functions.update_function_configuration(FunctionName=FUNCTION, Environment={"Variables": later})


def overhead_ms(aws: Embedded) -> float:
    """The same statement and its commit by turns in a database with triggers and in one without.

    One commit in a quarter of a second makes a call, which is measured by itself.
    """
    with connected(aws) as connection:
        connection.execute(f"CREATE DATABASE {FREE}")
    times: dict[str, list[float]] = {"genai_demo": [], FREE: []}
    with connected(aws) as watched, connected(aws, FREE) as free:
        for number in range(PAIRS):
            for name, connection in (("genai_demo", watched), (FREE, free)):
                started = time.perf_counter()
                connection.execute(f"CREATE TABLE overhead_{number} (id bigint PRIMARY KEY, note text)")
                times[name].append(time.perf_counter() - started)
    return 1000 * (statistics.median(times["genai_demo"]) - statistics.median(times[FREE]))


def call_ms(aws: Embedded) -> float:
    """What a commit does that makes a call."""
    times = []
    with connected(aws) as connection:
        for number in range(CHANGES):
            next_call = time.monotonic() + 0.5
            until(lambda at=next_call: time.monotonic() > at)
            with connection.transaction():
                connection.execute(f"CREATE TABLE called_{number} (id bigint PRIMARY KEY, note text)")
                started = time.perf_counter()
                connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                times.append(time.perf_counter() - started)
    return 1000 * statistics.median(times)


def measure_detection(folder: Path) -> Iterator[Measure]:
    with embedded(folder / "home") as aws:
        deploy_without_delay(aws)
        glue = glue_client(aws)
        with connected(aws) as connection:
            seconds_to_catalog(glue, connection, "first")
            times = [seconds_to_catalog(glue, connection, f"change_{number}") for number in range(CHANGES)]
            yield Measure(f"CREATE TABLE to the catalog, median of {CHANGES}", statistics.median(times), 2, "s")
            for name, how, together in (
                ("together", "in one transaction", connection.transaction),
                ("singly", "each by itself", nullcontext),
            ):
                count, took = burst(aws, connection, name, together)
                yield Measure(f"crawls for {BURST} tables {how}", count, 2, "")
                yield Measure(f"{BURST} tables {how}, to the catalog", took, 15, "s")
        put_off_crawls(aws)
        yield Measure("what the trigger adds to CREATE TABLE, median", max(0.0, overhead_ms(aws)), 5, "ms")
        yield Measure("what a call adds to a commit, median", call_ms(aws), 25, "ms")
