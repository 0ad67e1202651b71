# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack's stores are changed on the loop that serves the requests; other threads hand their changes over to it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable

from ministack import app


def soon(change: Callable[[], object]) -> None:
    """Make a change now when this is the loop's own thread, else as soon as the loop gets to it."""
    loop = app._MAIN_LOOP
    if loop is None or loop.is_closed() or _on(loop):
        change()
    else:
        loop.call_soon_threadsafe(change, context=contextvars.copy_context())


def _on(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False
