# SPDX-License-Identifier: GPL-3.0-or-later
"""Physical copies of a data folder: snapshots, and the base from which a cluster is restored to a point in time.

A copy of a running server is PostgreSQL's own base backup, made with its low-level functions: no connection of a
second kind, no archive. The write-ahead log that a restore needs beyond the base is taken from the source's own
folder, where wal_keep_size keeps it.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.postgres.datadir import DataFolder

# Belongs to the running server or is made anew by each.
_OF_THE_SERVER = """
    pg_wal postmaster.pid postmaster.opts pg_replslot pg_dynshmem pg_notify pg_serial pg_snapshots pg_stat_tmp
    pg_subtrans current_logfiles backup_label tablespace_map aws_lambda.endpoint recovery.signal
"""
_LEFT_OUT = frozenset(_OF_THE_SERVER.split())
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_HISTORY = re.compile(r"[0-9A-F]{8}\.history")
_DESCRIPTION = "copy.json"


@dataclass(frozen=True)
class Copy:
    """A whole copy: its folder holds `data` and a description, written last."""

    folder: Path
    started: float
    ended: float
    first_segment: str | None

    @classmethod
    def read(cls, folder: Path) -> Copy | None:
        """None when there is no copy, or half of one."""
        try:
            found = json.loads((folder / _DESCRIPTION).read_text())
        except (OSError, ValueError):
            return None
        return cls(folder, found["started"], found["ended"], found["first_segment"])

    @property
    def data(self) -> Path:
        return self.folder / "data"


def take(source: DataFolder, connection: psycopg.Connection | None, target: Path) -> Copy:
    """Copy a data folder, through a superuser's connection if its server runs; replaces an older copy there."""
    target.parent.mkdir(mode=0o755, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=target.parent))
    fresh.chmod(0o755)
    source.identity.own(fresh)
    data = fresh / "data"
    data.mkdir(mode=0o700)
    source.identity.own(data)
    try:
        started = time.time()
        segment = _copy_running(source, connection, data) if connection else _copy_stopped(source, data)
        description = {"started": started, "ended": time.time(), "first_segment": segment}
        write_atomic(fresh / _DESCRIPTION, json.dumps(description), 0o644)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    remove(target)
    fresh.rename(target)
    copy = Copy.read(target)
    if copy is None:
        raise LocalAwsError(f"The copy in {target} cannot be read back.")
    return copy


def place(copy: Copy, target: DataFolder) -> None:
    """Make the copy the data of a server that does not run."""
    target.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = target.folder / "data.new-restored"
    remove(fresh)
    fresh.mkdir(mode=0o700)
    target.identity.own(fresh)
    _copy_entries(sorted(copy.data.iterdir()), fresh, target)
    old = target.folder / "data.old"
    remove(old)
    if target.path.exists():
        target.path.rename(old)
    fresh.rename(target.path)
    remove(old)


def add_log(source: DataFolder, target: Path, first_segment: str) -> None:
    """Add what the source has written since the base; raises when a part of it is gone."""
    folder = source.path / "pg_wal"
    names = sorted(path.name for path in folder.iterdir())
    segments = [name for name in names if _SEGMENT.fullmatch(name) and name[8:] >= first_segment[8:]]
    if not segments or segments[0][8:] != first_segment[8:]:
        raise LocalAwsError(f"The write-ahead log since {first_segment} is not in {folder} any more.")
    wanted = [folder / name for name in [*segments, *(name for name in names if _HISTORY.fullmatch(name))]]
    _copy_entries(wanted, target / "pg_wal", source)


def log_bytes_since(source: DataFolder, base: Copy) -> int:
    """How much log a restore from the base would replay; endless when the base is of no use any more."""
    if base.first_segment is None:
        return sys.maxsize
    names = {path.name for path in (source.path / "pg_wal").iterdir() if _SEGMENT.fullmatch(path.name)}
    newer = [name for name in names if name[8:] >= base.first_segment[8:]]
    if not any(name[8:] == base.first_segment[8:] for name in newer):
        return sys.maxsize
    return sum((source.path / "pg_wal" / name).stat().st_size for name in newer)


def recover(target: DataFolder, until: float | None) -> None:
    """Let the next start replay the log: to its end, or to a time."""
    # Without hot_standby the server says that it is ready when it takes changes, not before.
    lines = ["restore_command = 'exit 1'", "recovery_target_timeline = 'latest'", "hot_standby = off"]
    if until is not None:
        when = datetime.datetime.fromtimestamp(until, datetime.UTC).isoformat(sep=" ", timespec="microseconds")
        lines += [f"recovery_target_time = '{when}'", "recovery_target_action = 'promote'"]
    for name, text in (("postgresql.auto.conf", "\n".join([*lines, ""])), ("recovery.signal", "")):
        write_atomic(target.path / name, text)
        target.identity.own(target.path / name)


def recovered(target: DataFolder) -> None:
    """Forget the settings of a recovery that is over."""
    write_atomic(target.path / "postgresql.auto.conf", "")
    target.identity.own(target.path / "postgresql.auto.conf")


def remove(folder: Path) -> None:
    """Remove a folder: under another name first, so that half of it is never taken for a whole."""
    if folder.exists():
        going = folder.with_name(f".{folder.name}.going")
        shutil.rmtree(going, ignore_errors=True)
        folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)


def _copy_running(source: DataFolder, connection: psycopg.Connection, target: Path) -> str:
    connection.execute("SELECT pg_backup_start('embedded AWS', true)")
    try:
        entries = [entry for entry in sorted(source.path.iterdir()) if entry.name not in _LEFT_OUT]
        _copy_entries(entries, target, source)
    finally:
        row = connection.execute("SELECT labelfile FROM pg_backup_stop(false)").fetchone()
    label = str(row[0]) if row else ""
    match = re.search(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)", label)
    if match is None:
        raise LocalAwsError(f"PostgreSQL's backup label is not as expected: {label!r}")
    _make_folders(target, source)
    write_atomic(target / "backup_label", label)
    source.identity.own(target / "backup_label")
    add_log(source, target, match[1])
    return match[1]


def _copy_stopped(source: DataFolder, target: Path) -> None:
    kept = _LEFT_OUT - {"pg_wal"}
    _copy_entries([entry for entry in sorted(source.path.iterdir()) if entry.name not in kept], target, source)
    _make_folders(target, source)


def _make_folders(target: Path, owner: DataFolder) -> None:
    """The folders that are not copied have to be there."""
    names = ("pg_wal", "pg_wal/archive_status", "pg_wal/summaries", "pg_replslot", "pg_dynshmem", "pg_notify")
    for name in (*names, "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"):
        folder = target / name
        if not folder.exists():
            folder.mkdir(mode=0o700)
            owner.identity.own(folder)


def _copy_entries(entries: list[Path], target: Path, owner: DataFolder) -> None:
    if entries:
        _run_copy(entries, target, owner)


def _run_copy(sources: list[Path], target: Path, owner: DataFolder) -> None:
    """cp shares blocks where the file system can; a file that vanishes meanwhile is no fault in a base backup."""
    command = ["cp", "-a", *map(str, sources), str(target)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        **owner.identity.popen_arguments(),
        cwd=owner.folder,
    )
    serious = [line for line in done.stderr.splitlines() if not line.endswith("No such file or directory")]
    if done.returncode != 0 and (serious or not target.exists()):
        raise LocalAwsError(f"The data could not be copied: {done.stderr.strip()}")
