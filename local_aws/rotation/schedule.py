# SPDX-License-Identifier: GPL-3.0-or-later
"""When a secret is rotated next."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from typing import Any

from ministack.services import eventbridge

from local_aws import switches

_DAY = 86400


def next_rotation(secret: dict[str, Any]) -> float | None:
    """The time by which the next rotation happens; nothing for a secret that is not rotated."""
    rules = secret.get("RotationRules") or {}
    if not secret.get("RotationEnabled"):
        return None
    # A rotation that failed is due again only after its next interval.
    since = max(secret.get("LastRotatedDate") or 0, secret.get("RotationSince") or 0) or secret["LastChangedDate"]
    if rules.get("ScheduleExpression"):
        return _by_expression(rules["ScheduleExpression"], since)
    if rules.get("AutomaticallyAfterDays"):
        return _after_days(int(rules["AutomaticallyAfterDays"]), since)
    return None


def refusal(rules: dict[str, Any]) -> str | None:
    """What is wrong with rotation rules."""
    days, expression = rules.get("AutomaticallyAfterDays"), rules.get("ScheduleExpression")
    if days is not None and expression:
        return "You can't specify both AutomaticallyAfterDays and ScheduleExpression."
    if days is not None and not 1 <= days <= 1000:
        return "RotationRules.AutomaticallyAfterDays must be within 1-1000."
    if expression and _by_expression(expression, datetime.now(UTC).timestamp()) is None:
        return "Invalid ScheduleExpression."
    return None


def _after_days(days: int, since: float) -> float:
    """The window of a rotation by days ends with the day; shorter days, for trying it out, have no window."""
    day = switches.number("LOCAL_AWS_ROTATION_DAY_SECONDS", _DAY)
    if day != _DAY:
        return since + days * day
    return since - since % _DAY + (days + 1) * _DAY - 1


def _by_expression(expression: str, since: float) -> float | None:
    seconds = eventbridge._parse_rate_seconds(expression)
    if seconds is not None:
        return since + seconds
    fields = eventbridge._parse_cron_fields(expression)
    fires = eventbridge._cron_next_fire(fields, datetime.fromtimestamp(since, tz=UTC)) if fields else None
    return fires.timestamp() if fires else None
