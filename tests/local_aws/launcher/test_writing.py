# SPDX-License-Identifier: GPL-3.0-or-later
"""A response is one system call, and nothing that was written is lost or out of order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable

from local_aws.writing import JoiningWriter


class Socket:
    """Stands for the StreamWriter; remembers each call that would reach the socket."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended: list[str] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    async def drain(self) -> None:
        pass

    def write_eof(self) -> None:
        self.ended.append("eof")

    def close(self) -> None:
        self.ended.append("close")


def served(serve: Callable[[JoiningWriter], Awaitable[None]]) -> Socket:
    socket = Socket()

    async def run() -> None:
        await serve(JoiningWriter(socket))
        await asyncio.sleep(0)

    asyncio.run(run())
    return socket


def test_head_and_body_are_sent_together() -> None:
    async def serve(writer: JoiningWriter) -> None:
        for part in (b"head", b"body", b""):
            writer.write(part)
            await writer.drain()

    assert served(serve).sent == [b"headbody"]


def test_much_is_sent_as_soon_as_it_is_there() -> None:
    async def serve(writer: JoiningWriter) -> None:
        writer.write(b"x" * 100_000)
        await writer.drain()
        writer.write(b"rest")
        await writer.drain()

    assert served(serve).sent == [b"x" * 100_000, b"rest"]


def test_the_next_response_is_sent_on_its_own() -> None:
    async def serve(writer: JoiningWriter) -> None:
        writer.write(b"first")
        await asyncio.sleep(0)
        writer.write(b"second")

    assert served(serve).sent == [b"first", b"second"]


def test_what_waits_goes_out_before_the_end() -> None:
    async def serve(writer: JoiningWriter) -> None:
        writer.write(b"last")
        writer.write_eof()
        writer.close()

    socket = served(serve)
    assert (socket.sent, socket.ended) == ([b"last"], ["eof", "close"])
