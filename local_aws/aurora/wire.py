# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of the PostgreSQL protocol for one kind of client, dblink: log in, simple query, one row or an error."""

from __future__ import annotations

import asyncio
import hmac
import socket
import struct
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

_VERSION, _SSL, _GSS = 196608, 80877103, 80877104
_LOGIN_SECONDS = 5.0
_LONGEST = 8 * 2**20
_TEXT, _INTEGER = 25, 23
_PARAMETERS = {
    "server_version": "18",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
}


@dataclass(frozen=True)
class Column:
    name: str
    integer: bool = False


@dataclass(eq=False)
class WireError(Exception):
    """What the client's server raises as its own error."""

    message: str
    detail: str | None = None
    hint: str | None = None
    sqlstate: str = "XX000"


type Row = Sequence[str | int | None]
type Answer = Callable[[str, str], Awaitable[Row]]


class WireServer:
    """Answers each query of a client that knows the password with one row; the database it names tells who asks."""

    def __init__(self, password: str, columns: Sequence[Column], answer: Answer) -> None:
        self._password = password
        self._columns = columns
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for asyncio.start_server."""
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            async with asyncio.timeout(_LOGIN_SECONDS):
                database = await self._log_in(reader, writer)
            while database is not None:
                kind, body = await _message(reader)
                if kind != b"Q":
                    break
                await self._query(database, _text(body), writer)
                await writer.drain()
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            pass  # the client went away, or is none
        finally:
            writer.close()

    async def _log_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str | None:
        version, body = await _start(reader)
        while version in {_SSL, _GSS}:
            writer.write(b"N")
            version, body = await _start(reader)
        if version != _VERSION:
            return None
        writer.write(_packed(b"R", struct.pack("!i", 3)))
        kind, given = await _message(reader)
        if kind != b"p" or not hmac.compare_digest(_text(given), self._password):
            writer.write(_failed(WireError("password authentication failed", sqlstate="28P01"), "FATAL"))
            await writer.drain()
            return None
        told = b"".join(_packed(b"S", _string(name) + _string(value)) for name, value in _PARAMETERS.items())
        ready = _packed(b"K", struct.pack("!ii", 1, 1)) + _packed(b"Z", b"I")
        writer.write(_packed(b"R", struct.pack("!i", 0)) + told + ready)
        names = body.split(b"\0")
        return dict(zip(names[::2], names[1::2], strict=False)).get(b"database", b"").decode()

    async def _query(self, database: str, query: str, writer: asyncio.StreamWriter) -> None:
        try:
            row = await self._answer(database, query)
            answer = self._description() + _data(row) + _packed(b"C", _string("SELECT 1"))
        except WireError as error:
            answer = _failed(error, "ERROR")
        writer.write(answer + _packed(b"Z", b"I"))

    def _description(self) -> bytes:
        fields = b"".join(
            _string(column.name)
            + struct.pack("!ihihih", 0, 0, *((_INTEGER, 4) if column.integer else (_TEXT, -1)), -1, 0)
            for column in self._columns
        )
        return _packed(b"T", struct.pack("!h", len(self._columns)) + fields)


async def _start(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    (length,) = struct.unpack("!i", await reader.readexactly(4))
    if not 8 <= length <= 10000:
        raise ValueError("not a start-up packet")
    body = await reader.readexactly(length - 4)
    return struct.unpack("!i", body[:4])[0], body[4:]


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind = await reader.readexactly(1)
    (length,) = struct.unpack("!i", await reader.readexactly(4))
    if not 4 <= length <= _LONGEST:
        raise ValueError("the message is too long")
    return kind, await reader.readexactly(length - 4)


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _string(text: str) -> bytes:
    return text.encode().replace(b"\0", b"") + b"\0"


def _text(body: bytes) -> str:
    return body.rstrip(b"\0").decode()


def _data(row: Row) -> bytes:
    fields = b""
    for value in row:
        encoded = None if value is None else str(value).encode()
        fields += struct.pack("!i", -1) if encoded is None else struct.pack("!i", len(encoded)) + encoded
    return _packed(b"D", struct.pack("!h", len(row)) + fields)


def _failed(error: WireError, severity: str) -> bytes:
    fields = {b"S": severity, b"V": severity, b"C": error.sqlstate, b"M": error.message}
    fields |= {b"D": error.detail} if error.detail else {}
    fields |= {b"H": error.hint} if error.hint else {}
    return _packed(b"E", b"".join(name + _string(value) for name, value in fields.items()) + b"\0")
