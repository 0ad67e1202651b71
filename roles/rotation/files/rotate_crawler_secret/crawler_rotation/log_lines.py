# SPDX-License-Identifier: GPL-3.0-or-later
"""The log: one JSON object a line. What goes in is named by the caller, one by one, so that no secret ever does."""

from __future__ import annotations

import json
import logging

logger = logging.getLogger("rotate_crawler_secret")


def tell(message: str, **fields: str) -> None:
    level = logging.ERROR if message == "failed" else logging.INFO
    logger.log(level, json.dumps({"message": message, **fields}))
