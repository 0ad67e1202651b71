# SPDX-License-Identifier: GPL-3.0-or-later
"""Every alarm's description names a heading of the runbooks, and every heading is named by one."""

from __future__ import annotations

import re

from local_aws.paths import REPOSITORY

ALARMS = REPOSITORY / "roles" / "monitoring" / "vars" / "main" / "alarms.yml"
RUNBOOKS = REPOSITORY / "docs" / "runbooks.md"


def test_every_alarm_has_its_heading() -> None:
    text = ALARMS.read_text(encoding="utf-8")
    named = re.findall(r"Runbook:\s+(\w+)\.", text)
    described = len(re.findall(r"description", text))
    assert len(named) == described, "each description names one"
    headings = set(re.findall(r"^## (\w+)$", RUNBOOKS.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(named) <= headings
