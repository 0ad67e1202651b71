# SPDX-License-Identifier: GPL-3.0-or-later
"""What a part of the service does when the service starts and stops.

@on_start
def run_schedules(service: GlueService) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_aws.glue.service import GlueService

type Hook = Callable[[GlueService], None]

ON_START: list[Hook] = []
ON_CLOSE: list[Hook] = []


def on_start(hook: Hook) -> Hook:
    ON_START.append(hook)
    return hook


def on_close(hook: Hook) -> Hook:
    ON_CLOSE.append(hook)
    return hook
