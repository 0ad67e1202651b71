# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: ministack, with the launcher's own two requests in front of it."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any

from ministack import app as ministack_app

from local_aws import control
from local_aws import process
from local_aws import seams
from local_aws.context import ServiceContext
from local_aws.credentials import Credentials
from local_aws.envfile import endpoint
from local_aws.errors import LocalAwsError
from local_aws.glue.journal import StateError
from local_aws.paths import Home
from local_aws.ports import Ports
from local_aws.postgres.service import PostgresService
from local_aws.saver import StateSaver
from local_aws.saver import open_journal
from local_aws.seams import state

logger = logging.getLogger("local_aws")

# Without a signature these would let any web page wipe or change the emulator.
_ADMIN = ("/_ministack/reset", "/_ministack/config", "/_localstack/reset", "/_localstack/config")

_CLOSE_SECONDS = 5

_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]


class Gateway:
    """One embedded AWS with its PostgreSQL."""

    def __init__(self, home: Home, ports: Ports, credentials: Credentials, postgres: PostgresService) -> None:
        self.home = home
        self.ports = ports
        self.credentials = credentials
        self.postgres = postgres
        context = ServiceContext(
            state_dir=home.state, endpoint_url=endpoint(ports), trust_anchors=home.certificate_authority
        )
        try:
            self.services = seams.install(context, postgres)
            journal = open_journal(home.state)
            saved = list(journal.load())
        except StateError as error:
            raise LocalAwsError(str(error)) from error
        state.restore(saved, str(journal.path))
        self.saver = StateSaver(journal, state.Recorder(saved).changes)

    def start(self) -> None:
        """Called on the loop that serves the requests."""
        self.saver.start()
        for service in self.services:
            service.start()

    async def close(self) -> None:
        for service in self.services:
            try:
                await asyncio.wait_for(asyncio.to_thread(service.close), _CLOSE_SECONDS)
            except Exception:
                logger.exception("%s did not close", type(service).__name__)
        await self.saver.close()
        await asyncio.to_thread(self.postgres.stop)

    async def __call__(self, scope: dict[str, Any], receive: _Receive, send: _Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(control.PREFIX):
            await self._control(scope, send)
        elif path in _ADMIN:
            await _answer(send, 403, {"message": f"{path} is switched off in the embedded AWS."})
        else:
            await ministack_app.app(scope, receive, send)

    async def _control(self, scope: dict[str, Any], send: _Send) -> None:
        given = dict(scope["headers"]).get(control.AUTHENTICATION_HEADER.encode(), b"").decode("latin-1")
        if not hmac.compare_digest(given, self.credentials.control_token):
            await _answer(send, 403, {"message": "The token is wrong."})
            return
        name = scope["path"].removeprefix(control.PREFIX)
        try:
            if (scope["method"], name) == ("POST", "up"):
                await asyncio.to_thread(self.postgres.ensure_running)
            await _answer(send, 200, await asyncio.to_thread(self.status))
        except LocalAwsError as error:
            await _answer(send, 500, {"message": str(error)})
        except Exception as error:
            logger.exception("control request failed")
            await _answer(send, 500, {"message": f"{type(error).__name__}: {error} (see {self.home.server_log})"})

    def status(self) -> dict[str, Any]:
        """What `status` prints."""
        database = self.postgres.pid
        database_memory = process.memory_bytes(database) if database else 0
        return {
            "endpoint": endpoint(self.ports),
            "aws": {
                "port": self.ports.aws,
                "pid": os.getpid(),
                "memory_bytes": process.memory_bytes(os.getpid()) - database_memory,
                "loaded": state.loaded(self.services),
            },
            "postgres": {
                "running": database is not None,
                "stopped_by_rds": database is None and self.postgres.held,
                "port": self.ports.postgres,
                "pid": database,
                "memory_bytes": database_memory,
                "folder": str(self.postgres.folder) if self.postgres.folder else None,
                "loaded": self.postgres.loaded() if database else {},
            },
        }


async def _answer(send: _Send, status: int, body: dict[str, Any]) -> None:
    content = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
