# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the embedded AWS and its PostgreSQL take to be there, and what they hold while they idle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ConnectionError as NotThere

from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import exports
from tests.bench.measure import local_aws
from tests.bench.measure import timed

FIRST_ANSWER_SECONDS = 30


def resident_mb(pid: int) -> float:
    """Memory of a process in MB as its proportional share: pages that processes share are counted once."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


def with_children(pid: int) -> list[int]:
    """A process and all its descendants."""
    family = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            family += with_children(int(child))
    return family


def first_answer(home: Path) -> float:
    """Seconds from the call of `up` until a client has its first answer; `up` itself goes on until all is there."""
    variables = exports(home)
    client = boto3.client(
        "sts",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        region_name=variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
    )
    begin = time.perf_counter()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(local_aws, home, "up")
        while time.perf_counter() - begin < FIRST_ANSWER_SECONDS:
            try:
                client.get_caller_identity()
            except NotThere:
                time.sleep(0.005)
            else:
                seconds = time.perf_counter() - begin
                coming.result()
                return seconds
    raise TimeoutError(f"no answer after {FIRST_ANSWER_SECONDS} s")


def measure_start(folder: Path) -> Iterator[Measure]:
    home = folder / "home"
    try:
        yield Measure("first start: embedded AWS, PostgreSQL, sample database", timed(local_aws, home, "up"), 5, "s")
        status = Embedded(home, {}).status()
        pids = {pid for root in (status["aws"]["pid"], status["postgres"]["pid"]) for pid in with_children(root)}
        yield Measure("idle memory of both", sum(map(resident_mb, pids)), 250, "MB")
        local_aws(home, "down")
        yield Measure("start to the first answer of the AWS API", first_answer(home), 1.5, "s")
        local_aws(home, "down")
        yield Measure("start again", timed(local_aws, home, "up"), 5, "s")
    finally:
        local_aws(home, "down", "--purge")
