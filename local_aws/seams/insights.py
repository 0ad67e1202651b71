# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail: which insights a trail looks for is kept; none is ever made. The words of errors are our own."""

from __future__ import annotations

from typing import Any

from ministack.services import cloudtrail

from local_aws.seams.wrapping import Response

_KINDS = {"ApiCallRateInsight", "ApiErrorRateInsight"}
_KEPT_AS = "_InsightSelectors"


def install() -> None:
    # What is kept with a trail and is no part of its description.
    cloudtrail._TRAIL_STATE_KEYS = cloudtrail._TRAIL_STATE_KEYS | {_KEPT_AS}
    cloudtrail._DISPATCH["GetInsightSelectors"] = _get
    cloudtrail._DISPATCH["PutInsightSelectors"] = _put


def _get(body: dict[str, Any]) -> Response:
    _name, _region, trail = cloudtrail._find_visible_trail(body.get("TrailName", ""))
    if trail is None:
        return _error("TrailNotFoundException", f"Unknown trail: {body.get('TrailName')!r}")
    if not trail.get(_KEPT_AS):
        return _error("InsightNotEnabledException", f"Trail {trail['TrailARN']} does not have Insights enabled.")
    return _answer(trail)


def _put(body: dict[str, Any]) -> Response:
    _name, _region, trail, error = cloudtrail._find_mutable_trail(body.get("TrailName", ""))
    if error:
        refusal: Response = error
        return refusal
    selectors = body.get("InsightSelectors") or []
    kinds = [selector.get("InsightType") for selector in selectors]
    if not set(kinds) <= _KINDS or len(set(kinds)) != len(kinds):
        return _error("InvalidInsightSelectorsException", f"The insight types are not valid: {kinds}")
    trail[_KEPT_AS] = selectors
    trail["HasInsightSelectors"] = bool(selectors)
    return _answer(trail)


def _answer(trail: dict[str, Any]) -> Response:
    answer: Response = cloudtrail._ok({"TrailARN": trail["TrailARN"], "InsightSelectors": trail[_KEPT_AS]})
    return answer


def _error(code: str, message: str) -> Response:
    refusal: Response = cloudtrail._err(code, message)
    return refusal
