# SPDX-License-Identifier: GPL-3.0-or-later
"""Join what hypercorn sends: it writes the head and the body of a response one by one, at a system call each."""

from __future__ import annotations

import asyncio
from typing import Any

from hypercorn.asyncio.tcp_server import TCPServer

_LARGE = 64 * 1024


class JoiningWriter:
    """A StreamWriter that sends once a turn of the loop, or as soon as there is much to send."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._waiting: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def write(self, data: bytes) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(data)
        self._size += len(data)

    async def drain(self) -> None:
        if self._size >= _LARGE:
            self._flush()
        await self._writer.drain()

    def write_eof(self) -> None:
        self._flush()
        self._writer.write_eof()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            self._writer.write(data)


def install() -> None:
    """For every connection that is made from now on."""
    original = TCPServer.__init__

    def initialise(self: TCPServer, *arguments: Any, **keywords: Any) -> None:
        original(self, *arguments, **keywords)
        self.writer = JoiningWriter(self.writer)

    TCPServer.__init__ = initialise
