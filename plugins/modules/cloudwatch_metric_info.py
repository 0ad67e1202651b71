#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_metric_info
version_added: 0.1.0
short_description: Read metrics of Amazon CloudWatch
description:
  - Reads what metrics came to in the last hours, all those of a list in one call.
options:
  metrics:
    description: The metrics, up to 500.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description: How it is called in the result.
        type: str
        required: true
      namespace:
        description: Its namespace.
        type: str
        required: true
      metric_name:
        description: Its name.
        type: str
        required: true
      dimensions:
        description: Its dimensions, all of them.
        type: dict
        default: {}
      statistic:
        description: How the values of a period are put together.
        type: str
        choices: [SampleCount, Average, Sum, Minimum, Maximum]
        required: true
  hours:
    description: How far to look back.
    type: float
    default: 24
  period:
    description: Seconds that are put together to one value, a multiple of 60.
    type: int
    default: 300
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: How often did the function fail since yesterday?
  datacatalog.aws.cloudwatch_metric_info:
    metrics:
      - id: errors
        namespace: AWS/Lambda
        metric_name: Errors
        dimensions:
          FunctionName: TriggerCrawler
        statistic: Sum
  register: seen

- name: Say so
  ansible.builtin.debug:
    msg: "{{ seen.metrics.errors.sum }}"
"""

RETURN = r"""
metrics:
  description: What each metric came to, by its id.
  returned: always
  type: dict
  sample:
    errors:
      values: [1.0, 2.0]
      sum: 3.0
      latest: 2.0
      latest_at: "2026-01-31T02:00:00+00:00"
"""

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import metric_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

OPTIONS = {
    "id": {"type": "str", "required": True},
    "namespace": {"type": "str", "required": True},
    "metric_name": {"type": "str", "required": True},
    "dimensions": {"type": "dict", "default": {}},
    "statistic": {
        "type": "str",
        "choices": ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
        "required": True,
    },
}
ARGUMENT_SPEC = {
    "metrics": {"type": "list", "elements": "dict", "required": True, "options": OPTIONS},
    "hours": {"type": "float", "default": 24},
    "period": {"type": "int", "default": 300},
}


def check_options(params: dict) -> None:
    ids = [metric["id"] for metric in params["metrics"]]
    for name in ids:
        if ids.count(name) > 1:
            raise InvalidOption(f"id: {name!r} is given twice.")
    if len(ids) > 500:
        raise InvalidOption(f"metrics: {len(ids)} are given, 500 are allowed.")
    if params["period"] <= 0 or params["period"] % 60:
        raise InvalidOption(f"period: {params['period']} is given, a multiple of 60 is allowed.")
    if params["hours"] <= 0:
        raise InvalidOption(f"hours: {params['hours']:g} is given, more than 0 is allowed.")


def query_of(number: int, metric: dict, period: int) -> dict[str, Any]:
    """CloudWatch takes few characters in an Id, so it is told a number."""
    pairs = [{"Name": key, "Value": str(value)} for key, value in sorted(metric["dimensions"].items())]
    named = {"Namespace": metric["namespace"], "MetricName": metric["metric_name"], "Dimensions": pairs}
    return {"Id": f"m{number}", "MetricStat": {"Metric": named, "Period": period, "Stat": metric["statistic"]}}


def summary_of(points: list[tuple[datetime, float]]) -> dict[str, Any]:
    """What the values, oldest first, come to."""
    values = [value for _moment, value in sorted(points)]
    if not values:
        return {"values": [], "sum": 0.0}
    return {"values": values, "sum": sum(values), "latest": values[-1], "latest_at": max(points)[0].isoformat()}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    end = datetime.now(UTC)
    # A metric of this very minute belongs to a period that begins before it ends.
    window = (end - timedelta(hours=params["hours"]), end + timedelta(seconds=60))
    queries = [query_of(number, metric, params["period"]) for number, metric in enumerate(params["metrics"])]
    found = api.get_metrics(client, queries, *window) if queries else {}
    names = [metric["id"] for metric in params["metrics"]]
    metrics = {name: summary_of(found.get(query["Id"], [])) for name, query in zip(names, queries, strict=True)}
    return {"changed": False, "metrics": metrics}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        check_options(module.params)
    except InvalidOption as error:
        fail(module, error)
    conclude(module, "cloudwatch", ensure, advise)


if __name__ == "__main__":
    main()
