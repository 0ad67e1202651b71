# SPDX-License-Identifier: GPL-3.0-or-later
"""What alarms told, and what is said about it."""

from __future__ import annotations

import json

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.filter.alarm_report import alarm_report
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import message_of
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import missing

DAY = "2026-01-31T"


def told(alarm: str, state: str, at: str, topic: str = "alerts") -> dict[str, str]:
    return {"alarm": alarm, "state": state, "at": f"{DAY}{at}.000+0000", "reason": f"is {state}", "topic": topic}


def test_the_message_of_an_alarm_lies_in_an_envelope() -> None:
    inside = {"AlarmName": "A", "NewStateValue": "ALARM", "StateChangeTime": "now", "NewStateReason": "so", "More": 1}
    envelope = {"TopicArn": "arn:aws:sns:r:1:alerts", "Message": json.dumps(inside)}
    assert message_of(json.dumps(envelope)) == {
        "alarm": "A",
        "state": "ALARM",
        "at": "now",
        "reason": "so",
        "topic": "alerts",
    }


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"Message": "hello"}', '{"Message": "[]"}', '{"Message": "{}"}'])
def test_what_others_say_is_not_of_an_alarm(body: str) -> None:
    assert message_of(body) is None


def test_a_recovery_comes_after_a_firing_whatever_came_first() -> None:
    messages = [told("A", "OK", "02:00:05"), told("A", "OK", "01:00:00"), told("A", "ALARM", "02:00:00")]
    assert missing(messages, ["A"], "ALARM") == []
    assert missing(messages, ["A"], "OK") == []
    assert missing(messages[1:], ["A", "B"], "OK") == ["A", "B"]


def test_a_report() -> None:
    messages = [
        told("Fired", "ALARM", "02:00:00"),
        told("Fired", "OK", "02:01:00"),
        told("Stays", "ALARM", "02:00:00"),
        told("Elsewhere", "ALARM", "02:00:00"),
        told("Elsewhere", "OK", "02:01:00", "another"),
    ]
    said = alarm_report(["Fired", "Stays", "Elsewhere", "Silent"], messages)
    assert [row["ok"] for row in said["rows"]] == [True, False, False, False]
    assert said["rows"][0] == {
        "alarm": "Fired",
        "topic": "alerts",
        "fired": f"{DAY}02:00:00.000+0000",
        "recovered": f"{DAY}02:01:00.000+0000",
        "reason": "is ALARM",
        "ok": True,
    }
    assert said["lines"] == [
        "alarm      topic   fired     recovered",
        "Fired      alerts  02:00:00  02:01:00",
        "Stays      alerts  02:00:00  never",
        "Elsewhere  alerts  02:00:00  02:01:00",
        "Silent     -       never     never",
    ]
    assert not said["ok"] and alarm_report(["Fired"], messages)["ok"]


def test_what_is_not_a_message_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="a message is not as documented: KeyError"):
        alarm_report(["A"], [{}])
