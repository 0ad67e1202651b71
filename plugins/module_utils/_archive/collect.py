# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files go into an archive, and under which names: from folders, files and installed Python packages."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from pathlib import PurePosixPath
from typing import Any

NEVER = ("__pycache__", "*.pyc", "*.pyo", ".git", ".DS_Store")
# What an installer writes about the machine or about itself: no two machines have the same.
_OF_THE_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
_COMPILED = (".so", ".pyd", ".dylib")


class CannotPack(Exception):
    """A source is missing, or two want the same name; the text names the mend."""


def collect(sources: list[dict[str, Any]], packages: list[str], exclude: list[str]) -> dict[str, bytes]:
    """The content of the archive by name."""
    patterns = (*NEVER, *exclude)
    found: dict[str, bytes] = {}
    for source in sources:
        for name, path in _of_source(source):
            _add(found, name, path, patterns)
    for package in packages:
        for name, path in _of_package(package):
            _add(found, name, path, patterns)
    if not found:
        raise CannotPack("There is nothing to pack: correct sources, packages or exclude.")
    return found


def excluded(name: str, patterns: tuple[str, ...]) -> bool:
    """A pattern fits the whole name, or the name of the file or of a folder above it."""
    return any(fnmatch(part, pattern) for pattern in patterns for part in (name, *PurePosixPath(name).parts))


def _add(found: dict[str, bytes], name: str, path: Path, patterns: tuple[str, ...]) -> None:
    if excluded(name, patterns):
        return
    content = path.read_bytes()
    if found.get(name, content) != content:
        raise CannotPack(f"Two different files want to be '{name}' in the archive. Give one source another prefix.")
    found[name] = content


def _of_source(source: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    path, prefix = Path(source["path"]), _safe(source.get("prefix") or "")
    if path.is_file():
        yield str(prefix / _safe(source.get("name") or path.name)), path
        return
    if not path.is_dir():
        raise CannotPack(
            f"'{path}' is neither a file nor a folder on the machine that runs the module. Correct its path."
        )
    if source.get("name"):
        raise CannotPack(f"'{path}' is a folder: name is for single files. Use prefix.")
    for file in path.rglob("*"):
        if file.is_file():
            yield str(prefix / file.relative_to(path).as_posix()), file


def _of_package(package: str) -> Iterator[tuple[str, Path]]:
    try:
        files = metadata.files(package)
    except metadata.PackageNotFoundError as error:
        raise CannotPack(
            f"The Python package '{package}' is not installed for the Python that runs the module. Install it there, "
            "in the version that is pinned."
        ) from error
    if files is None:
        raise CannotPack(
            f"Nobody wrote down which files the Python package '{package}' consists of. Install it from a wheel."
        )
    for file in files:
        if ".." in file.parts or (file.parts[0].endswith(".dist-info") and file.name in _OF_THE_INSTALLER):
            continue
        if file.suffix in _COMPILED:
            raise CannotPack(f"The Python package '{package}' has compiled parts ({file}), which fit one machine only.")
        yield file.as_posix(), Path(str(file.locate()))


def _safe(text: str) -> PurePosixPath:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts:
        raise CannotPack(f"'{text}' leaves the archive. Give a relative name without '..'.")
    return path
