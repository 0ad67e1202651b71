#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_crawl_info
version_added: 0.1.0
short_description: Read the history of an AWS Glue crawler
description:
  - Returns the crawls of a crawler, the newest first, with their duration and what they used. AWS keeps twelve months.
options:
  name:
    description: Name of the crawler.
    type: str
    required: true
  states:
    description: Return only crawls in these states.
    type: list
    elements: str
    choices: [RUNNING, COMPLETED, FAILED, STOPPED]
  max_crawls:
    description: How many crawls to return at most, the newest. Without it all are returned.
    type: int
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
- name: Read the last ten crawls
  datacatalog.aws.glue_crawl_info:
    name: genai-demo-aurora-auto-discovery
    max_crawls: 10
  register: history

- name: Say what they used
  ansible.builtin.debug:
    msg: "{{ history.totals.dpu_hours }} DPU hours"

- name: Read why crawls have failed
  datacatalog.aws.glue_crawl_info:
    name: genai-demo-aurora-auto-discovery
    states: [FAILED]
"""

RETURN = r"""
crawls:
  description: The crawls, the newest first. Empty when the crawler has none, or is not there.
  returned: always
  type: list
  elements: dict
  contains:
    crawl_id:
      description: ID of the crawl.
      returned: always
      type: str
      sample: 0f1c9d3e-8a53-4d8b-9d38-3b1b8d3f5a11
    state:
      description: How it stands.
      returned: always
      type: str
      sample: COMPLETED
    start_time:
      description: When it started.
      returned: when AWS returns it
      type: str
      sample: "2026-01-05T02:00:03+09:00"
    end_time:
      description: When it ended.
      returned: when it has ended
      type: str
      sample: "2026-01-05T02:01:17+09:00"
    duration_seconds:
      description: How long it took.
      returned: when it has ended
      type: float
      sample: 74.0
    dpu_hours:
      description: What it used.
      returned: when AWS returns it
      type: float
      sample: 0.17
    summary:
      description: What it did, in the words of AWS.
      returned: when AWS returns it
      type: str
      sample: '{"TABLE": "{\"ADD\":\"2\"}"}'
    error_message:
      description: Why it failed.
      returned: when it failed
      type: str
      sample: Internal Service Exception
    log_group:
      description: CloudWatch log group of the crawl.
      returned: when AWS returns it
      type: str
      sample: /aws-glue/crawlers
    log_stream:
      description: Log stream in that group.
      returned: when AWS returns it
      type: str
      sample: genai-demo-aurora-auto-discovery
    message_prefix:
      description: What the messages of the crawl start with.
      returned: when AWS returns it
      type: str
      sample: 0f1c9d3e-8a53-4d8b-9d38-3b1b8d3f5a11
totals:
  description: The sum over the crawls that are returned.
  returned: always
  type: dict
  contains:
    crawls:
      description: How many there are.
      returned: always
      type: int
      sample: 10
    dpu_hours:
      description: What they used.
      returned: always
      type: float
      sample: 1.7
    duration_seconds:
      description: How long they took.
      returned: always
      type: float
      sample: 740.0
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import history_result

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "states": {"type": "list", "elements": "str", "choices": ["RUNNING", "COMPLETED", "FAILED", "STOPPED"]},
    "max_crawls": {"type": "int"},
}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    crawls = [history_result(crawl) for crawl in api.list_all_crawls(client, params["name"])]
    wanted = [crawl for crawl in crawls if not params["states"] or crawl["state"] in params["states"]]
    newest = sorted(wanted, key=lambda crawl: crawl.get("start_time", ""), reverse=True)[: params["max_crawls"]]
    return {"crawls": newest, "totals": {"crawls": len(newest), **totals(newest)}}


def totals(crawls: list[dict]) -> dict[str, float]:
    return {key: round(sum(crawl.get(key) or 0.0 for crawl in crawls), 4) for key in ("dpu_hours", "duration_seconds")}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
