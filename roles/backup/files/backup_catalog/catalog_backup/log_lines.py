# SPDX-License-Identifier: GPL-3.0-or-later
"""The log: one JSON object a line."""

from __future__ import annotations

import json
import logging
from typing import Any

logger = logging.getLogger("backup_catalog")


def tell(message: str, **fields: Any) -> None:
    level = logging.ERROR if message == "failed" else logging.INFO
    logger.log(level, json.dumps({"message": message, **fields}))
