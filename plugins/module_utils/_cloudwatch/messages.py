# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an alarm told a topic, as a queue that is subscribed to it holds it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

Message = dict[str, Any]


def message_of(body: str) -> Message | None:
    """The message of an alarm inside the envelope of SNS. Nothing for what anybody else published."""
    try:
        envelope = json.loads(body)
        told = json.loads(envelope["Message"])
        return {
            "alarm": told["AlarmName"],
            "state": told["NewStateValue"],
            "at": told["StateChangeTime"],
            "reason": told["NewStateReason"],
            "topic": envelope["TopicArn"].rpartition(":")[2],
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def arrived(messages: Iterable[Message], alarm: str, state: str) -> Message | None:
    """The first message that an alarm is in a state; a recovery counts after a firing only."""
    since = ""
    for message in sorted(messages, key=lambda each: each["at"]):
        if message["alarm"] != alarm:
            continue
        if message["state"] == state and (since or state != "OK"):
            return message
        if message["state"] == "ALARM":
            since = message["at"]
    return None


def missing(messages: Iterable[Message], alarms: Iterable[str], state: str) -> list[str]:
    found = list(messages)
    return [alarm for alarm in alarms if arrived(found, alarm, state) is None]


def report(alarms: Iterable[str], messages: Iterable[Message]) -> list[dict[str, Any]]:
    """For each alarm, when it fired and recovered, which topic was told, and why it fired."""
    found = list(messages)
    rows = []
    for alarm in alarms:
        fired, recovered = arrived(found, alarm, "ALARM") or {}, arrived(found, alarm, "OK") or {}
        rows.append(
            {
                "alarm": alarm,
                "topic": fired.get("topic", ""),
                "fired": fired.get("at", ""),
                "recovered": recovered.get("at", ""),
                "reason": fired.get("reason", ""),
                "ok": bool(fired and recovered) and fired["topic"] == recovered["topic"],
            }
        )
    return rows


def lines(rows: Iterable[dict[str, Any]]) -> list[str]:
    """One screen: a line for each alarm, in columns."""
    table = [("alarm", "topic", "fired", "recovered")]
    table += [(row["alarm"], row["topic"] or "-", _time(row["fired"]), _time(row["recovered"])) for row in rows]
    widths = [max(len(cells[column]) for cells in table) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in table]


def _time(moment: str) -> str:
    return moment.partition("T")[2][:8] or "never"
