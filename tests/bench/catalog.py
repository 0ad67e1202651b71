# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the embedded Glue takes and gives tables, and what a large catalog holds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.bench.crawl import glue_client
from tests.bench.measure import Measure
from tests.bench.measure import embedded
from tests.bench.measure import timed
from tests.bench.start import resident_mb

DATABASE = "bench"
SOME = 2000
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


def measure_catalog(folder: Path) -> Iterator[Measure]:
    with embedded(folder / "home") as aws:
        glue = glue_client(aws)
        glue.create_database(DatabaseInput={"Name": DATABASE})
        yield Measure("CreateTable, 20 columns, one client", SOME / timed(create, glue, range(SOME)), 200, "/s", True)
        started = time.perf_counter()
        found = read_all(glue)
        yield Measure("tables read by paging GetTables", found / (time.perf_counter() - started), 2000, "/s", True)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda first: create(glue, range(first, first + 500)), range(SOME, MANY, 500)))
        yield Measure(f"embedded AWS with {MANY} tables", resident_mb(aws.status()["aws"]["pid"]), 600, "MB")
