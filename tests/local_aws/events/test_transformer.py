# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule sends, by template and event. The forms that AWS was seen to answer are marked so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local_aws.events.transformer import payload

EVENT = {
    "version": "0",
    "id": "e1",
    "detail-type": "core.update",
    "source": "my.app",
    "account": "000000000000",
    "time": "2026-01-31T02:00:00Z",
    "region": "ap-northeast-1",
    "resources": ["arn:1"],
    "detail": {"command": "update", "count": 3, "ok": True, "tables": [{"name": "a"}, {"name": "b"}], "odd name": 1},
}
DETAIL = json.dumps(EVENT["detail"])
RULE = {"Name": "r", "Arn": "arn:aws:events:ap-northeast-1:000000000000:rule/r"}
PATHS = {
    "detail-type": "$.detail-type",
    "command": "$.detail.command",
    "count": "$.detail.count",
    "ok": "$.detail.ok",
    "detail": "$.detail",
    "tables": "$.detail.tables",
    "second": "$.detail.tables[1].name",
    "odd": "$.detail['odd name']",
    "absent": "$.detail.absent",
}


def transformed(template: str) -> str:
    transformer = {"InputPathsMap": PATHS, "InputTemplate": template}
    return payload({"InputTransformer": transformer}, RULE, EVENT)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        # Seen on AWS: strings are quoted where JSON is expected, absent values are empty strings.
        ('{"type": <detail-type>, "command": <command>}', '{"type": "core.update", "command": "update"}'),
        ('{"type": <detail-type>, "command": <absent>}', '{"type": "core.update", "command": ""}'),
        ('"Event of <detail-type>, command <command>"', '"Event of core.update, command update"'),
        ('"Event of <detail-type>, command <absent>"', '"Event of core.update, command "'),
        ('"{[/Check <detail-type> type"', '"{[/Check core.update type"'),
        ('"<aws.events.rule-arn> <aws.events.rule-name>"', f'"{RULE["Arn"]} r"'),
        # Documented: quotes around a placeholder are allowed, in keys and within longer strings too.
        ('{"command": "<command>"}', '{"command": "update"}'),
        ('{"say": "it is \\"<command>\\""}', '{"say": "it is \\"update\\""}'),
        # Numbers, booleans, objects and lists stay what they are; inside a string they lose their quotes.
        ('{"count": <count>, "ok": <ok>}', '{"count": 3, "ok": true}'),
        ('{"count": "<count>"}', '{"count": "3"}'),
        ('{"tables": <tables>}', '{"tables": [{"name": "a"}, {"name": "b"}]}'),
        ('{"tables": "<tables>"}', '{"tables": "[{name: a}, {name: b}]"}'),
        ('{"second": <second>, "odd": <odd>}', '{"second": "b", "odd": 1}'),
        ("<tables>", '[{"name": "a"}, {"name": "b"}]'),
        # The form of the deployed rule: quoted scalars, bare objects.
        (
            '{"source": "<command>", "detail": <detail>}',
            f'{{"source": "update", "detail": {json.dumps(EVENT["detail"])}}}',
        ),
    ],
)
def test_templates(template: str, text: str) -> None:
    assert transformed(template) == text


def test_the_event_as_a_placeholder() -> None:
    """Seen on AWS: `aws.events.event` has no detail, and spells detailType."""
    made = json.loads(transformed('{"event": <aws.events.event>, "whole": <aws.events.event.json>}'))
    assert made["whole"] == EVENT
    expected = {name: value for name, value in EVENT.items() if name not in {"detail", "detail-type"}}
    assert made["event"] == {**expected, "detailType": "core.update"}


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        ({}, EVENT),
        ({"Input": '{"constant": 1}'}, {"constant": 1}),
        ({"InputPath": "$.detail"}, EVENT["detail"]),
        ({"InputPath": "$.detail.command"}, "update"),
        ({"InputPath": "$.detail.tables[0]"}, {"name": "a"}),
    ],
)
def test_other_inputs(target: dict[str, Any], sent: Any) -> None:
    assert json.loads(payload(target, RULE, EVENT)) == sent
