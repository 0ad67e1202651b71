# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a crawl takes, from StartCrawler to READY, on the catalog that `site.yml` built."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import psycopg

from tests.bench.measure import ROOT
from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import embedded
from tests.bench.measure import timed

CRAWLER = "genai-demo-aurora-auto-discovery"
LARGE_SCHEMA = "bench"
LARGE_TABLES = 2000


def deploy(aws: Embedded) -> None:
    done = subprocess.run(
        ["/bin/sh", "scripts/play.sh", "local", "site"],
        cwd=ROOT,
        env=os.environ | {"LOCAL_AWS_HOME": str(aws.home)},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"site.yml failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")


def glue_client(aws: Embedded) -> Any:
    return aws_client(aws, "glue")


def aws_client(aws: Embedded, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=aws.env["AWS_ENDPOINT_URL"],
        region_name=aws.env["AWS_REGION"],
        aws_access_key_id=aws.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=aws.env["AWS_SECRET_ACCESS_KEY"],
    )


def crawl(glue: Any, name: str) -> None:
    """Run a crawler and wait until it is READY; raises with its message when the crawl failed."""
    glue.start_crawler(Name=name)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        crawler = glue.get_crawler(Name=name)["Crawler"]
        if crawler["State"] == "READY":
            if crawler["LastCrawl"]["Status"] != "SUCCEEDED":
                raise RuntimeError(f"{name}: {crawler['LastCrawl'].get('ErrorMessage')}")
            return
        time.sleep(0.02)
    raise TimeoutError(f"{name} is not READY after 120 s")


def make_large_schema(aws: Embedded) -> None:
    """2,000 tables of 20 columns in a schema of their own, readable by the crawler's user."""
    columns = ", ".join(
        f"c{number:02d} {kind}" for number, kind in enumerate(["bigint", "text", "numeric(12,2)", "date"] * 5)
    )
    dsn = " ".join(
        f"{key}={value}"
        for key, value in {
            "host": aws.env["PGHOST"],
            "port": aws.env["PGPORT"],
            "user": aws.env["PGUSER"],
            "dbname": aws.env["PGDATABASE"],
            "sslmode": "require",
            "passfile": aws.env["PGPASSFILE"],
        }.items()
    )
    with psycopg.connect(dsn) as connection:
        connection.execute(f"CREATE SCHEMA {LARGE_SCHEMA}")
        connection.execute(
            f"DO $$ BEGIN FOR n IN 1..{LARGE_TABLES} LOOP "
            f"EXECUTE format('CREATE TABLE {LARGE_SCHEMA}.t%s ({columns})', n); END LOOP; END $$"
        )
        connection.execute(f"GRANT USAGE ON SCHEMA {LARGE_SCHEMA} TO glue_crawler")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {LARGE_SCHEMA} TO glue_crawler")


def point_at_large_schema(glue: Any) -> None:
    """The deployed crawler itself: its role trusts Glue for that one only."""
    (target,) = glue.get_crawler(Name=CRAWLER)["Crawler"]["Targets"]["JdbcTargets"]
    glue.update_crawler(Name=CRAWLER, Targets={"JdbcTargets": [target | {"Path": f"genai_demo/{LARGE_SCHEMA}/%"}]})


def measure_crawl(folder: Path) -> Iterator[Measure]:
    with embedded(folder / "home") as aws:
        yield Measure("site.yml on an empty account", timed(deploy, aws), 120, "s")
        glue = glue_client(aws)
        yield Measure("first crawl of the sample database (over 40 tables)", timed(crawl, glue, CRAWLER), 1, "s")
        yield Measure("the same crawl again, nothing changed", timed(crawl, glue, CRAWLER), 1, "s")
        make_large_schema(aws)
        point_at_large_schema(glue)
        yield Measure(f"first crawl of {LARGE_TABLES} tables of 20 columns", timed(crawl, glue, CRAWLER), 10, "s")
        yield Measure("the same crawl again, nothing changed", timed(crawl, glue, CRAWLER), 10, "s")
