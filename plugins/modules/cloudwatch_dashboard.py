#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_dashboard
version_added: 0.1.0
short_description: Manage a dashboard of Amazon CloudWatch
description:
  - Creates, updates and deletes a dashboard. Its body is compared as data, widget by widget.
  - What CloudWatch would refuse is refused before it is called. What it only remarks about is shown as a warning.
options:
  name:
    description: Name of the dashboard, up to 255 letters, digits, C(-) and C(_).
    type: str
    required: true
  state:
    description: Whether the dashboard is there.
    type: str
    choices: [present, absent]
    default: present
  body:
    description:
      - The dashboard as a map, or as JSON, with C(widgets). Without it a dashboard that is there is left alone.
      - An empty list of widgets clears it.
    type: json
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Show what the function does
  datacatalog.aws.cloudwatch_dashboard:
    name: Data-Catalog
    body:
      widgets:
        - type: metric
          x: 0
          y: 0
          width: 12
          height: 6
          properties:
            region: ap-northeast-1
            title: Trigger function
            period: 300
            metrics:
              - [AWS/Lambda, Invocations, FunctionName, TriggerCrawler, {stat: Sum}]
              - [AWS/Lambda, Duration, FunctionName, TriggerCrawler, {stat: Average}]

- name: Delete it
  datacatalog.aws.cloudwatch_dashboard:
    name: Data-Catalog
    state: absent
"""

RETURN = r"""
dashboard:
  description: The dashboard as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the dashboard.
      returned: when it is present
      type: str
      sample: Data-Catalog
    arn:
      description: ARN of the dashboard.
      returned: when it exists
      type: str
      sample: arn:aws:cloudwatch::123456789012:dashboard/Data-Catalog
    body:
      description: The body as data.
      returned: when it is present
      type: dict
      sample: {"widgets": []}
"""

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import api
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.dashboard import body_of
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.dashboard import check_body
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.dashboard import check_name
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.dashboard import compare
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "body": {"type": "json"},
}


def result_of(name: str, arn: str, body: dict) -> dict[str, Any]:
    return {"name": name, **({"arn": arn} if arn else {}), "body": body}


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    asked = None
    if module.params["body"] is not None:
        asked = body_of(module.params["body"])
        check_body(asked)
    found = api.get_dashboard(client, name)
    if found is None and asked is None:
        raise InvalidOption(f"body: must be set, dashboard {name!r} is not there.")
    before = body_of(found["DashboardBody"]) if found else None
    wanted = before if asked is None else asked
    comparison = compare(before, wanted)
    arn = found["DashboardArn"] if found else ""
    if comparison.changed and not module.check_mode:
        for remark in api.put_dashboard(client, name, json.dumps(wanted, separators=(",", ":"))):
            module.warn(f"CloudWatch remarks about dashboard {name}: {remark}")
        arn = arn or api.get_dashboard(client, name)["DashboardArn"]
    return {
        "changed": comparison.changed,
        "dashboard": result_of(name, arn, wanted),
        "diff": comparison.as_diff(),
    }


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    found = api.get_dashboard(client, name)
    if found and not module.check_mode:
        api.delete_dashboard(client, name)
    before = result_of(name, found["DashboardArn"], json.loads(found["DashboardBody"])) if found else {}
    return {"changed": bool(found), "dashboard": {}, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    ensure = ensure_present if module.params["state"] == "present" else ensure_absent
    try:
        check_name(module.params["name"])
        result = ensure(module, module.client("cloudwatch"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
