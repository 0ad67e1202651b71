# SPDX-License-Identifier: GPL-3.0-or-later
"""File locks: they end with their holder, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from local_aws import process
from local_aws.errors import LocalAwsError


def try_lock(path: Path) -> int | None:
    """The descriptor of the locked file, or None when another process holds it."""
    while True:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if _is_still_at(descriptor, path):
            return descriptor
        os.close(descriptor)  # it was purged while we looked


def wait_for(path: Path, seconds: float) -> int:
    """The descriptor of the locked file, waiting for whoever has it."""
    held: list[int] = []

    def acquire() -> bool:
        descriptor = try_lock(path)
        if descriptor is not None:
            held.append(descriptor)
        return bool(held)

    if not process.wait_until(acquire, seconds):
        raise LocalAwsError(
            f"Another `python -m local_aws` has held {path} for {seconds:.0f} seconds. "
            "Wait for it or end it, then try again."
        )
    return held[0]


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock."""
    descriptor = wait_for(path, seconds)
    try:
        yield
    finally:
        os.close(descriptor)


def _is_still_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
