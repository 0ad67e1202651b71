# SPDX-License-Identifier: GPL-3.0-or-later
"""PutDashboard refuses what CloudWatch refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.alarms.dashboards import check
from tests.local_aws.events.stage import Stage

METRIC = {
    "type": "metric",
    "x": 0,
    "y": 0,
    "width": 12,
    "height": 6,
    "properties": {
        "metrics": [
            ["AWS/Lambda", "Errors", "FunctionName", "f", {"stat": "Sum"}],
            ["AWS/Lambda", "Invocations"],
            [{"expression": "SUM(METRICS())", "label": "all"}],
            [".", "Duration", ".", "."],
        ],
        "region": "ap-northeast-1",
    },
}
LOG = {"type": "log", "properties": {"query": "SOURCE 'g' | fields @message", "region": "ap-northeast-1"}}
TEXT = {"type": "text", "properties": {"markdown": "# Title"}}


def body(*widgets: Any) -> str:
    return json.dumps({"widgets": list(widgets)})


def with_metrics(*rows: Any) -> dict[str, Any]:
    return {**METRIC, "properties": {"metrics": list(rows), "region": "ap-northeast-1"}}


@pytest.mark.parametrize("text", [body(), body(METRIC, LOG, TEXT)])
def test_bodies_that_pass(text: str) -> None:
    assert check(text) == ("", [])


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("{}", "", "Should have required property 'widgets'"),
        ('{"widgets": {}}', "/widgets", "Should be array"),
        (body({"type": "graph", "properties": {}}), "/widgets/0/type", "Should be equal to one of the allowed values"),
        (body(TEXT, {"type": "text"}), "/widgets/1", "Should have required property 'properties'"),
        (
            body({**LOG, "properties": {"query": "q"}}),
            "/widgets/0/properties",
            "Should have required property 'region'",
        ),
        (body({**METRIC, "width": 25}), "/widgets/0/width", "Should be <= 24"),
        (body({**METRIC, "x": -1}), "/widgets/0/x", "Should be >= 0"),
        (
            body(with_metrics(["AWS/Lambda", "Errors", {"FunctionName": "f"}, {"stat": "Sum"}])),
            "/widgets/0/properties/metrics/0/2",
            'Invalid metric field type, only "String" type is allowed',
        ),
        (
            body(with_metrics(["AWS/Lambda", "Errors", "FunctionName"])),
            "/widgets/0/properties/metrics/0",
            "Should NOT have more than 2 items",
        ),
    ],
)
def test_bodies_that_are_refused(text: str, path: str, message: str) -> None:
    whole, faults = check(text)
    assert (path, message) in faults
    assert whole.startswith(f"The dashboard body is invalid, there are {len(faults)} validation errors:\n[\n")


def test_the_refusal_as_a_client_sees_it(stage: Stage) -> None:
    cloudwatch = stage.client("cloudwatch")
    with pytest.raises(ClientError) as caught:
        cloudwatch.put_dashboard(DashboardName="bad", DashboardBody="{not json")
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "InvalidParameterInput",
        "The field DashboardBody must be a valid JSON object",
    )
    with pytest.raises(ClientError) as caught:
        cloudwatch.put_dashboard(DashboardName="bad", DashboardBody=body({**METRIC, "width": 25}))
    assert caught.value.response["dashboardValidationMessages"] == [
        {"DataPath": "/widgets/0/width", "Message": "Should be <= 24"}
    ]
    assert cloudwatch.list_dashboards(DashboardNamePrefix="bad")["DashboardEntries"] == []
    cloudwatch.put_dashboard(DashboardName="good", DashboardBody=body(METRIC))
    assert json.loads(cloudwatch.get_dashboard(DashboardName="good")["DashboardBody"])["widgets"] == [METRIC]
