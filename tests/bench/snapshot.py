# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a catalog is backed up and restored, beside the same calls made by a bare boto3 loop in the same run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local_aws.glue.catalog.tables import create_table
from local_aws.glue.service import STATE_FILE
from local_aws.glue.store import Store
from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.paths import Home
from tests.bench.catalog import DATABASE
from tests.bench.catalog import read_all
from tests.bench.catalog import table_input
from tests.bench.crawl import glue_client
from tests.bench.measure import ROOT
from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import embedded
from tests.bench.measure import local_aws
from tests.bench.measure import timed

TABLES = 10_000
MANY = 50_000
THREADS = 8
COUNTED = 2_000  # with a call of its own for each table
RESTORED = 3_000  # written over HTTP
ROUNDS = 3  # of each, by turns; the best one counts
_WRITES = ("Create", "Update", "Delete", "Put", "Batch", "Tag", "Untag")


def fill(aws: Embedded, first: int, last: int, database: str = DATABASE) -> None:
    """In the file of the server while it is down: over HTTP it would take minutes."""
    local_aws(aws.home, "down")
    store = Store(Home(aws.home).state / STATE_FILE)
    scope = store.scope(ACCOUNT, REGION)
    for number in range(first, last):
        create_table(scope, database, table_input(number), "bench")
    store.close()
    local_aws(aws.home, "up")


def fast_client(aws: Embedded, service: str = "glue") -> Any:
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import client_settings

    return boto3.client(
        service,
        endpoint_url=aws.env["AWS_ENDPOINT_URL"],
        region_name=aws.env["AWS_REGION"],
        aws_access_key_id=aws.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=aws.env["AWS_SECRET_ACCESS_KEY"],
        config=Config(**client_settings(THREADS)),
    )


def library(aws: Embedded, folder: Path, only: tuple[str, ...] = (), statistics: bool = False) -> tuple[Any, Any]:
    """The catalog, without statistics unless it is said otherwise, and a folder for its snapshots."""
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.plainly import register
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.selection import Selection
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Extent
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Source
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder

    client = fast_client(aws)
    register(client)
    calls = Calls(client, workers=THREADS)
    extent = Extent(column_statistics=statistics)
    source = Source(calls, ACCOUNT, aws.env["AWS_REGION"], selection=Selection(only), extent=extent)
    return source, Folder(folder)


def restore(source: Any, storage: Any) -> bool:
    """Whether something was written."""
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import choose
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.restore import Restore

    task = Restore(storage, choose(storage), source)
    task.make_plan()
    task.apply()
    return task.changes


def create_bare(glue: Any, database: str, numbers: range) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda n: glue.create_table(DatabaseName=database, TableInput=table_input(n)), numbers))


def read_with_statistics(glue: Any, database: str) -> None:
    """The same calls as a backup with column statistics makes, in as many threads."""

    def statistics(table: dict[str, Any]) -> None:
        columns = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
        glue.get_column_statistics_for_table(DatabaseName=database, TableName=table["Name"], ColumnNames=columns)

    with ThreadPoolExecutor(THREADS) as pool:
        for page in glue.get_paginator("get_tables").paginate(DatabaseName=database):
            list(pool.map(statistics, page["TableList"]))


def measure_statistics(aws: Embedded, folder: Path) -> Iterator[Measure]:
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up

    glue_client(aws).create_database(DatabaseInput={"Name": "counted"})
    fill(aws, 0, COUNTED, "counted")
    glue = fast_client(aws)
    source, storage = library(aws, folder, ("counted",), statistics=True)
    bare, ours = [], []
    for _round in range(ROUNDS):
        bare.append(timed(read_with_statistics, glue, "counted"))
        ours.append(timed(back_up, source, storage))
    what = f"backup of {COUNTED} tables with statistics, speed against {THREADS} bare threads"
    yield Measure(what, min(bare) / min(ours), 0.9, "x", True)
    glue.delete_database(Name="counted")


def measure_snapshot(folder: Path) -> Iterator[Measure]:
    sys.path.insert(0, str(ROOT / "collections"))
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up

    with embedded(folder / "home") as aws:
        glue = glue_client(aws)
        glue.create_database(DatabaseInput={"Name": DATABASE})
        fill(aws, 0, TABLES)
        glue = glue_client(aws)
        source, storage = library(aws, folder / "snapshots")
        bare, ours = [], []
        for _round in range(ROUNDS):
            bare.append(timed(read_all, glue))
            ours.append(timed(back_up, source, storage))
        yield Measure(f"backup of {TABLES} tables, speed against bare paging", min(bare) / min(ours), 0.9, "x", True)
        yield from measure_statistics(aws, folder / "counted")
        source, storage = library(aws, folder / "snapshots")
        glue = glue_client(aws)
        calls: list[str] = []
        source.glue.client.meta.events.register(
            "before-call.glue.*", partial(lambda model, **_rest: calls.append(model.name))
        )
        changed = restore(source, storage)
        if changed or any(name.startswith(_WRITES) for name in calls):
            raise RuntimeError("a restore with nothing to change wrote something")
        pages = TABLES / 100 + 20
        yield Measure(f"restore of {TABLES} tables with nothing to change: calls", len(calls), pages, "")
        yield from measure_empty(aws, folder / "restored")
        glue.create_database(DatabaseInput={"Name": DATABASE})
        fill(aws, 0, MANY)
        for what in ("backup", "restore"):
            yield Measure(f"{what} of {MANY} tables", peak_mb(aws, folder / "large", what), 300, "MB")


def measure_empty(aws: Embedded, folder: Path) -> Iterator[Measure]:
    """Into an empty catalog, by turns with eight bare threads."""
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up

    glue = glue_client(aws)
    source, storage = library(aws, folder)
    bare, ours = [], []
    for _round in range(ROUNDS):
        glue.delete_database(Name=DATABASE)
        glue.create_database(DatabaseInput={"Name": DATABASE})
        bare.append(timed(create_bare, glue, DATABASE, range(RESTORED)))
        if not ours:
            back_up(source, storage)
        glue.delete_database(Name=DATABASE)
        ours.append(timed(restore, source, storage))
    glue.delete_database(Name=DATABASE)
    what = f"restore of {RESTORED} tables, speed against {THREADS} bare threads"
    yield Measure(what, min(bare) / min(ours), 0.9, "x", True)


def peak_mb(aws: Embedded, folder: Path, what: str) -> float:
    """In a process of its own, which tells the most memory it ever held."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.snapshot", what, str(aws.home), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{what}: {done.stderr[-2000:]}")
    return float(done.stdout)


def main(what: str, home: str, folder: str) -> None:
    import resource

    from tests.bench.measure import exports

    sys.path.insert(0, str(ROOT / "collections"))
    from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up

    source, storage = library(Embedded(Path(home), exports(Path(home))), Path(folder))
    if what == "backup":
        back_up(source, storage)
    else:
        restore(source, storage)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    main(*sys.argv[1:])
