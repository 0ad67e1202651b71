# SPDX-License-Identifier: GPL-3.0-or-later
"""The Lambda function's entry: one event of EventBridge in, metrics in CloudWatch out.

Configuration is read while this module is imported, so that a malformed one fails before any event is taken.
"""

from __future__ import annotations

import os
from typing import Any

from catalog_metrics.aws import Aws
from catalog_metrics.config import Config
from catalog_metrics.publish import publish

CONFIG = Config.from_environment(os.environ)
AWS = Aws.of_the_function()


def handler(event: Any, _context: Any) -> dict[str, Any]:
    return publish(event, CONFIG, AWS)
