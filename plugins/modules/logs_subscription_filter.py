#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: logs_subscription_filter
version_added: 0.1.0
short_description: Manage a subscription filter of an Amazon CloudWatch Logs log group
description:
  - Hands the events of a log group that match a pattern on to a Lambda function, a stream or a destination.
options:
  log_group:
    description:
      - Name of the log group.
      - In check mode it may be a group that does not exist yet.
    type: str
    required: true
  name:
    description: Name of the filter. A log group has at most two filters.
    type: str
    required: true
  state:
    description: Whether the filter is there.
    type: str
    choices: [present, absent]
    default: present
  filter_pattern:
    description: What an event must match, in the language of CloudWatch Logs. Empty is every event.
    type: str
    default: ""
  destination_arn:
    description:
      - ARN of the function, the stream or the destination. A function must let C(logs.amazonaws.com) invoke it.
      - Required when O(state=present).
    type: str
  role_arn:
    description: ARN of the role by which CloudWatch Logs writes into a stream. A function needs none.
    type: str
    default: ""
  distribution:
    description: How a stream's shards get the events.
    type: str
    choices: [ByLogStream, Random]
    default: ByLogStream
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: community.aws.cloudwatchlogs_log_group_metric_filter
  - module: amazon.aws.lambda_policy
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Hand the DDL in PostgreSQL's log on to a function
  datacatalog.aws.logs_subscription_filter:
    log_group: /aws/rds/cluster/genai-demo-aurora/postgresql
    name: datacatalog-ddl
    filter_pattern: '?"LOG:  statement:" ?"LOG:  execute" ?"AUDIT:"'
    destination_arn: arn:aws:lambda:ap-northeast-1:123456789012:function:DataCatalogStack-TriggerCrawlerFunction
"""

RETURN = r"""
subscription_filter:
  description: The filter as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the filter.
      returned: when it is present
      type: str
      sample: datacatalog-ddl
    log_group:
      description: Name of the log group.
      returned: when it is present
      type: str
      sample: /aws/rds/cluster/genai-demo-aurora/postgresql
    filter_pattern:
      description: What an event must match.
      returned: when it is present
      type: str
      sample: '?"LOG:  statement:" ?"LOG:  execute" ?"AUDIT:"'
    destination_arn:
      description: Where the events go.
      returned: when it is present
      type: str
      sample: arn:aws:lambda:ap-northeast-1:123456789012:function:DataCatalogStack-TriggerCrawlerFunction
    role_arn:
      description: The role by which a stream is written into, empty for none.
      returned: when it is present
      type: str
      sample: ""
    distribution:
      description: How a stream's shards get the events.
      returned: when it is present
      type: str
      sample: ByLogStream
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import subscription_filter as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "log_group": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "filter_pattern": {"type": "str", "default": ""},
    "destination_arn": {"type": "str"},
    "role_arn": {"type": "str", "default": ""},
    "distribution": {"type": "str", "choices": ["ByLogStream", "Random"], "default": "ByLogStream"},
}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    group, name = params["log_group"], params["name"]
    filters = api.get_filters(client, group)
    if filters is None and params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"log_group: {group!r} is not there. Create it first, or switch on what writes into it.")
    found = next((one for one in filters or [] if one["filterName"] == name), None)
    before = api.settings_of(found) if found else {}
    after = {option: params[option] for option in api.FIELDS} if params["state"] == "present" else {}
    comparison = Comparison()
    comparison.map("subscription_filter", before, after)
    if comparison.changed and not module.check_mode:
        if after:
            api.put_filter(client, group, name, api.to_api(after))
        else:
            api.delete_filter(client, group, name)
    shown = {"name": name, "log_group": group, **after} if after else {}
    return outcome(comparison, {"subscription_filter": shown})


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, supports_check_mode=True, required_if=[("state", "present", ("destination_arn",))]
    )
    conclude(module, "logs", ensure, advise)


if __name__ == "__main__":
    main()
