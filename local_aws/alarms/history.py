# SPDX-License-Identifier: GPL-3.0-or-later
"""What DescribeAlarmHistory lists: updates of the state and the configuration, and what came of the actions."""

from __future__ import annotations

import json
import time
from typing import Any

from ministack.services import cloudwatch

# AWS keeps 30 days; this many entries are far more than anybody reads.
_LONGEST = 2000


def add(name: str, kind: str, item: str, summary: str, data: dict[str, Any]) -> None:
    entries = cloudwatch._history_entries()
    entries.append(
        {
            "AlarmName": name,
            "AlarmType": kind,
            "Timestamp": cloudwatch._ts_iso(time.time()),
            "HistoryItemType": item,
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
    )
    del entries[:-_LONGEST]


def record_state(
    alarm_name: str,
    old_state: str,
    new_state: str,
    reason: str,
    alarm_type: str = "MetricAlarm",
    reason_data: dict[str, Any] | None = None,
) -> None:
    """A change of state. ministack also calls this for a new alarm, which is not a change of state on AWS."""
    if alarm_type == "MetricAlarm" and old_state == new_state:
        return
    new: dict[str, Any] = {"stateValue": new_state, "stateReason": reason}
    if reason_data is not None:
        new["stateReasonData"] = reason_data
    data = {"version": "1.0", "oldState": last_state(alarm_name, old_state), "newState": new}
    add(alarm_name, alarm_type, "StateUpdate", f"Alarm updated from {old_state} to {new_state}", data)


def last_state(alarm_name: str, value: str) -> dict[str, Any]:
    """The state that was recorded last, with its reason."""
    data = last_update(alarm_name)
    if data is not None and data["newState"]["stateValue"] == value:
        return data["newState"]
    return {"stateValue": value, "stateReason": "Unchecked: Initial alarm creation"}


def last_update(alarm_name: str) -> dict[str, Any] | None:
    """The data of the newest change of an alarm's state."""
    for entry in reversed(cloudwatch._history_entries()):
        if entry["AlarmName"] == alarm_name and entry["HistoryItemType"] == "StateUpdate":
            return json.loads(entry["HistoryData"])
    return None
