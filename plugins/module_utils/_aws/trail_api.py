# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The selectors of a trail: one call a function."""

from __future__ import annotations

from typing import Any

from .services import CloudTrailErrorHandler
from .services import service_retry

Client = Any


@CloudTrailErrorHandler.list_error_handler("get the event selectors of trail {trail}")
@service_retry
def get_event_selectors(client: Client, trail: str) -> dict[str, Any] | None:
    """TrailARN with EventSelectors or AdvancedEventSelectors; None when the trail is not there."""
    return client.get_event_selectors(TrailName=trail)


@CloudTrailErrorHandler.list_error_handler("get the insight selectors of trail {trail}", [])
@service_retry
def get_insight_selectors(client: Client, trail: str) -> list[dict[str, Any]]:
    """A trail without insights is answered with an error; here it is an empty list."""
    return client.get_insight_selectors(TrailName=trail).get("InsightSelectors", [])


@CloudTrailErrorHandler.common_error_handler("put the event selectors of trail {trail}")
@service_retry
def put_event_selectors(client: Client, trail: str, kind: str, selectors: list[dict[str, Any]]) -> None:
    """`kind` is EventSelectors or AdvancedEventSelectors: the ones of the other kind go."""
    client.put_event_selectors(TrailName=trail, **{kind: selectors})


@CloudTrailErrorHandler.common_error_handler("put the insight selectors of trail {trail}")
@service_retry
def put_insight_selectors(client: Client, trail: str, selectors: list[dict[str, Any]]) -> None:
    client.put_insight_selectors(TrailName=trail, InsightSelectors=selectors)
