# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL refuses to run as root: the user that it runs as instead, and where that user can work."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.paths import Home

_OUTSIDE = (Path("/var/lib"), Path("/var", "tmp"))
_OUTSIDE_NAME = "datacatalog-local-aws"


@dataclass(frozen=True)
class Identity:
    """The user that runs PostgreSQL; None means the user who runs this."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def current(cls) -> Identity:
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments of subprocess that change to this user before the program starts."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


# Where these users have been: to ask again takes a process each time.
_reached: set[tuple[Path, Identity]] = set()


def folder(home: Home, identity: Identity) -> Path:
    """The folder of PostgreSQL's data and programs: in the home, or elsewhere when its user cannot reach it there."""
    inside = home.root / "postgres"
    if identity.uid is None:
        return _made(inside)
    outside = recorded_outside(home)
    if outside is not None:
        return outside
    if _reaches(_made(inside), identity):
        return inside
    for parent in _OUTSIDE:
        candidate = parent / _OUTSIDE_NAME / _key(home)
        if parent.is_dir() and _reaches(_made(candidate, private_parent=True), identity):
            write_atomic(_record(home), f"{candidate}\n", 0o644)
            return candidate
    raise LocalAwsError(
        f"The user nobody, as whom PostgreSQL has to run, can reach neither {inside} nor a folder below "
        f"{' or '.join(map(str, _OUTSIDE))}. Run this as an ordinary user, or set LOCAL_AWS_HOME to a folder "
        "that other users can pass through."
    )


def recorded_outside(home: Home) -> Path | None:
    """The folder outside the home that an earlier run settled on."""
    try:
        path = Path(_record(home).read_text().strip())
    except OSError:
        return None
    belongs_here = path.name == _key(home) and path.parent.name == _OUTSIDE_NAME
    return path if belongs_here and path.is_dir() else None


def _record(home: Home) -> Path:
    return home.root / "postgres-folder"


def _key(home: Home) -> str:
    return hashlib.sha256(str(home.root).encode()).hexdigest()[:16]


def _made(path: Path, *, private_parent: bool = False) -> Path:
    for part in (path.parent, path) if private_parent else (path,):
        part.mkdir(mode=0o755, parents=True, exist_ok=True)
        found = part.lstat()
        if part.is_symlink() or found.st_uid != os.geteuid():
            raise LocalAwsError(f"{part} belongs to someone else. Remove it, or set LOCAL_AWS_HOME to another folder.")
        part.chmod(0o755)
    return path


def _reaches(path: Path, identity: Identity) -> bool:
    """Really go there and write as that user; permissions alone do not tell (mounts, ACLs, parents)."""
    if (path, identity) in _reached:
        return True
    probe = path / "reachable"
    probe.mkdir(mode=0o700, exist_ok=True)
    identity.own(probe)
    try:
        script = 'cd "$1" && : > file && rm file'
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(probe)],
            cwd="/",
            capture_output=True,
            check=False,
            **identity.popen_arguments(),
        )
    finally:
        for leftover in probe.iterdir():
            leftover.unlink()
        probe.rmdir()
    if done.returncode == 0:
        _reached.add((path, identity))
    return done.returncode == 0
