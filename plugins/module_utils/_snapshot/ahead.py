# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading ahead in threads, a bounded number of pages, so that the network and the processor work at once."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

AT_ONCE = 4
DEPTH = 2
_POLL = 0.1


class _End:
    """The last thing in a queue: the end, or what went wrong."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Ahead:
    def __init__(self, make: Callable[[], Iterable[Any]], depth: int) -> None:
        self._queue: queue.Queue[Any] = queue.Queue(depth)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(make,), name="snapshot-ahead", daemon=True)
        self._thread.start()

    def _read(self, make: Callable[[], Iterable[Any]]) -> None:
        try:
            for item in make():
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:
            self._put(_End(error))

    def _put(self, item: Any) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_POLL)
            except queue.Full:
                continue
            return True
        return False

    def __iter__(self) -> Iterator[Any]:
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()


def in_order(
    makers: Iterable[Callable[[], Iterable[Any]]], at_once: int = AT_ONCE, depth: int = DEPTH
) -> Iterator[Any]:
    """What the first maker makes, then the second, and so on, while the next ones are made already."""
    coming = iter(makers)
    running: deque[_Ahead] = deque()
    try:
        for make in coming:
            running.append(_Ahead(make, depth))
            if len(running) == at_once:
                yield from running[0]
                running.popleft().stop()
        while running:
            yield from running[0]
            running.popleft().stop()
    finally:
        for reader in running:
            reader.stop()
