# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed launcher or a killed PostgreSQL leaves behind. It needs no driver: the commands use it as well."""

from __future__ import annotations

import signal
from pathlib import Path

from local_aws import process

# Below the folder of the first server: those of further clusters.
CLUSTERS = "clusters"

# The processes of a killed server need a moment to notice; until then its port and memory are in use.
REMAINS_SECONDS = 5.0
# Fast, immediate, at once.
STOP_SIGNALS = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def data_folders(folder: Path) -> list[Path]:
    """The data of the first server and of those that clusters have."""
    return [folder / "data", *sorted((folder / CLUSTERS).glob("*/data"))]


def stop_orphan(data: Path) -> bool:
    """Stop a PostgreSQL that outlived its launcher; True when there was one."""
    pid = running_pid(data)
    if pid is None:
        return False
    process.terminate(pid, process.start_time(pid), STOP_SIGNALS)
    return True


def clear_remains(data: Path) -> None:
    """Remove the pid file of a killed server once none of its processes is left.

    PostgreSQL refuses to start while the process it names exists, and in a container where nothing reaps orphans
    a killed one exists for ever, as a zombie.
    """
    process.wait_until(lambda: not process.working_in(data), REMAINS_SECONDS)
    if running_pid(data) is None and process.working_in(data) == set():
        (data / "postmaster.pid").unlink(missing_ok=True)


def running_pid(data: Path) -> int | None:
    """The pid of the PostgreSQL that works in this data folder, never a recycled pid's."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    if process.start_time(pid) is None:
        return None
    there = process.working_directory(pid)
    if there is not None:
        return pid if there == data or there.samefile(data) else None
    return pid if str(data) in process.command_of(pid) else None
