# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows how a crawl is going while the module waits for it. Everything else is the module's."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

MODULE = "datacatalog.aws.glue_crawler_run"
LOOK_SECONDS = 0.5


@contextmanager
def followed(show: Callable[[str], Any]) -> Iterator[str]:
    """A file of which every line is shown as soon as it is there."""
    handle, path = tempfile.mkstemp(prefix="datacatalog-aws-progress-")
    done = threading.Event()

    def follow() -> None:
        with os.fdopen(handle, encoding="utf-8") as file:
            last = False
            while not last:
                last = done.wait(LOOK_SECONDS)
                for line in file:
                    show(line.rstrip("\n"))

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    try:
        yield path
    finally:
        done.set()
        follower.join()
        Path(path).unlink()


class ActionModule(ActionBase):
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        options = dict(self._task.args)
        if options.get("progress_file") or not self._shares_files():
            return {**result, **self._execute(options, task_vars)}
        with followed(self._display.display) as path:
            return {**result, **self._execute({**options, "progress_file": path}, task_vars)}

    def _shares_files(self) -> bool:
        """Whether the module writes where this process reads, as the same user."""
        return self._connection.transport == "local" and not self._play_context.become and not self._task.async_val

    def _execute(self, options: dict[str, Any], task_vars: dict[str, Any] | None) -> dict[str, Any]:
        return self._execute_module(
            module_name=MODULE, module_args=options, task_vars=task_vars, wrap_async=self._task.async_val
        )
