# SPDX-License-Identifier: GPL-3.0-or-later
"""The pauses between tries of a background thread, which all end when the embedded AWS does."""

from __future__ import annotations

import threading


class Pauses:
    """A service that only lets its threads pause."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def start(self) -> None:
        self._ended.clear()

    def close(self) -> None:
        self._ended.set()

    def pause(self, seconds: float) -> bool:
        """Whether to go on: false when the embedded AWS ends."""
        return not self._ended.wait(seconds)
