# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail's event history: who called what, refused calls too.

ministack knows neither the caller nor the action of half of the protocols, and forgets everything when it ends.
"""

from __future__ import annotations

import collections
import logging
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import responses
from ministack.services import cloudtrail

from local_aws.audit import lookup
from local_aws.audit import recording
from local_aws.context import ServiceContext

logger = logging.getLogger("local_aws")

_KEPT = 5000
_SAVED = 500
_STATE = "recorded"


def install(context: ServiceContext) -> list[Any]:
    cloudtrail._MAX_EVENTS = _KEPT
    cloudtrail._DISPATCH["LookupEvents"] = lookup.lookup_events
    cloudtrail.get_state = _with_events(cloudtrail.get_state)
    cloudtrail.load_persisted_state = _restoring_events(cloudtrail.load_persisted_state)
    app._maybe_record_cloudtrail = lambda *arguments, **options: None
    app._dispatch_service_request = _recording(app._dispatch_service_request)
    return []


def _recording(original: Callable[..., Any]) -> Callable[..., Any]:
    async def dispatch(
        method: str, path: str, headers: dict, body: bytes, query_params: dict, request_id: str
    ) -> tuple[int, dict[str, str], Any]:
        answer = await original(method, path, headers, body, query_params, request_id)
        if not path.startswith("/_"):
            try:
                recording.record(method, path, headers, body, query_params, request_id, answer)
            except Exception:
                logger.exception("%s %s could not be recorded", method, path)
        return answer

    return dispatch


def _with_events(original: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def get_state() -> dict[str, Any]:
        recorded = responses.AccountRegionScopedDict()  # an entry an event: only new ones are written
        for (account, region, _), events in cloudtrail._events.all_items():
            for event in list(events)[-_SAVED:]:
                recorded.set_scoped(account, region, event["id"], event)
        return {**original(), _STATE: recorded}

    return get_state


def _restoring_events(original: Callable[[Any], None]) -> Callable[[Any], None]:
    def load(data: Any) -> None:
        original(data)
        recorded = (data or {}).get(_STATE, responses.AccountRegionScopedDict())
        for (account, region, _), event in sorted(recorded.all_items(), key=lambda item: item[1]["time"]):
            events = cloudtrail._events.get_scoped(account, region, "events")
            if events is None:
                events = collections.deque(maxlen=_KEPT)
                cloudtrail._events.set_scoped(account, region, "events", events)
            events.append(event)

    return load
