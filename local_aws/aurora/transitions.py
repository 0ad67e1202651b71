# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that pass through a state of their own: creating, stopping, failing-over, deleting and the like."""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections.abc import Callable

from local_aws.aurora import aws
from local_aws.aurora.aws import Response

logger = logging.getLogger("local_aws")


class Transitions:
    """The answer of an operation shows the state in between. Without seconds the work is done when the answer leaves,
    since the usual waiters look again only after 20 to 60 s; with them the state lasts that long at least."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def carry_out(
        self,
        response: Response,
        work: Callable[[], None],
        finish: Callable[[], None],
        undo: Callable[[], None],
    ) -> Response:
        """Do the work and finish, or undo what was announced; gives the response, or the failure."""
        if not self.seconds:
            failure = self._try(work, finish, undo)
            return response if failure is None else aws.error("InternalFailure", failure, 500)
        thread = threading.Thread(
            target=contextvars.copy_context().run,
            args=(self._try, work, finish, undo),
            name="aurora-transition",
            daemon=True,
        )
        thread.start()
        return response

    def _try(self, work: Callable[[], None], finish: Callable[[], None], undo: Callable[[], None]) -> str | None:
        begin = time.monotonic()
        try:
            work()
            threading.Event().wait(max(0.0, self.seconds - (time.monotonic() - begin)))
            finish()
        except Exception as error:
            logger.exception("An operation of the embedded RDS failed")
            undo()
            return str(error)
        return None
