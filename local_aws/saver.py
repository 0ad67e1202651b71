# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the state on disk at most two seconds behind what clients have changed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

from local_aws import snapshot
from local_aws.snapshot import Snapshot

logger = logging.getLogger("local_aws")

_EVERY_SECONDS = 0.5
# State also changes without a request (a schedule fires, a function logs).
_UNASKED_SECONDS = 30.0
# Collecting blocks requests; it may take this share of the time.
_LONGEST_SHARE = 0.1


class StateSaver:
    """Runs on the server's loop, where the services change their state."""

    def __init__(self, folder: Path, collect: Callable[[], Snapshot]) -> None:
        self._folder = folder
        self._collect = collect
        self._touched = False
        self._written = b""
        self._collected = time.monotonic()
        self._cost = 0.0
        self._task: asyncio.Task[None] | None = None

    def touch(self) -> None:
        """A request was served: something may have changed."""
        self._touched = True

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Write the last state."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._save()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(max(_EVERY_SECONDS, self._cost / _LONGEST_SHARE))
            if self._touched or time.monotonic() - self._collected > _UNASKED_SECONDS:
                try:
                    await self._save()
                except Exception:
                    self._touched = True
                    logger.exception("The state of the embedded AWS could not be saved; trying again")

    async def _save(self) -> None:
        self._touched = False
        begin = time.monotonic()
        state = self._collect()
        self._collected = time.monotonic()
        self._cost = self._collected - begin
        digest = hashlib.sha256(b"\0".join(state.services.values())).digest()
        if digest != self._written:
            await asyncio.shield(asyncio.to_thread(snapshot.save, self._folder, state))
            self._written = digest
