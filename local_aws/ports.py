# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the two ports and keep them; say who holds one that is taken."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path

from local_aws import process
from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.names import HOST
from local_aws.paths import Home

# Below the range from which Linux and macOS take ports for outgoing connections.
_FIRST, _COUNT = 20000, 12000
_SWITCHES = {"aws": "LOCAL_AWS_PORT", "postgres": "LOCAL_PG_PORT"}


@dataclass(frozen=True)
class Ports:
    aws: int
    postgres: int


def kept(home: Home) -> Ports | None:
    """The ports of the last run."""
    try:
        return Ports(**json.loads(home.ports.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def choose(home: Home) -> Ports:
    """The ports that were set, else those of the last run, else free ones that depend on the home's path."""
    before = kept(home)
    taken: set[int] = set()
    chosen = {}
    for name in ("aws", "postgres"):
        port = _set_port(_SWITCHES[name]) or (getattr(before, name) if before else None) or _free_port(home, taken)
        if port in taken:
            raise LocalAwsError(f"LOCAL_AWS_PORT and LOCAL_PG_PORT are both {port}; give them different ports.")
        taken.add(port)
        chosen[name] = port
    return Ports(**chosen)


def keep(home: Home, ports: Ports) -> None:
    write_atomic(home.ports, json.dumps(asdict(ports)) + "\n", 0o644)


def require_free(name: str, port: int, *, patience: float = 0) -> None:
    """Raise, naming the holder when it can be seen, unless the port is free or becomes so within the time given."""
    if port < 1024 and os.geteuid() != 0:
        raise LocalAwsError(f"Port {port} needs privileges. Set {_SWITCHES[name]} to a port above 1023.")
    if not process.wait_until(lambda: _is_free(port), patience):
        raise LocalAwsError(taken_message(name, port))


def taken_message(name: str, port: int) -> str:
    holder = holder_of(port)
    who = f"process {holder[0]} ({holder[1]})" if holder else "another process (it cannot be seen from this user)"
    return (
        f"Port {port} on {HOST} is held by {who}. Stop it, or choose another port, for example: "
        f"{_SWITCHES[name]}={port + 1} python -m local_aws up"
    )


def holder_of(port: int) -> tuple[int, str] | None:
    """Pid and command of the process that listens on a TCP port (Linux, own processes unless root)."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            for descriptor in (entry / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(descriptor.readlink()).removeprefix("socket:") in inodes:
                        return int(entry.name), process.command_of(int(entry.name))[:120] or "?"
    return None


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(f"[{fields[9]}]")
    return found


def _set_port(variable: str) -> int | None:
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise LocalAwsError(f"{variable}={text} is not a port number (1 to 65535).")
    return int(text)


def _free_port(home: Home, taken: set[int]) -> int:
    start = int.from_bytes(hashlib.sha256(str(home.root).encode()).digest()[:4]) % _COUNT
    for offset in range(_COUNT):
        port = _FIRST + (start + offset) % _COUNT
        if port not in taken and _is_free(port):
            return port
    raise LocalAwsError("There is no free port between 20000 and 31999. Set LOCAL_AWS_PORT and LOCAL_PG_PORT.")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True
