# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of CloudWatch: one call a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .._aws.services import CloudWatchErrorHandler
from .._aws.services import service_retry

Client = Any
Points = list[tuple[datetime, float]]


def get_metrics(client: Client, queries: list[dict[str, Any]], start: datetime, end: datetime) -> dict[str, Points]:
    """The values of each query, by its id, with their times."""
    found: dict[str, Points] = {}
    page: dict[str, Any] = {}
    while True:
        answer = _get(client, MetricDataQueries=queries, StartTime=start, EndTime=end, **page)
        for result in answer["MetricDataResults"]:
            found.setdefault(result["Id"], []).extend(zip(result["Timestamps"], result["Values"], strict=False))
        if not answer.get("NextToken"):
            return found
        page = {"NextToken": answer["NextToken"]}


@CloudWatchErrorHandler.common_error_handler("get metric data")
@service_retry
def _get(client: Client, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_metric_data(**arguments)
    return answer
