# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as Glue writes it in JSON: seconds since 1970."""

from __future__ import annotations

import time


def now() -> float:
    """To the second, as databases, tables and partitions carry it."""
    return float(int(time.time()))


def now_exact() -> float:
    """To the millisecond, as connections, classifiers and crawlers carry it."""
    return round(time.time(), 3)
