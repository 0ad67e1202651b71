# SPDX-License-Identifier: GPL-3.0-or-later
"""What metrics came to."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.events.stage import eventually

METRIC = {"id": "of-x", "namespace": "MetricInfo", "metric_name": "Seen", "dimensions": {"Of": "x"}, "statistic": "Sum"}


def test_what_metrics_came_to(embedded: Aws) -> None:
    now = datetime.now(UTC)

    def point(hours: float, value: float, name: str = "x") -> dict[str, Any]:
        dimensions = [{"Name": "Of", "Value": name}]
        when = now - timedelta(hours=hours)
        return {"MetricName": "Seen", "Dimensions": dimensions, "Value": value, "Timestamp": when}

    data = [point(30, 100), point(3, 1), point(3, 1), point(0, 5), point(0, 7, "somebody else")]
    embedded.client("cloudwatch").put_metric_data(Namespace="MetricInfo", MetricData=data)
    asked = {"metrics": [METRIC, {**METRIC, "id": "of_nobody", "dimensions": {"Of": "nobody"}}]}
    eventually(lambda: embedded.run("cloudwatch_metric_info", **asked)["metrics"]["of-x"]["values"])
    found = embedded.run("cloudwatch_metric_info", **asked)["metrics"]
    assert embedded.traffic.operations == ["GetMetricData"]
    assert (found["of-x"]["sum"], found["of-x"]["latest"], found["of-x"]["values"]) == (7.0, 5.0, [2.0, 5.0])
    assert now - datetime.fromisoformat(found["of-x"]["latest_at"]) < timedelta(minutes=10)
    assert found["of_nobody"] == {"values": [], "sum": 0.0}
    assert embedded.run("cloudwatch_metric_info", **asked, hours=48)["metrics"]["of-x"]["sum"] == 107.0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"metrics": [METRIC, METRIC]}, "'of-x' is given twice"),
        ({"metrics": [{**METRIC, "id": f"of_{number}"} for number in range(501)]}, "501 are given, 500 are allowed"),
        ({"period": 90}, "90 is given, a multiple of 60 is allowed"),
        ({"hours": 0}, "0 is given, more than 0 is allowed"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(embedded: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        embedded.run("cloudwatch_metric_info", **{"metrics": [METRIC], **options})
    assert embedded.traffic.calls == []
