# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crawler schedules: AWS cron expressions, which are in UTC, and local time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import time
from datetime import timedelta
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError
from zoneinfo import available_timezones

from .._aws.errors import InvalidOption
from .suggest import did_you_mean

WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
NOON = time(12)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_CRON = re.compile(r"cron\((.*)\)")


@dataclass(frozen=True)
class LocalSchedule:
    """A local time of day as Glue can keep it, and until when that holds."""

    utc: str
    local: str
    timezone: str
    utc_offset: str
    offset_changes_on: str | None = None

    @property
    def warning(self) -> str | None:
        if not self.offset_changes_on:
            return None
        return (
            f"schedule_local: {self.timezone} has daylight saving time and Glue has no time zones. {self.local} is"
            f" kept as {self.utc} UTC, with today's offset ({self.utc_offset}). It holds until"
            f" {self.offset_changes_on}; run the task again then, or name a zone without daylight saving time."
        )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        hint = did_you_mean(name, known) if known else " This machine has no time zone data; install tzdata."
        raise InvalidOption(f"schedule_local.timezone: {name!r} is not a time zone.{hint}") from None


def _clock(clock: str) -> tuple[int, int]:
    match = _TIME.fullmatch(clock.strip())
    if not match:
        hint = " Quote it: YAML makes a number of an unquoted time." if clock.isdigit() else ""
        raise InvalidOption(
            f"schedule_local.time: {clock!r} is not a time of day, HH:MM is needed, such as '02:00'.{hint}"
        )
    return int(match[1]), int(match[2])


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _next_change(zone: ZoneInfo, now: datetime) -> str | None:
    """The day within a year on which the zone's clocks change."""
    local = now.astimezone(zone)
    noons = (datetime.combine(local.date() + timedelta(days=ahead), NOON, zone) for ahead in range(367))
    return next((f"{noon:%Y-%m-%d}" for noon in noons if _offset(noon) != _offset(local)), None)


def _day_of_week(days: list[str] | None, shift: int) -> str | None:
    if not days or len(set(days)) == len(WEEK):
        return None
    shifted = {(WEEK.index(day) + shift) % len(WEEK) for day in days}
    return ",".join(WEEK[index] for index in sorted(shifted))


def to_utc(clock: str, timezone: str, days: list[str] | None, now: datetime | None = None) -> LocalSchedule:
    """02:00 Asia/Tokyo is cron(0 17 * * ? *), and its Mondays are Sundays in UTC."""
    hour, minute = _clock(clock)
    zone = _zone(timezone)
    moment = now or datetime.now(UTC)
    offset = _offset(moment.astimezone(zone))
    minutes = hour * 60 + minute - round(offset.total_seconds() / 60)
    shift, minutes = divmod(minutes, 24 * 60)
    weekdays = _day_of_week(days, shift)
    fields = "* * ? *" if weekdays is None else f"? * {weekdays} *"
    zoned = f"{moment.astimezone(zone):%z}"
    on_days = f" {','.join(day for day in WEEK if day in (days or []))}" if weekdays else ""
    return LocalSchedule(
        utc=f"cron({minutes % 60} {minutes // 60} {fields})",
        local=f"{hour:02d}:{minute:02d}{on_days}",
        timezone=timezone,
        utc_offset=f"{zoned[:3]}:{zoned[3:5]}",
        offset_changes_on=_next_change(zone, moment),
    )


def same_schedule(one: str | None, other: str | None) -> bool:
    """Spacing and capitals in an expression say nothing."""
    return _tokens(one) == _tokens(other)


def _tokens(expression: str | None) -> list[str]:
    return re.findall(r"[^\s()]+|[()]", (expression or "").upper())


def check_cron(expression: str) -> None:
    """Refuse what AWS would refuse, with the reason."""
    if not expression:
        return
    match = _CRON.fullmatch(expression.strip())
    if not match:
        hint = " Crawlers take no rate(...)." if expression.startswith("rate(") else ""
        raise InvalidOption(f"schedule: {expression!r} is not cron(...), such as cron(0 17 * * ? *).{hint}")
    fields = match[1].split()
    if len(fields) != 6:
        raise InvalidOption(
            f"schedule: {expression!r} has {len(fields)} fields, 6 are needed: minutes, hours, day of month, month,"
            " day of week, year."
        )
    if (fields[2] == "?") == (fields[4] == "?"):
        raise InvalidOption(f"schedule: {expression!r} needs '?' for exactly one of day of month and day of week.")
    if re.fullmatch(r"\*|(\*|0)/[1-4]", fields[0]):
        raise InvalidOption(
            f"schedule: {expression!r} runs more often than every 5 minutes, the least that Glue allows."
        )
