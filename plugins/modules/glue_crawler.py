#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_crawler
version_added: 0.1.0
short_description: Manage an AWS Glue crawler
description:
  - Creates, updates and deletes a crawler of AWS Glue, with its schedule and its tags.
  - Takes every option of M(community.aws.glue_crawler) and returns what it returns, and more.
  - An option that is not set leaves the setting alone. An empty value clears it.
  - A crawler is not run by this module, see M(datacatalog.aws.glue_crawler_run).
options:
  name:
    description: Name of the crawler, from 1 to 255 characters.
    type: str
    required: true
  state:
    description: Whether the crawler is there. The tables that it made stay when it is deleted.
    type: str
    choices: [present, absent]
    default: present
  role:
    description:
      - Name or ARN of the IAM role that the crawler works as. Needed to create a crawler.
      - A name, C(path/name) and an ARN are the same role.
    type: str
  database_name:
    description:
      - Name of the catalog database that the tables are written to.
        Needed to create a crawler, unless it only has O(targets.catalog_targets).
    type: str
  description:
    description: What the crawler is for, at most 2048 characters. An empty string clears it.
    type: str
  table_prefix:
    description: Prefix of the names of the tables that it makes, at most 128 characters. An empty string clears it.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawler_run
  - module: datacatalog.aws.glue_connection
  - module: datacatalog.aws.glue_database
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
  - datacatalog.aws._glue_crawler
  - datacatalog.aws._glue_policies
  - datacatalog.aws._glue_targets
"""

EXAMPLES = r"""
- name: Catalog the tables of a PostgreSQL schema every night at two in Tokyo
  datacatalog.aws.glue_crawler:
    name: genai-demo-aurora-auto-discovery
    role: DataCatalogStack-GlueCrawlerRole
    database_name: genai_demo_catalog
    targets:
      jdbc_targets:
        - connection_name: genai-demo-aurora-connection
          path: genai_demo/public/%
          exclusions:
            - flyway_schema_history
            - tmp_*
            - temp_*
    schedule_local:
      time: "02:00"
      timezone: Asia/Tokyo
    tags:
      Project: GenAI-Demo

- name: Pause the schedule, and stop a crawl that is under way
  datacatalog.aws.glue_crawler:
    name: genai-demo-aurora-auto-discovery
    schedule_state: paused
    on_running: stop

- name: Remove the schedule and fail the crawl when there are too many tables
  datacatalog.aws.glue_crawler:
    name: genai-demo-aurora-auto-discovery
    schedule: ""
    configuration: {CrawlerOutput: {Tables: {TableThreshold: 500}}}

- name: Keep the spelling of the AWS API, as in a playbook written for community.aws
  datacatalog.aws.glue_crawler:
    name: my-glue-crawler
    database_name: my_database
    role: my-iam-role
    schema_change_policy:
      delete_behavior: DELETE_FROM_DATABASE
      update_behavior: UPDATE_IN_DATABASE
    targets:
      S3Targets:
        - Path: "s3://my-bucket/prefix/folder/"
          ConnectionName: my-connection
          Exclusions:
            - "**.json"
            - "**.yml"

- name: Delete a crawler
  datacatalog.aws.glue_crawler:
    name: genai-demo-aurora-auto-discovery
    state: absent
"""

RETURN = r"""
crawler:
  description:
    - The crawler as it is, or in check mode as it would be. Empty when it is absent.
    - Its keys are at the top level too, as M(community.aws.glue_crawler) has them, in the API's spelling below that.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the crawler.
      returned: when the crawler is present
      type: str
      sample: genai-demo-aurora-auto-discovery
    arn:
      description: ARN of the crawler.
      returned: when O(tags) is set
      type: str
      sample: arn:aws:glue:ap-northeast-1:123456789012:crawler/genai-demo-aurora-auto-discovery
    role:
      description: The role, as AWS returns it.
      returned: when the crawler is present
      type: str
      sample: DataCatalogStack-GlueCrawlerRole
    database_name:
      description: Name of the catalog database.
      returned: when it has one
      type: str
      sample: genai_demo_catalog
    targets:
      description: What the crawler reads, without the kinds that are empty.
      returned: when the crawler is present
      type: dict
      sample:
        jdbc_targets:
          - connection_name: genai-demo-aurora-connection
            path: genai_demo/public/%
            exclusions: [flyway_schema_history]
    configuration:
      description: The configuration, as JSON text.
      returned: when it has one
      type: str
      sample: '{"Version":1.0}'
    state:
      description: Whether it is running.
      returned: when the crawler exists
      type: str
      sample: READY
    schema_change_policy:
      description: What it does with changed and deleted tables.
      returned: when the crawler is present
      type: dict
      sample: {"update_behavior": "UPDATE_IN_DATABASE", "delete_behavior": "DEPRECATE_IN_DATABASE"}
    recrawl_policy:
      description: What it reads again.
      returned: when the crawler exists
      type: dict
      sample: {"recrawl_behavior": "CRAWL_EVERYTHING"}
    last_crawl:
      description: How the last crawl went.
      returned: when it has run
      type: dict
      sample: {"status": "SUCCEEDED", "log_group": "/aws-glue/crawlers"}
    version:
      description: How often it has been changed.
      returned: when the crawler exists
      type: int
      sample: 1
    tags:
      description: Tags of the crawler.
      returned: when O(tags) is set
      type: dict
      sample: {"Project": "GenAI-Demo"}
    catalog_id:
      description: ID of the Data Catalog.
      returned: when AWS returns it
      type: str
      sample: "123456789012"
    classifiers:
      description: Names of custom classifiers.
      returned: when the crawler exists
      type: list
      elements: str
      sample: []
    crawl_elapsed_time:
      description: How many milliseconds the crawl under way has taken.
      returned: when the crawler exists
      type: int
      sample: 0
    crawler_security_configuration:
      description: Name of the Glue security configuration.
      returned: when it has one
      type: str
      sample: encrypted-logs
    creation_time:
      description: When the crawler was made.
      returned: when the crawler exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    description:
      description: What the crawler is for.
      returned: when it has one
      type: str
      sample: Catalogs the shop
    lake_formation_configuration:
      description: Use of Lake Formation credentials.
      returned: when the crawler exists
      type: dict
      sample: {"use_lake_formation_credentials": false, "account_id": ""}
    last_updated:
      description: When the crawler was changed.
      returned: when the crawler exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    lineage_configuration:
      description: Data lineage.
      returned: when the crawler is present
      type: dict
      sample: {"crawler_lineage_settings": "DISABLE"}
    table_prefix:
      description: Prefix of the names of the tables that it makes.
      returned: when it has one
      type: str
      sample: shop_
