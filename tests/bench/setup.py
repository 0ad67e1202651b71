# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a fresh clone takes to be ready to run, with the packages in uv's cache."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import ROOT
from tests.bench.measure import Measure
from tests.bench.measure import timed


def measure_setup(folder: Path) -> Iterator[Measure]:
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--local", str(ROOT), str(clone)], check=True)

    def set_up() -> None:
        subprocess.run(["/bin/sh", "scripts/setup.sh"], cwd=clone, check=True, capture_output=True)

    set_up()  # fills the cache
    subprocess.run(["rm", "-rf", str(clone / ".venv"), str(clone / ".cache")], check=True)
    yield Measure("set-up of a fresh clone, warm package cache", timed(set_up), 30, "s")
    yield Measure("set-up again", timed(set_up), 1, "s")
