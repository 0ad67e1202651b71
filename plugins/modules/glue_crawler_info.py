#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_crawler_info
version_added: 0.1.0
short_description: Read AWS Glue crawlers
description:
  - Returns one crawler, or all of them, with schedule and last crawl.
options:
  name:
    description: Name of the crawler. Without it all are returned.
    type: str
  include_tags:
    description: Read the tags as well, which takes one more call for each crawler.
    type: bool
    default: false
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
- name: Read one crawler
  datacatalog.aws.glue_crawler_info:
    name: genai-demo-aurora-auto-discovery
  register: found

- name: Fail when its last crawl did
  ansible.builtin.assert:
    that: found.crawlers[0].last_crawl.status == 'SUCCEEDED'
"""

RETURN = r"""
crawlers:
  description: The crawlers. Empty when there is none with that name.
  returned: always
  type: list
  elements: dict
  sample:
    - name: genai-demo-aurora-auto-discovery
      state: READY
      role: DataCatalogStack-GlueCrawlerRole
      database_name: genai_demo_catalog
      targets:
        jdbc_targets:
          - connection_name: genai-demo-aurora-connection
            path: genai_demo/public/%
            exclusions: [flyway_schema_history]
      schedule: {"utc": "cron(0 17 * * ? *)", "state": "SCHEDULED"}
      last_crawl: {"status": "SUCCEEDED", "log_group": "/aws-glue/crawlers"}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_schedule import schedule_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import read_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import crawler_result

ARGUMENT_SPEC = {
    "name": {"type": "str"},
    "include_tags": {"type": "bool", "default": False},
}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    if name:
        found = api.get_crawler(client, name)
        crawlers = [found] if found else []
    else:
        crawlers = api.get_crawlers(client)
    return {"crawlers": [shown(item) for item in read_tags(module, client, "crawler", crawlers)]}


def shown(crawler: dict) -> dict:
    schedule = schedule_result(crawler, None)
    return {**crawler_result(crawler, schedule)["crawler"], "schedule": schedule}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