schedule:
  description: When the crawler runs. Empty when it has no schedule.
  returned: always
  type: dict
  contains:
    schedule_expression:
      description: The same as RV(schedule.utc), where M(community.aws.glue_crawler) has it.
      returned: when it has a schedule
      type: str
      sample: cron(0 17 * * ? *)
    utc:
      description: The AWS cron expression, in UTC.
      returned: when it has a schedule
      type: str
      sample: cron(0 17 * * ? *)
    state:
      description: Whether the schedule is followed, V(SCHEDULED) or V(NOT_SCHEDULED).
      returned: when the crawler exists
      type: str
      sample: SCHEDULED
    local:
      description: The local time of O(schedule_local).
      returned: when O(schedule_local) is set
      type: str
      sample: "02:00"
    timezone:
      description: The time zone of O(schedule_local).
      returned: when O(schedule_local) is set
      type: str
      sample: Asia/Tokyo
    utc_offset:
      description: The offset from UTC that was used.
      returned: when O(schedule_local) is set
      type: str
      sample: "+09:00"
    offset_changes_on:
      description: The day when the clocks change next, after which the task has to be run again.
      returned: when O(schedule_local) is set and the zone has daylight saving time
      type: str
      sample: "2026-10-25"
"""

from typing import Any

from ansible.module_utils.common.warnings import warn

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import settled
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import crawler_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import compare_crawlers
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import crawler_request
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import wanted_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_schedule import compare_schedule_state
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_schedule import local_schedule
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_schedule import planned_schedule
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_schedule import schedule_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_spec import CRAWLER_SPEC
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_write import delete_crawler
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler_write import write_crawler
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import plan_resource_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.tagging import with_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import crawler_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_settings


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params, name = module.params, module.params["name"]
    local = local_schedule(params)
    schedule = local.utc if local else params["schedule"]
    warnings = list(check_options(params, crawler_request(params, schedule, {})))
    found = api.get_crawler(client, name)
    settings = crawler_settings(found)
    request = crawler_request(params, schedule, settings)
    wanted = wanted_settings(settings, request)
    for warning in [*warnings, *check_settings(params, wanted, found is not None)]:
        warn(warning)
    changes = compare_crawlers(found is not None, settings, request, name)
    compare_schedule_state(found, params["schedule_state"], changes)
    plan = plan_resource_tags(module, client, "crawler", found, changes)
    if local and local.warning and changes.changed:
        warn(local.warning)
    planned = {**(found or {}), **wanted, "Name": name, "Schedule": planned_schedule(found, wanted, params)}
    result = settled(
        module, changes, found, planned, lambda: write_crawler(client, params, found, request, changes, plan)
    )
    return outcome(changes, crawler_result(with_tags(result, plan), schedule_result(result, local)))


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    found = api.get_crawler(client, module.params["name"])
    if found and not module.check_mode:
        delete_crawler(client, module.params, found)
    before = crawler_result(crawler_settings(found), {})["crawler"] if found else {}
    return {"changed": bool(found), "diff": {"before": before, "after": {}}, "crawler": {}, "schedule": {}}


def main() -> None:
    module = DiscreetAWSModule(
        argument_spec=CRAWLER_SPEC,
        supports_check_mode=True,
        mutually_exclusive=[("schedule", "schedule_local")],
    )
    conclude(module, "glue", ensure_present if module.params["state"] == "present" else ensure_absent, advise)


if __name__ == "__main__":
    main()
