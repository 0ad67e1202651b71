# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes: recognise one for certain, wait for it, end it, weigh it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

_PROC = Path("/proc/self/stat").exists()
_POLL_SECONDS = 0.02


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look at a condition until it holds or the time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def start_time(pid: int) -> str | None:
    """What tells a process from a later one with the same pid; None when there is no such process."""
    if _PROC:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()
        return None if fields[0] in {"Z", "X"} else fields[19]
    return _ps(pid, "lstart") or None


def command_of(pid: int) -> str:
    """The command line of a process, as far as it can be seen."""
    if _PROC:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    return _ps(pid, "command")


def working_directory(pid: int) -> Path | None:
    """The current folder of a process (Linux only)."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def working_in(folder: Path) -> set[int] | None:
    """The processes whose current folder this is; None where that cannot be seen (only Linux shows it)."""
    if not _PROC:
        return None
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and working_directory(int(entry.name)) == folder
    }


def memory_bytes(pid: int) -> int:
    """Memory of a process and its children, shared pages counted once where the kernel tells."""
    return sum(_own_memory(member) for member in {pid, *descendants(pid)})


def _own_memory(pid: int) -> int:
    if not _PROC:
        return int(_ps(pid, "rss") or 0) * 1024
    for name, field in (("smaps_rollup", "Pss"), ("status", "VmRSS")):
        with contextlib.suppress(OSError):
            match = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/{name}").read_text(), re.MULTILINE)
            if match:
                return int(match[1]) * 1024
    return 0


def descendants(pid: int) -> set[int]:
    """Every process below this one (Linux only; elsewhere none is known)."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{waiting.pop()}/task").iterdir():
                children = {int(child) for child in (task / "children").read_text().split()} - found
                found |= children
                waiting += children
    return found


def terminate(pid: int, started: str | None, signals: tuple[tuple[signal.Signals, float], ...]) -> bool:
    """Send one signal after the other, each with its time to work, to exactly the process that was meant."""

    def gone() -> bool:
        return start_time(pid) in {None} or (started is not None and start_time(pid) != started)

    for number, seconds in signals:
        if gone():
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(gone, seconds):
            return True
    return gone()


def _ps(pid: int, column: str) -> str:
    done = subprocess.run(["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
