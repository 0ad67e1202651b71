# SPDX-License-Identifier: GPL-3.0-or-later
"""One measured figure, and what every measure needs: an embedded AWS of its own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measure:
    """A figure, its unit, and its bound: a most (seconds, MB) or, for rates, a least."""

    what: str
    value: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def share(self) -> float:
        """How much of the bound is used up: 1.0 is the bound itself, less is better."""
        return self.bound / self.value if self.at_least else self.value / self.bound

    @property
    def kept(self) -> bool:
        return self.share <= 1.0

    def line(self) -> str:
        sign = ">=" if self.at_least else "<="
        bound = f"{sign} {self.bound:g} {self.unit}"
        verdict = "" if self.kept else "  MISSED"
        return f"{self.what:<58} {self.value:>8.2f} {self.unit:<4} {bound:>11}  {self.share:.2f}{verdict}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"share": round(self.share, 3), "kept": self.kept}


@dataclass(frozen=True)
class Embedded:
    """A running embedded AWS: the environment that reaches it."""

    home: Path
    env: dict[str, str]

    def status(self) -> dict[str, Any]:
        done = local_aws(self.home, "status", "--json")
        return json.loads(done.stdout)


def local_aws(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m local_aws` with a home of its own; output is returned, a failure raises with it."""
    done = subprocess.run(
        [sys.executable, "-m", "local_aws", *args],
        cwd=ROOT,
        env=os.environ | {"LOCAL_AWS_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"local_aws {shlex.join(args)} failed:\n{done.stdout}{done.stderr}")
    return done


def exports(home: Path) -> dict[str, str]:
    """What `. .local/env` exports, by asking a shell."""
    done = subprocess.run(
        ["/bin/sh", "-c", '. "$1" && env -0', "sh", str(home / "env")], capture_output=True, check=True, env=os.environ
    )
    return dict(pair.split("=", 1) for pair in done.stdout.decode().split("\0") if "=" in pair)


@contextmanager
def embedded(home: Path) -> Iterator[Embedded]:
    """Start an embedded AWS, and take it down again."""
    local_aws(home, "up")
    try:
        yield Embedded(home, exports(home))
    finally:
        local_aws(home, "down", "--purge")


def timed(call: Any, *args: Any, **kwargs: Any) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    call(*args, **kwargs)
    return time.perf_counter() - started
