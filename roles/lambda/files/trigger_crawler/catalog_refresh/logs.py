# SPDX-License-Identifier: GPL-3.0-or-later
"""One line of JSON a message, on standard output, where Lambda collects it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# level, message, then whatever else there is to know.
Log = Callable[..., None]


def for_request(threshold: str, request_id: str) -> Log:
    def log(level: str, message: str, **fields: Any) -> None:
        if LEVELS.index(level) >= LEVELS.index(threshold):
            line = {"level": level, "message": message, "request_id": request_id} | fields
            sys.stdout.write(json.dumps(line, default=str) + "\n")
            sys.stdout.flush()

    return log
