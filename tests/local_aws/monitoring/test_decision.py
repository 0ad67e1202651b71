# SPDX-License-Identifier: GPL-3.0-or-later
"""States of alarms by their datapoints: first the two tables of CloudWatch's documentation, then what they imply."""

from __future__ import annotations

import pytest

from local_aws.alarms.decision import ALARM
from local_aws.alarms.decision import INSUFFICIENT_DATA
from local_aws.alarms.decision import OK
from local_aws.alarms.decision import Rules
from local_aws.alarms.decision import decide

KEPT = "the state before"
# Datapoints, oldest first: X breaches, 0 does not, - is missing. Then the state when missing ones are treated as
# missing, ignore, breaching, notBreaching.
THREE_OF_THREE = [
    ("0-X-X", 0, OK, OK, OK, OK),
    ("----0", 2, OK, OK, OK, OK),
    ("-----", 3, INSUFFICIENT_DATA, KEPT, ALARM, OK),
    ("0XX-X", 0, ALARM, ALARM, ALARM, ALARM),
    ("--X--", 2, ALARM, KEPT, ALARM, OK),
]
TWO_OF_THREE = [
    ("0-X-X", 0, ALARM, ALARM, ALARM, ALARM),
    ("00X0X", 0, ALARM, ALARM, ALARM, ALARM),
    ("0-X--", 1, OK, OK, ALARM, OK),
    ("----0", 2, OK, OK, ALARM, OK),
    ("---X-", 2, ALARM, KEPT, ALARM, OK),
]
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")


def flags(datapoints: str) -> list[bool | None]:
    return [{"X": True, "0": False, "-": None}[each] for each in datapoints]


@pytest.mark.parametrize(
    ("to_alarm", "datapoints", "filled", "treatment", "state"),
    [
        (to_alarm, datapoints, filled, treatment, state)
        for to_alarm, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
        for datapoints, filled, *states in table
        for treatment, state in zip(TREATMENTS, states, strict=True)
    ],
)
def test_the_documented_tables(to_alarm: int, datapoints: str, filled: int, treatment: str, state: str) -> None:
    decision = decide(flags(datapoints), Rules(3, to_alarm, treatment), KEPT)
    assert (decision.state, decision.filled) == (state, filled)


@pytest.mark.parametrize(
    ("datapoints", "periods", "to_alarm", "treatment", "state"),
    [
        # A young breach among missing datapoints waits for what comes next.
        ("----X", 3, 3, "missing", KEPT),
        ("---X-", 3, 3, "missing", KEPT),
        # Extra datapoints do not count when the newest suffice.
        ("XX000", 3, 1, "missing", OK),
        ("XX0", 1, 1, "breaching", OK),
        ("00X", 1, 1, "notBreaching", ALARM),
        # One period: the alarm of a job that has to report every day.
        ("---", 1, 1, "breaching", ALARM),
        ("--0", 1, 1, "breaching", OK),
        ("-0-", 1, 1, "breaching", OK),
        ("0--", 1, 1, "breaching", OK),
        # Twenty-six hourly periods of which all have to be silent.
        ("-" * 28, 26, 26, "breaching", ALARM),
        ("-" * 27 + "0", 26, 26, "breaching", OK),
        ("0" + "-" * 27, 26, 26, "breaching", OK),
    ],
)
def test_what_follows_from_them(datapoints: str, periods: int, to_alarm: int, treatment: str, state: str) -> None:
    assert decide(flags(datapoints), Rules(periods, to_alarm, treatment), KEPT).state == state


def test_the_newest_real_datapoints_count() -> None:
    assert decide(flags("0-X-X"), Rules(3, 3), OK).counted == (0, 2, 4)
    assert decide(flags("00X0X"), Rules(3, 3), OK).counted == (2, 3, 4)
    assert decide(flags("--X--"), Rules(3, 3), OK).counted == (2,)
