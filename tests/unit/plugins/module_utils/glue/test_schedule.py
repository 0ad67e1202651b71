# SPDX-License-Identifier: GPL-3.0-or-later
"""Local time as AWS cron, and which expressions AWS would refuse."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.schedule import WEEK
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.schedule import check_cron
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.schedule import same_schedule
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.schedule import to_utc

WINTER = datetime(2026, 1, 15, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "timezone", "days", "expected"),
    [
        ("02:00", "Asia/Tokyo", None, "cron(0 17 * * ? *)"),
        ("11:30", "Asia/Tokyo", None, "cron(30 2 * * ? *)"),
        ("02:00", "Asia/Tokyo", ["MON"], "cron(0 17 ? * SUN *)"),
        ("02:00", "Asia/Tokyo", ["MON", "TUE", "FRI"], "cron(0 17 ? * MON,THU,SUN *)"),
        ("12:00", "Asia/Tokyo", ["MON"], "cron(0 3 ? * MON *)"),
        ("02:00", "Asia/Tokyo", list(WEEK), "cron(0 17 * * ? *)"),
        ("20:00", "America/Phoenix", ["SUN"], "cron(0 3 ? * MON *)"),
        ("05:45", "Asia/Kathmandu", None, "cron(0 0 * * ? *)"),
        ("0:05", "UTC", None, "cron(5 0 * * ? *)"),
        ("02:00", "Europe/Berlin", None, "cron(0 1 * * ? *)"),
    ],
)
def test_local_time_becomes_utc(time: str, timezone: str, days: list[str] | None, expected: str) -> None:
    assert to_utc(time, timezone, days, WINTER).utc == expected


def test_zone_without_daylight_saving_time_needs_no_warning() -> None:
    schedule = to_utc("02:00", "Asia/Tokyo", ["MON"], WINTER)
    assert (schedule.local, schedule.timezone, schedule.utc_offset) == ("02:00 MON", "Asia/Tokyo", "+09:00")
    assert schedule.warning is None


def test_daylight_saving_time_uses_the_offset_of_today_and_warns_until_when() -> None:
    winter, summer = (to_utc("02:00", "Europe/Berlin", None, now) for now in (WINTER, SUMMER))
    assert (winter.utc, winter.offset_changes_on) == ("cron(0 1 * * ? *)", "2026-03-29")
    assert (summer.utc, summer.offset_changes_on) == ("cron(0 0 * * ? *)", "2026-10-25")
    assert "2026-03-29" in (winter.warning or "")
    assert "+01:00" in (winter.warning or "")


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["Asia/Tokyo", "America/Phoenix", "Pacific/Kiritimati"]))
def test_the_utc_time_is_the_local_time_less_the_offset(hour: int, minute: int, zone: str) -> None:
    schedule = to_utc(f"{hour:02d}:{minute:02d}", zone, None, WINTER)
    minutes, hours = (int(part) for part in schedule.utc[5:].split()[:2])
    sign = -1 if schedule.utc_offset[0] == "-" else 1
    offset = sign * (int(schedule.utc_offset[1:3]) * 60 + int(schedule.utc_offset[4:]))
    assert (hours * 60 + minutes + offset) % 1440 == hour * 60 + minute
    check_cron(schedule.utc)


@pytest.mark.parametrize(
    ("time", "timezone", "complaint"),
    [
        ("7200", "Asia/Tokyo", "Quote it"),
        ("24:00", "Asia/Tokyo", "not a time of day"),
        ("02:00", "Asia/Tokio", "Did you mean Asia/Tokyo?"),
        ("02:00", "../etc/passwd", "not a time zone"),
    ],
)
def test_wrong_local_schedule_is_refused(time: str, timezone: str, complaint: str) -> None:
    with pytest.raises(InvalidOption, match=complaint.replace("?", r"\?")):
        to_utc(time, timezone, None, WINTER)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("rate(1 day)", "Crawlers take no rate"),
        ("0 17 * * ? *", "is not cron"),
        ("cron(0 17 * * ?)", "has 5 fields"),
        ("cron(0 17 * * * *)", "exactly one of day of month"),
        ("cron(0 17 ? * ? *)", "exactly one of day of month"),
        ("cron(* 17 * * ? *)", "every 5 minutes"),
        ("cron(0/2 * * * ? *)", "every 5 minutes"),
    ],
)
def test_expression_that_aws_refuses_is_refused(expression: str, complaint: str) -> None:
    with pytest.raises(InvalidOption, match=complaint):
        check_cron(expression)


@pytest.mark.parametrize(
    "expression", ["", "cron(0 17 * * ? *)", "cron(0/5 * ? * MON-FRI *)", "cron(15 12 1 * ? 2027)"]
)
def test_expression_that_aws_takes_passes(expression: str) -> None:
    check_cron(expression)


def test_spacing_and_capitals_of_an_expression_say_nothing() -> None:
    assert same_schedule("cron( 0 17 ?  * mon *)", "cron(0 17 ? * MON *)")
    assert same_schedule(None, "")
    assert not same_schedule("cron(0 17 * * ? *)", "cron(01 7 * * ? *)")
