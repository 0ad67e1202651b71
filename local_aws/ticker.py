# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens again and again, on the loop that serves the requests, so that nothing changes under one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ministack import app

logger = logging.getLogger("local_aws")

_LONGEST_TURN_SECONDS = 30.0


class Ticker:
    """Calls work every so many seconds from start() to close(); a turn that is late delays the next one."""

    def __init__(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        self._seconds = seconds
        self._work = work
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            loop = app._MAIN_LOOP
            if loop is None or loop.is_closed():
                continue
            done = threading.Event()
            loop.call_soon_threadsafe(self._turn, done)
            done.wait(_LONGEST_TURN_SECONDS)

    def _turn(self, done: threading.Event) -> None:
        try:
            self._work()
        except Exception:
            logger.exception("%s failed; it is tried again at its next turn", self._thread.name)
        finally:
            done.set()
