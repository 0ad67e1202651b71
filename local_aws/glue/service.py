# SPDX-License-Identifier: GPL-3.0-or-later
"""The service as the launcher plugs it in: one handler for requests, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Mapping
from typing import Any

from local_aws.glue import catalog
from local_aws.glue import crawlers
from local_aws.glue import protocol
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import find_action
from local_aws.glue.dispatch import run
from local_aws.glue.errors import GlueError
from local_aws.glue.hooks import ON_CLOSE
from local_aws.glue.hooks import ON_START
from local_aws.glue.store import Store
from local_aws.glue.validation import validate

STATE_FILE = "glue.sqlite"
log = logging.getLogger(__name__)

# Importing a part registers its actions and hooks.
PARTS = (catalog, crawlers)


class GlueService:
    """Raises StateError when the state file cannot be used."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.store = Store(context.state_dir / STATE_FILE)

    def start(self) -> None:
        """Start what runs without being asked, such as schedules."""
        for hook in ON_START:
            hook(self)

    def close(self) -> None:
        """Stop it, and write what is not yet on disk."""
        for hook in ON_CLOSE:
            hook(self)
        self.store.close()

    async def handle(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, query_params: Mapping[str, Any]
    ) -> protocol.Response:
        name = protocol.action_of(headers)
        try:
            found = find_action(name)
            request = self._request(name, validate(name, protocol.parse(body)))
            if found.blocking:
                context = contextvars.copy_context()
                result = await asyncio.get_running_loop().run_in_executor(None, context.run, run, found, request)
            else:
                result = run(found, request)
            return protocol.respond(result)
        except GlueError as error:
            return protocol.respond_error(error)
        except Exception:
            log.exception("The Glue action %s failed", name)
            return protocol.respond_error(GlueError("InternalServiceException", "An internal error occurred.", 500))

    def _request(self, name: str, params: dict[str, Any]) -> Request:
        account, region = self.context.current_scope()
        return Request(name, params, self.store.scope(account, region), self.context, account, region)
