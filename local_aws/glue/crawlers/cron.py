# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's cron expressions: six fields, in UTC, to the minute. Pure.

cron(minutes hours day-of-month month day-of-week year), where exactly one of the two days is `?`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from itertools import pairwise

EXPECTED_FORMAT = "Invalid schedule cron expression. Expected format: Cron(CRON_EXPRESSION)"
SHORTEST_GAP_MINUTES = 5
LAST_YEAR = 2199
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

type OnDay = Callable[[date], bool]


class CronError(ValueError):
    """An expression that AWS refuses, in AWS's words."""


@dataclass(frozen=True)
class Cron:
    expression: str
    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    years: frozenset[int]
    on_day: OnDay

    def next_after(self, moment: datetime) -> datetime | None:
        """The first minute after the moment that the expression names; None when there is none left."""
        start = moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        day = start.date()
        while day.year <= LAST_YEAR:
            if day.year not in self.years:
                day = date(day.year + 1, 1, 1)
            elif day.month not in self.months:
                day = _next_month(day)
            else:
                found = self._first_on(day, start) if self.on_day(day) else None
                if found:
                    return found
                day += timedelta(days=1)
        return None

    def _first_on(self, day: date, start: datetime) -> datetime | None:
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                if moment >= start:
                    return moment
        return None

    def shortest_gap(self) -> int:
        """Minutes between two runs on one day, the shortest of them."""
        times = sorted(hour * 60 + minute for hour in self.hours for minute in self.minutes)
        gaps = [later - earlier for earlier, later in pairwise(times)]
        return min([*gaps, times[0] + 24 * 60 - times[-1]])


@dataclass(frozen=True)
class _Field:
    """What one field may hold: a range of numbers, perhaps with names for them."""

    low: int
    high: int
    names: tuple[str, ...] = ()

    def parse(self, text: str) -> frozenset[int]:
        return frozenset(number for part in text.split(",") for number in self._part(part))

    def _part(self, part: str) -> range:
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = self.low, self.high
        else:
            low = self.number(first)
            high = self.number(last) if dash else (self.high if slash else low)
        size = _digits(step) if slash else 1
        if low > high or size < 1:
            raise ValueError(part)
        return range(low, high + 1, size)

    def number(self, text: str) -> int:
        number = self.names.index(text) + self.low if text in self.names else _digits(text)
        if not self.low <= number <= self.high:
            raise ValueError(text)
        return number


MINUTE = _Field(0, 59)
HOUR = _Field(0, 23)
DAY_OF_MONTH = _Field(1, 31)
MONTH = _Field(1, 12, tuple(MONTHS))
DAY_OF_WEEK = _Field(1, 7, tuple(DAYS))
YEAR = _Field(1970, LAST_YEAR)


def parse_cron(expression: str) -> Cron:
    """Raises CronError with what AWS answers."""
    # The word may be written in any case; a space before it is refused.
    match = re.fullmatch(r"(?i:cron)\((.*)\)", expression)
    if not match:
        raise CronError(EXPECTED_FORMAT)
    try:
        return _parse_fields(expression, match[1].upper().split())
    except ValueError as error:
        raise CronError(f"Invalid schedule cron expression: {expression}") from error


def _parse_fields(expression: str, fields: list[str]) -> Cron:
    minutes, hours, day_of_month, months, day_of_week, years = fields
    if (day_of_month == "?") == (day_of_week == "?"):
        raise ValueError("one of the two days has to be ?")
    on_day = _days_of_month(day_of_month) if day_of_week == "?" else _days_of_week(day_of_week)
    return Cron(expression, MINUTE.parse(minutes), HOUR.parse(hours), MONTH.parse(months), YEAR.parse(years), on_day)


def _days_of_month(text: str) -> OnDay:
    if text == "L":
        return lambda day: day.day == _last_day(day)
    if match := re.fullmatch(r"(\d+)W", text):
        wanted = DAY_OF_MONTH.number(match[1])
        return lambda day: day == _weekday_nearest(day, wanted)
    numbers = DAY_OF_MONTH.parse(text)
    return lambda day: day.day in numbers


def _days_of_week(text: str) -> OnDay:
    if text == "L":
        return lambda day: _aws_weekday(day) == DAY_OF_WEEK.high
    if match := re.fullmatch(r"(\w+)L", text):
        wanted = DAY_OF_WEEK.number(match[1])
        return lambda day: _aws_weekday(day) == wanted and day.day > _last_day(day) - 7
    if match := re.fullmatch(r"(\w+)#([1-5])", text):
        wanted, week = DAY_OF_WEEK.number(match[1]), int(match[2])
        return lambda day: _aws_weekday(day) == wanted and (day.day - 1) // 7 + 1 == week
    numbers = DAY_OF_WEEK.parse(text)
    return lambda day: _aws_weekday(day) in numbers


def _weekday_nearest(month_of: date, wanted: int) -> date | None:
    """The Monday to Friday nearest to a day of the month, within that month."""
    last = _last_day(month_of)
    if wanted > last:
        return None
    day = month_of.replace(day=wanted)
    if day.weekday() == calendar.SATURDAY:
        return day - timedelta(days=1) if wanted > 1 else day + timedelta(days=2)
    if day.weekday() == calendar.SUNDAY:
        return day + timedelta(days=1) if wanted < last else day - timedelta(days=2)
    return day


def _aws_weekday(day: date) -> int:
    """1 for Sunday to 7 for Saturday."""
    return day.isoweekday() % 7 + 1


def _last_day(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _digits(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueError(text)
    return int(text)
