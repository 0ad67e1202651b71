# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long and how often an alarm may look, as CloudWatch documents it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

SHORT_PERIODS = (10, 20, 30)
LONG_PERIOD = 3600
DAY, WEEK = 86_400, 604_800


def period_faults(period: int, periods: int, datapoints: int | None = None) -> Iterator[str]:
    """What CloudWatch would refuse of a period, of so many of them, and of how many have to breach."""
    if not (period in SHORT_PERIODS or (period > 0 and period % 60 == 0)):
        yield f"period {period} is given, 10, 20, 30 or a multiple of 60 is allowed."
    longest = WEEK if period >= LONG_PERIOD else DAY
    if periods < 1 or period * periods > longest:
        yield (
            f"period {period} times evaluation_periods {periods} is {period * periods} seconds,"
            f" {longest} are allowed{'' if period >= LONG_PERIOD else ' for periods below an hour'}."
        )
    if datapoints is not None and not 1 <= datapoints <= max(periods, 1):
        yield f"datapoints_to_alarm {datapoints} is given, 1 to evaluation_periods ({periods}) is allowed."
