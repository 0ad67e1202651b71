# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the embedded Glue takes and gives tables, and what a large catalog holds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local_aws.glue.catalog.tables import create_table
from local_aws.glue.service import STATE_FILE
from local_aws.glue.store import Store
from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.paths import Home
from tests.bench.crawl import glue_client
from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import embedded
from tests.bench.measure import local_aws
from tests.bench.measure import timed
from tests.bench.start import resident_mb

DATABASE = "bench"
ROUNDS = 4  # the best of them counts: whatever else runs on the machine only ever makes one slower
SOME = 500
MANY = 50_000
COLUMNS = [{"Name": f"column_{number:02d}", "Type": "decimal(12,2)", "Comment": "a column"} for number in range(20)]


def table_input(number: int) -> dict[str, Any]:
    return {
        "Name": f"genai_demo_public_t{number:05d}",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "postgresql", "UPDATED_BY_CRAWLER": "bench", "typeOfData": "table"},
        "StorageDescriptor": {"Columns": COLUMNS, "Location": f"genai_demo.public.t{number:05d}", "SerdeInfo": {}},
    }


def create(glue: Any, numbers: range) -> None:
    for number in numbers:
        glue.create_table(DatabaseName=DATABASE, TableInput=table_input(number))


def read_all(glue: Any) -> int:
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=DATABASE)
    return sum(len(page["TableList"]) for page in pages)


def fill(aws: Embedded, numbers: range) -> None:
    """Create tables as the server does, but in its file while it is down: over HTTP they would take minutes."""
    local_aws(aws.home, "down")
    store = Store(Home(aws.home).state / STATE_FILE)
    scope = store.scope(ACCOUNT, REGION)
    for number in numbers:
        create_table(scope, DATABASE, table_input(number), "bench")
    store.close()
    local_aws(aws.home, "up")


def measure_catalog(folder: Path) -> Iterator[Measure]:
    with embedded(folder / "home") as aws:
        glue = glue_client(aws)
        glue.create_database(DatabaseInput={"Name": DATABASE})
        rounds = [range(SOME * number, SOME * (number + 1)) for number in range(ROUNDS)]
        fastest = min(timed(create, glue, numbers) for numbers in rounds)
        yield Measure(f"CreateTable, 20 columns, one client ({ROUNDS} x {SOME})", SOME / fastest, 200, "/s", True)
        fill(aws, range(SOME * ROUNDS, MANY - SOME))
        create(glue, range(MANY - SOME, MANY))
        started = time.perf_counter()
        found = read_all(glue)
        seconds = time.perf_counter() - started
        if found != MANY:
            raise RuntimeError(f"{found} tables instead of {MANY}")
        yield Measure(f"tables read by paging GetTables through {MANY}", found / seconds, 2000, "/s", True)
        yield Measure(f"embedded AWS with {MANY} tables", resident_mb(aws.status()["aws"]["pid"]), 600, "MB")
