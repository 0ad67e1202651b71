# SPDX-License-Identifier: GPL-3.0-or-later
"""EventBridge keeps every event in a list that nothing reads; a catalog with many changes would fill the memory."""

from __future__ import annotations

from typing import Any

from ministack.services import eventbridge

_KEPT = 1000


def install() -> None:
    events_of_scope = eventbridge._events_log_list

    def bounded_events() -> list[Any]:
        events = events_of_scope()
        del events[:-_KEPT]
        return events

    eventbridge._events_log_list = bounded_events
