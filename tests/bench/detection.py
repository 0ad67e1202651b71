# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a schema change takes to reach the catalog, what a burst of them costs, and what the trigger costs DDL."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.crawl import CRAWLER
from tests.bench.crawl import glue_client
from tests.bench.measure import ROOT
from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import embedded

DATABASE = "genai_demo_catalog"
CHANGES = 30
BURST = 500
PAIRS = 60


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


def crawls(glue: Any) -> int:
    return len(glue.list_crawls(CrawlerName=CRAWLER, MaxResults=1000)["Crawls"])


def at_rest(glue: Any) -> bool:
    return glue.get_crawler(Name=CRAWLER)["Crawler"]["State"] == "READY"


def burst(glue: Any, connection: psycopg.Connection[Any]) -> tuple[int, float]:
    """One migration of 500 tables: how many crawls, and seconds from its first statement to the last table."""

    def last_one() -> bool:
        found = glue.get_tables(DatabaseName=DATABASE, Expression=f"genai_demo_public_burst_{BURST - 1}")
        return bool(found["TableList"])

    until(lambda: at_rest(glue))
    before, started = crawls(glue), time.monotonic()
    with connection.transaction():
        for number in range(BURST):
            connection.execute(f"CREATE TABLE burst_{number} (id bigint PRIMARY KEY)")
    until(last_one)
    took = time.monotonic() - started
    until(lambda: at_rest(glue))
    return crawls(glue) - before, took


def overhead_ms(aws: Embedded) -> float:
    """The same statement by turns in the database with triggers and in one without, in open transactions."""
    times: dict[str, list[float]] = {"genai_demo": [], "postgres": []}
    with connected(aws, "genai_demo") as watched, connected(aws, "postgres") as free:
        for number in range(PAIRS):
            for name, connection in (("genai_demo", watched), ("postgres", free)):
                with connection.transaction(force_rollback=True):
                    started = time.perf_counter()
                    connection.execute(f"CREATE TABLE overhead_{number} (id bigint PRIMARY KEY, note text)")
                    times[name].append(time.perf_counter() - started)
    return 1000 * (statistics.median(times["genai_demo"]) - statistics.median(times["postgres"]))


def measure_detection(folder: Path) -> Iterator[Measure]:
    with embedded(folder / "home") as aws:
        deploy_without_delay(aws)
        glue = glue_client(aws)
        with connected(aws) as connection:
            seconds_to_catalog(glue, connection, "first")
            times = [seconds_to_catalog(glue, connection, f"change_{number}") for number in range(CHANGES)]
            yield Measure(f"CREATE TABLE to the catalog, median of {CHANGES}", statistics.median(times), 2, "s")
            count, took = burst(glue, connection)
            yield Measure(f"crawls for a migration of {BURST} tables", count, 2, "")
            yield Measure(f"seconds for a migration of {BURST} tables", took, 15, "s")
        yield Measure("what the trigger adds to CREATE TABLE, median", max(0.0, overhead_ms(aws)), 5, "ms")
