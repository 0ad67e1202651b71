# SPDX-License-Identifier: GPL-3.0-or-later
"""up, down and status."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws import control
from local_aws import credentials as credential_store
from local_aws import envfile
from local_aws import lock
from local_aws import ports as port_choice
from local_aws import process
from local_aws.errors import LocalAwsError
from local_aws.paths import REPOSITORY
from local_aws.paths import Home
from local_aws.ports import Ports
from local_aws.postgres import binaries
from local_aws.postgres import identity
from local_aws.postgres import remains

_COMMAND_SECONDS = 120
_START_SECONDS = 30
_RECORD_SECONDS = 10.0
_REMAINS_SECONDS = 2.0
_STOP_SIGNALS = ((signal.SIGTERM, 30.0), (signal.SIGKILL, 10.0))


@dataclass(frozen=True)
class Running:
    """The server process that holds the lock of a home."""

    pid: int
    started: str | None
    ports: Ports


def up(home: Home) -> dict[str, Any]:
    """Bring both servers up, whatever state they are in, and return what runs."""
    home.prepare()
    with lock.locked(home.command_lock, _COMMAND_SECONDS):
        credential_store.ensure(home)
        wanted = port_choice.choose(home)
        try:
            answer = _ensure_up(home, wanted)
        except control.Unreachable:
            if find_running(home) is not None:
                raise
            answer = _ensure_up(home, wanted)  # it was just ending when it was found
        programs = _binaries(home)
        envfile.write(home, wanted, credential_store.ensure(home), programs)
        return {**answer, "notes": _notes(programs)}


def _ensure_up(home: Home, wanted: Ports) -> dict[str, Any]:
    running = find_running(home)
    if running is not None and running.ports != wanted:
        _stop(home, running)
        running = None
    if running is None:
        _start(home, wanted)
    return control.ensure_up(wanted.aws, credential_store.ensure(home), _COMMAND_SECONDS)


def down(home: Home, *, purge: bool = False) -> bool:
    """Stop both servers; with purge, remove everything that they wrote. True when something ran."""
    if not home.root.is_dir():
        return False
    with lock.locked(home.command_lock, _COMMAND_SECONDS):
        running = find_running(home)
        if running is not None:
            _stop(home, running)
        orphan = any([remains.stop_orphan(data) for data in _data_folders(home)])
        if purge:
            for folder in _postgres_folders(home):
                shutil.rmtree(folder)
            shutil.rmtree(home.root)
        return running is not None or orphan


def status(home: Home) -> dict[str, Any] | None:
    """What runs, or None."""
    running = find_running(home) if home.server_lock.exists() else None
    credentials = credential_store.load(home)
    if running is None or credentials is None:
        return None
    return control.status(running.ports.aws, credentials)


def environment(home: Home) -> dict[str, str]:
    """The environment of a program that is to use the running embedded AWS."""
    ports, credentials = port_choice.kept(home), credential_store.load(home)
    if ports is None or credentials is None:
        raise LocalAwsError(f"There is no embedded AWS in {home.root}. Start one with: python -m local_aws up")
    return envfile.for_programs(home, ports, credentials, _binaries(home))


def find_running(home: Home) -> Running | None:
    """The live server of this home; a stale record is not taken for one, since the lock ended with its holder."""
    found: list[Running | None] = []

    def looked() -> bool:
        descriptor = lock.try_lock(home.server_lock)
        if descriptor is not None:
            os.close(descriptor)
            found.append(None)
        elif (running := _recorded(home)) is not None:
            found.append(running)
        return bool(found)

    if not process.wait_until(looked, _RECORD_SECONDS):
        raise LocalAwsError(
            f"A process holds {home.server_lock} but does not say who it is. "
            f"Find it with `fuser {home.server_lock}`, end it and try again."
        )
    return found[0]


def _recorded(home: Home) -> Running | None:
    """Whom the lock file names, if that process lives; it writes itself down as it starts."""
    ports = port_choice.kept(home)
    try:
        record = json.loads(home.server_lock.read_text())
        alive = process.start_time(record["pid"]) == record["started"]
    except (OSError, ValueError, KeyError):
        return None
    return Running(record["pid"], record["started"], ports) if alive and ports is not None else None


def _start(home: Home, ports: Ports) -> None:
    for data in _data_folders(home):
        remains.stop_orphan(data)
    for name, port in (("aws", ports.aws), ("postgres", ports.postgres)):
        port_choice.require_free(name, port, patience=_REMAINS_SECONDS)
    descriptor = lock.wait_for(home.server_lock, _RECORD_SECONDS)
    port_choice.keep(home, ports)
    reader, writer = os.pipe()
    command = [sys.executable, "-m", "local_aws.server", "--home", str(home.root)]
    command += ["--aws-port", str(ports.aws), "--postgres-port", str(ports.postgres)]
    command += ["--lock-fd", str(descriptor), "--report-fd", str(writer)]
    with home.server_log.open("ab") as log:
        server = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=_server_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(descriptor, writer),
        )
    os.close(writer)
    os.close(descriptor)
    with os.fdopen(reader) as report:
        try:
            _await_listening(home, report)
        except LocalAwsError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(_RECORD_SECONDS)  # the next `up` must not take it for one that runs
            raise


def _await_listening(home: Home, report: Any) -> None:
    readable, _, _ = select.select([report], [], [], _START_SECONDS)
    line = report.readline() if readable else ""
    if not line:
        what = "ended" if readable else f"did not answer within {_START_SECONDS} seconds"
        raise LocalAwsError(f"The embedded AWS {what}. See {home.server_log}")
    message = json.loads(line).get("message")
    if message:
        raise LocalAwsError(message)


def _server_environment() -> dict[str, str]:
    """Only what the server needs: the user's AWS and PostgreSQL variables must not steer it."""
    keep = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ")
    inherited = {name: value for name, value in os.environ.items() if name in keep or name.startswith("LOCAL_AWS_")}
    # The crawl reads databases with the collection's own code.
    places = [str(REPOSITORY), str(REPOSITORY / "collections"), os.environ.get("PYTHONPATH", "")]
    return {**inherited, "PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONUNBUFFERED": "1"}


def _stop(home: Home, running: Running) -> None:
    if not process.terminate(running.pid, running.started, _STOP_SIGNALS):
        raise LocalAwsError(f"Process {running.pid}, the embedded AWS of {home.root}, does not end.")
    for data in _data_folders(home):
        remains.stop_orphan(data)


def _data_folders(home: Home) -> list[Path]:
    """Of the first server and of those that clusters have."""
    return [data for folder in _postgres_folders(home) for data in remains.data_folders(folder)]


def _postgres_folders(home: Home) -> list[Path]:
    candidates = (home.root / "postgres", identity.recorded_outside(home))
    return [folder for folder in candidates if folder is not None and folder.is_dir()]


def _notes(programs: Path) -> list[str]:
    try:
        binaries.require_libraries(programs / "psql", identity.Identity())
    except LocalAwsError as error:
        return [f"psql does not work: {error}"]
    return []


def _binaries(home: Home) -> Path:
    user = identity.Identity.current()
    return binaries.ensure(identity.folder(home, user), user)
