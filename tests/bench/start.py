# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the embedded AWS and its PostgreSQL take to be there, and what they hold while they idle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Embedded
from tests.bench.measure import Measure
from tests.bench.measure import local_aws
from tests.bench.measure import timed


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


def measure_start(folder: Path) -> Iterator[Measure]:
    home = folder / "home"
    try:
        yield Measure("first start: embedded AWS, PostgreSQL, sample database", timed(local_aws, home, "up"), 5, "s")
        status = Embedded(home, {}).status()
        pids = {pid for root in (status["aws"]["pid"], status["postgres"]["pid"]) for pid in with_children(root)}
        yield Measure("idle memory of both", sum(map(resident_mb, pids)), 250, "MB")
        local_aws(home, "down")
        yield Measure("start again", timed(local_aws, home, "up"), 5, "s")
    finally:
        local_aws(home, "down", "--purge")
