# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's cron expressions: what is refused, and when each fires next."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.glue.crawlers.cron import EXPECTED_FORMAT
from local_aws.glue.crawlers.cron import CronError
from local_aws.glue.crawlers.cron import parse_cron

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday


def next_after(expression: str, moment: datetime = NOON) -> str:
    found = parse_cron(expression).next_after(moment)
    return found.strftime("%Y-%m-%d %H:%M") if found else "never"


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ("cron(0 17 * * ? *)", "2026-11-24 17:00"),
        ("cron(0 2 * * ? *)", "2026-11-25 02:00"),
        ("CRON(0 2 * * ? *)", "2026-11-25 02:00"),
        ("cron(15 12 * * ? *)", "2026-11-24 12:15"),
        ("cron(0 12 * * ? *)", "2026-11-25 12:00"),
        ("cron(0/15 * * * ? *)", "2026-11-24 12:15"),
        ("cron(*/20 8-10 * * ? *)", "2026-11-25 08:00"),
        ("cron(5,35 14 * * ? *)", "2026-11-24 14:05"),
        ("cron(0 8 1 * ? *)", "2026-12-01 08:00"),
        ("cron(0 8 31 * ? *)", "2026-12-31 08:00"),
        ("cron(0 18 ? * MON-FRI *)", "2026-11-24 18:00"),
        ("cron(0 18 ? * SUN *)", "2026-11-29 18:00"),
        ("cron(0 18 ? * 1 *)", "2026-11-29 18:00"),
        ("cron(0 18 ? * 7,2 *)", "2026-11-28 18:00"),
        ("cron(0 18 ? * mon,wed *)", "2026-11-25 18:00"),
        ("cron(0 0 1 JAN ? *)", "2027-01-01 00:00"),
        ("cron(0 0 1 1-3/2 ? *)", "2027-01-01 00:00"),
        ("cron(0 0 L * ? *)", "2026-11-30 00:00"),
        ("cron(0 0 L 2 ? *)", "2027-02-28 00:00"),
        ("cron(0 0 29 2 ? *)", "2028-02-29 00:00"),
        ("cron(0 0 15W 5 ? 2027)", "2027-05-14 00:00"),  # the 15th is a Saturday
        ("cron(0 0 1W 8 ? 2027)", "2027-08-02 00:00"),  # the 1st is a Sunday
        ("cron(0 0 1W 5 ? 2027)", "2027-05-03 00:00"),  # the 1st is a Saturday: not back into April
        ("cron(0 0 31W 1 ? 2027)", "2027-01-29 00:00"),  # the 31st is a Sunday: not on into February
        ("cron(0 0 31W 2 ? *)", "never"),
        ("cron(0 0 ? * L *)", "2026-11-28 00:00"),
        ("cron(0 0 ? * 6L *)", "2026-11-27 00:00"),
        ("cron(0 0 ? * FRIL *)", "2026-11-27 00:00"),
        ("cron(0 0 ? * 3#1 *)", "2026-12-01 00:00"),
        ("cron(0 0 ? * TUE#5 *)", "2026-12-29 00:00"),
        ("cron(0 0 1 1 ? 2030)", "2030-01-01 00:00"),
        ("cron(0 0 1 1 ? 2020-2026)", "never"),
    ],
)
def test_fires_next(expression: str, fires: str) -> None:
    assert next_after(expression) == fires


def test_reads_the_moment_in_utc() -> None:
    tokyo = datetime(2026, 11, 25, 2, 0, tzinfo=timezone(timedelta(hours=9)))
    assert next_after("cron(0 17 * * ? *)", tokyo - timedelta(seconds=1)) == "2026-11-24 17:00"
    assert next_after("cron(0 17 * * ? *)", tokyo) == "2026-11-25 17:00"


@pytest.mark.parametrize(
    "expression", ["rate(5 minutes)", "daily", "", " cron(0 2 * * ? *)", "cron 0 2 * * ? *", "cron()x"]
)
def test_refuses_what_is_no_cron(expression: str) -> None:
    with pytest.raises(CronError) as refused:
        parse_cron(expression)
    assert str(refused.value) == EXPECTED_FORMAT


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 2 * * *)",
        "cron(0 2 * * ? * *)",
        "cron(0 2 * * * *)",
        "cron(0 2 ? * ? *)",
        "cron(0 2 1 * 2 *)",
        "cron(60 2 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 2 0 * ? *)",
        "cron(0 2 32 * ? *)",
        "cron(0 2 * 13 ? *)",
        "cron(0 2 ? * 0 *)",
        "cron(0 2 ? * 8 *)",
        "cron(0 2 ? * MOO *)",
        "cron(0 2 ? * 2#6 *)",
        "cron(0 2 * * ? 1969)",
        "cron(0 2 * * ? 2200)",
        "cron(5-1 2 * * ? *)",
        "cron(*/0 2 * * ? *)",
        "cron(-1 2 * * ? *)",
        "cron(1,,2 2 * * ? *)",
        "cron(0 2 32W * ? *)",
        "cron(\u0660 2 * * ? *)",
    ],
)
def test_refuses_bad_fields(expression: str) -> None:
    with pytest.raises(CronError) as refused:
        parse_cron(expression)
    assert str(refused.value) == f"Invalid schedule cron expression: {expression}"


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("cron(* * * * ? *)", 1),
        ("cron(0/5 * * * ? *)", 5),
        ("cron(0,58 * * * ? *)", 2),
        ("cron(0,58 2 * * ? *)", 58),
        ("cron(0 2 * * ? *)", 24 * 60),
        ("cron(0 23,0 * * ? *)", 60),
    ],
)
def test_knows_its_shortest_gap(expression: str, minutes: int) -> None:
    assert parse_cron(expression).shortest_gap() == minutes


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)),
)
def test_a_daily_schedule_fires_within_a_day(minute: int, hour: int, moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    fires = parse_cron(f"cron({minute} {hour} * * ? *)").next_after(moment)
    assert fires is not None
    assert moment < fires <= moment + timedelta(days=1)
    assert (fires.minute, fires.hour) == (minute, hour)
