# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import api

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-dashboard"
TEXT = {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "# What is shown"}}
METRICS = [["AWS/Lambda", "Errors", "FunctionName", "TriggerCrawler", {"stat": "Sum"}]]
METRIC = {"type": "metric", "properties": {"region": "ap-northeast-1", "metrics": METRICS, "period": 300}}
LOG = {"type": "log", "properties": {"region": "ap-northeast-1", "query": "SOURCE '/aws-glue/crawlers' | limit 20"}}
BODY = {"widgets": [TEXT, METRIC]}


@pytest.fixture
def shown(aws: Aws) -> Iterator[Aws]:
    yield aws
    aws.traffic.faults.clear()
    aws.run("cloudwatch_dashboard", name=NAME, state="absent")


def change(aws: Aws, body: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("cloudwatch_dashboard", check=True, name=NAME, body=body)
    assert aws.traffic.writes == []
    done = aws.run("cloudwatch_dashboard", name=NAME, body=body)
    again = aws.run("cloudwatch_dashboard", name=NAME, body=body)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert done["dashboard"] == again["dashboard"]
    assert planned["dashboard"]["body"] == done["dashboard"]["body"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetDashboard"]
    return done


def test_life_cycle(shown: Aws) -> None:
    aws = shown
    with pytest.raises(ModuleFailed, match="body: must be set, dashboard 'life-of-a-dashboard' is not there"):
        aws.run("cloudwatch_dashboard", name=NAME)
    made = change(aws, BODY)
    assert made["diff"] == {"before": {}, "after": {"widgets": {"0": TEXT, "1": METRIC}}}
    assert made["dashboard"]["arn"].endswith(f"dashboard/{NAME}")
    assert json.loads(aws.client("cloudwatch").get_dashboard(DashboardName=NAME)["DashboardBody"]) == BODY
    assert not aws.run("cloudwatch_dashboard", name=NAME)["changed"], "what is not set is left alone"
    spaced = json.dumps({"widgets": [dict(reversed(TEXT.items())), METRIC]}, indent=4)
    assert not aws.run("cloudwatch_dashboard", name=NAME, body=spaced)["changed"], "compared as data"

    other = {**METRIC, "properties": {**METRIC["properties"], "period": 60}}
    assert change(aws, {"widgets": [TEXT, other]})["diff"] == {
        "before": {"widgets": {"1": METRIC}},
        "after": {"widgets": {"1": other}},
    }
    assert list(change(aws, {"widgets": [TEXT, other, LOG]})["diff"]["after"]["widgets"]) == ["2"]
    assert change(aws, {"start": "-PT6H", "widgets": [TEXT, other, LOG]})["diff"]["after"] == {
        "body": {"start": "-PT6H"}
    }
    assert change(aws, {"widgets": []})["dashboard"]["body"] == {"widgets": []}

    assert aws.run("cloudwatch_dashboard", check=True, name=NAME, state="absent")["changed"]
    assert aws.traffic.writes == []
    assert aws.run("cloudwatch_dashboard", name=NAME, state="absent")["changed"]
    assert not aws.run("cloudwatch_dashboard", name=NAME, state="absent")["changed"]
    assert change(aws, {"widgets": []})["diff"] == {"before": {}, "after": {"widgets": {}}}


def test_remarks_of_cloudwatch_are_warnings(shown: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(api, "put_dashboard", lambda *_arguments: ["/widgets/0: has no such property"])
        patch.setattr(api, "get_dashboard", _none_then_made())
        said = shown.run("cloudwatch_dashboard", name=NAME, body=BODY)
    assert f"CloudWatch remarks about dashboard {NAME}: /widgets/0: has no such property" in str(said["warnings"])


def _none_then_made() -> Any:
    answers = iter([None, {"DashboardArn": "arn:aws:cloudwatch::0:dashboard/x"}])
    return lambda *_arguments: next(answers)


def test_passing_errors_are_tried_again(shown: Aws) -> None:
    for operation in ("GetDashboard", "PutDashboard"):
        for code in ("Throttling", "InternalServiceFault", "ConflictException"):
            shown.traffic.fail_once(operation, code)
    assert shown.run("cloudwatch_dashboard", name=NAME, body=BODY)["changed"]
    assert shown.traffic.operations.count("PutDashboard") == 4


def test_error_of_aws_is_shown(shown: Aws) -> None:
    shown.traffic.fail_once("PutDashboard", "InvalidParameterInput", "The field is invalid")
    with pytest.raises(ModuleFailed, match="Failed to put dashboard"):
        shown.run("cloudwatch_dashboard", name=NAME, body=BODY)


def widget(base: dict, **changes: Any) -> dict:
    return {"body": {"widgets": [{**base, **changes}]}}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": "a b"}, "name: 'a b' is given, letters, digits"),
        ({"body": "{"}, "body: is not JSON"),
        ({"body": "[]"}, r"body: '\[\]' is given, a map"),
        ({"body": {}}, "body.widgets: None is given, a list of widgets"),
        ({"body": {"widgets": [LOG] * 501}}, "body.widgets: 501 are given, 500 are allowed"),
        (widget(TEXT, type="metrics"), r"body.widgets\[0\].type: 'metrics' is not allowed. Did you mean metric\?"),
        (widget(TEXT, width=25), r"body.widgets\[0\].width: 25 is given, 1 to 24 is allowed"),
        (widget(TEXT, x=1), "x and width make 25, 24 columns are there"),
        (widget(TEXT, y=-1), "y: -1 is given, 0 or more is allowed"),
        (widget(METRIC, x=1), "x and y go together"),
        (widget(TEXT, properties={}), "properties.markdown: must be set for a widget of type text"),
        (widget(LOG, properties=None), "properties: None is given, a map is allowed"),
        (widget(METRIC, properties={"region": "r"}), "metrics: must be set, or annotations.alarms"),
        (widget(METRIC, properties={"region": "r", "metrics": ["AWS/Lambda"]}), "a list of lists is allowed"),
        (widget(METRIC, properties={"region": "r", "metrics": METRICS, "period": 90}), "period: 90 is given, 1, 5, 10"),
        (widget(METRIC, properties={"region": "r", "metrics": [["n", "m", {"period": 7}]]}), "period: 7 is given"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("cloudwatch_dashboard", **{"name": NAME, **options})
    assert foreign.traffic.calls == []
