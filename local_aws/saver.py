# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the state on disk at most two seconds behind what has changed, whatever its size: only changes are written."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import sqlite3
import time
from pathlib import Path
from typing import Protocol

from local_aws.glue.journal import Address
from local_aws.glue.journal import Journal
from local_aws.glue.journal import Owner
from local_aws.glue.journal import StateError

logger = logging.getLogger("local_aws")

FILE = "aws.sqlite"
# What versions before this one kept everything in.
FORMER_FILE = "aws.json"
OWNER = Owner(
    b"AWS ", "the embedded AWS", "an empty account (the catalog and the database are kept in files of their own)"
)

_EVERY_SECONDS = 0.5
# Looking for changes blocks requests; it may take this share of the time, unless two seconds would be exceeded.
_LONGEST_SHARE = 0.1
_LONGEST_PAUSE = 0.8
# What nobody asked a store for may have changed too, where somebody has kept what he got: one service at a time.
_THOROUGH_EVERY = 4


class Changes(Protocol):
    def __call__(self, *, thorough: bool = False) -> dict[Address, bytes | None]:
        """What has changed since the last call."""


def open_journal(folder: Path) -> Journal:
    """The file of the state; raises StateError when it cannot be used."""
    former = folder / FORMER_FILE
    if former.exists() and not (folder / FILE).exists():
        raise StateError(
            f"{former} was written by an earlier version, whose state this one cannot read. It was left as it is. "
            "Mend: start anew (python -m local_aws down --purge), or go back to that version."
        )
    return Journal(folder / FILE, OWNER)


class StateSaver:
    """Runs on the server's loop, where the services change their state."""

    def __init__(self, journal: Journal, changes: Changes) -> None:
        self._journal = journal
        self._changes = changes
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Write the last state."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._save(self._changes(thorough=True))
        await asyncio.to_thread(self._journal.close)

    async def _run(self) -> None:
        pause = _EVERY_SECONDS
        for turn in itertools.count(1):
            await asyncio.sleep(pause)
            begin = time.perf_counter()
            changes = self._changes(thorough=turn % _THOROUGH_EVERY == 0)
            cost = time.perf_counter() - begin
            pause = min(max(_EVERY_SECONDS, cost / _LONGEST_SHARE), _LONGEST_PAUSE)
            await self._save(changes)

    async def _save(self, changes: dict[Address, bytes | None]) -> None:
        """The journal keeps what it could not write, and writes it the next time."""
        try:
            await asyncio.shield(asyncio.to_thread(self._journal.write, list(changes.items())))
        except sqlite3.Error:
            logger.exception("The state of the embedded AWS could not be saved; trying again")
