# SPDX-License-Identifier: GPL-3.0-or-later
"""The Lambda function's entry: one event in, one decision out, which is returned and logged.

Configuration is read and checked while this module is imported, so that a malformed one fails before any event is
taken: Lambda then retries, and puts the event into the dead-letter queue with the reason.
"""

from __future__ import annotations

import os
from typing import Any

from catalog_refresh import logs
from catalog_refresh.config import Config
from catalog_refresh.wiring import build

CONFIG = Config.from_environment(os.environ)
REFRESHER = build(CONFIG)


def handler(event: Any, context: Any) -> dict[str, Any]:
    log = logs.for_request(CONFIG.log_level, getattr(context, "aws_request_id", ""))
    return REFRESHER.handle(event, log)
