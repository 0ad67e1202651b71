#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_crawler_run
version_added: 0.1.0
short_description: Run an AWS Glue crawler and say what it changed
description:
  - Starts a crawler, or joins the crawl that is under way, waits until it has finished, and names the tables that the
    crawl created, updated, deprecated or deleted in the catalog.
  - A crawl that fails fails the task, with the message of AWS and what to mend.
  - Reports a change when the crawl changed something in the catalog. With O(wait=false) nobody knows yet, so then it
    reports whether a crawl was started.
options:
  name:
    description: Name of the crawler.
    type: str
    required: true
  state:
    description:
      - V(started) runs the crawler. V(stopped) stops a crawl that is under way.
    type: str
    choices: [started, stopped]
    default: started
  wait:
    description: Wait until the crawl has finished, or has stopped.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds to wait at most.
    type: int
    default: 1800
  poll_interval:
    description: How many seconds lie between two looks at the crawler.
    type: float
    default: 5
  progress_file:
    description:
      - A file to write a line to whenever the crawler's state is another one, and every ten seconds.
      - It is not needed to see the progress. When the task runs on the controller itself, as with
        C(connection=local) or C(delegate_to=localhost), the lines are shown while the task waits.
    type: path
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawler
attributes:
  check_mode:
    support: full
    details:
      - Starts and stops nothing. A note says what would be started or stopped. What a crawl would change is not
        predicted, so V(changed) is always V(false).
  diff_mode:
    support: none
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
"""

EXAMPLES = r"""
- name: Bring the catalog up to date
  datacatalog.aws.glue_crawler_run:
    name: genai-demo-aurora-auto-discovery
    wait_timeout: 3600
  register: crawl

- name: Say which tables are new
  ansible.builtin.debug:
    msg: "{{ crawl.tables.created }}"

- name: Start a crawl and go on
  datacatalog.aws.glue_crawler_run:
    name: genai-demo-aurora-auto-discovery
    wait: false

- name: Stop the crawl that is under way, if there is one
  datacatalog.aws.glue_crawler_run:
    name: genai-demo-aurora-auto-discovery
    state: stopped
"""

RETURN = r"""
note:
  description: What the module would do.
  returned: in check mode
  type: str
  sample: Would start crawler genai-demo-aurora-auto-discovery.
crawl:
  description: The crawl. Also returned when it failed.
  returned: always
  type: dict
  contains:
    id:
      description: ID of the crawl.
      returned: when the crawl has finished
      type: str
      sample: 0f1c9d3e-8a53-4d8b-9d38-3b1b8d3f5a11
    joined:
      description: Whether the crawl was under way already.
      returned: when O(state=started)
      type: bool
      sample: false
    state:
      description: State of the crawler.
      returned: when the crawler exists
      type: str
      sample: READY
    status:
      description: How the crawl ended, V(SUCCEEDED), V(FAILED) or V(CANCELLED).
      returned: when the crawl has finished
      type: str
      sample: SUCCEEDED
    started:
      description: When the crawl started.
      returned: when the crawl has finished
      type: str
      sample: "2026-01-05T02:00:03+09:00"
    duration_seconds:
      description: How long the crawl took.
      returned: when the history of AWS says so
      type: float
      sample: 74.2
    dpu_hours:
      description: What the crawl used.
      returned: when the history of AWS says so
      type: float
      sample: 0.17
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
    log_url:
      description: Where the console shows the log.
      returned: when AWS returns a log stream
      type: str
      sample: https://console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups
    message_prefix:
      description: What the messages of this crawl start with in the log.
      returned: when AWS returns it
      type: str
      sample: 0f1c9d3e-8a53-4d8b-9d38-3b1b8d3f5a11
    error_message:
      description: What AWS says about a crawl that failed.
      returned: when the crawl failed
      type: str
      sample: Internal Service Exception
tables:
  description: What the crawl did to the tables in the catalog. Also returned when it failed.
  returned: when the module waited for a crawl
  type: dict
  contains:
    created:
      description: Names of the tables it made.
      returned: always
      type: list
      elements: str
      sample: [genai_demo_public_orders]
    updated:
      description: Names of the tables it changed.
      returned: always
      type: list
      elements: str
      sample: [genai_demo_public_customers]
    deprecated:
      description: Names of the tables it marked as gone.
      returned: always
      type: list
      elements: str
      sample: []
    deleted:
      description:
        - Names of the tables it deleted. For a crawl that was joined, only those that were there when it was joined.
      returned: always
      type: list
      elements: str
      sample: []
    unchanged_count:
      description: How many tables of this crawler stayed as they were.
      returned: always
      type: int
      sample: 40
mend:
  description: What to do about the failure, one piece of advice an element.
  returned: when the crawl failed and the message is known
  type: list
  elements: str
  sample: ["Let the security group of the connection in from itself on all TCP ports."]
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import CrawlFailed
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import crawl_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import history_entry
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import last_crawl_id
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import start_or_join
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import stop
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawl import table_marks
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.progress import tell_progress
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.suggest import LONGEST_WAIT
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.suggest import require_length
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.suggest import require_range
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.table_changes import changes_of_crawl
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.waiters import wait_until_crawled
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.waiters import wait_until_ready

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["started", "stopped"], "default": "started"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    "poll_interval": {"type": "float", "default": 5},
    "progress_file": {"type": "path"},
}


def find(client: Any, module: AnsibleAWSModule) -> dict | None:
    """The crawler. In a plan it may still be missing."""
    crawler = api.get_crawler(client, module.params["name"])
    if crawler is None and not module.check_mode:
        raise InvalidOption(f"name: there is no crawler {module.params['name']!r} in this account and region.")
    return crawler


def plan(crawler: dict | None, name: str, wanted: str) -> dict:
    """What would be done, without a guess at what a crawl would change."""
    running = crawler is not None and crawler.get("State") != "READY"
    if wanted == "stopped":
        note = f"Would stop the crawl of crawler {name}." if running else f"Crawler {name} is not running."
    elif crawler is None:
        note = f"Would start crawler {name}, which does not exist yet."
    else:
        note = f"Would join the crawl of crawler {name}." if running else f"Would start crawler {name}."
    crawl = {"state": crawler.get("State")} if crawler else {}
    return {"changed": False, "note": note, "crawl": crawl}


def run(client: Any, params: dict, crawler: dict) -> dict:
    """Start or join, wait, and say what changed."""
    name = params["name"]
    before = table_marks(client, crawler) if params["wait"] else {}
    joined = start_or_join(client, crawler, params["wait_timeout"])
    if not params["wait"]:
        return {"changed": not joined, "crawl": {"state": "RUNNING", "joined": joined}}
    # A crawl that was joined may be the last crawl already, so being ready has to do for it.
    previous = None if joined else last_crawl_id(crawler)
    wait_until_crawled(client, name, previous, params["wait_timeout"], params["poll_interval"])
    crawler = api.get_crawler(client, name) or crawler
    since = (crawler.get("LastCrawl") or {}).get("StartTime") if joined else None
    changes = changes_of_crawl(name, before, table_marks(client, crawler), since)
    crawl = {**crawl_result(crawler, history_entry(client, crawler), client.meta.region_name), "joined": joined}
    result = {"changed": changes.changed, "crawl": crawl, "tables": changes.as_result()}
    if crawl.get("status") != "SUCCEEDED":
        raise CrawlFailed(message=failure(name, crawl), **result)
    return result


def failure(name: str, crawl: dict) -> str:
    if crawl.get("status") == "CANCELLED":
        return f"The crawl of crawler {name} was stopped before it had finished"
    told = crawl.get("error_message") or "AWS gives no reason, see the log of the crawl"
    return f"The crawl of crawler {name} failed: {told}"


def stop_crawl(client: Any, params: dict, crawler: dict) -> dict:
    stopped = crawler.get("State") != "READY" and stop(client, params["name"])
    if stopped and params["wait"]:
        wait_until_ready(client, params["name"], params["wait_timeout"], params["poll_interval"])
        crawler = api.get_crawler(client, params["name"]) or crawler
    return {"changed": stopped, "crawl": crawl_result(crawler, {}, client.meta.region_name)}


def act(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    require_length("name", params["name"], 255, 1)
    require_range("wait_timeout", params["wait_timeout"], 1, LONGEST_WAIT)
    require_range("poll_interval", params["poll_interval"], 0.1, 600)
    tell_progress(client, params["progress_file"])
    crawler = find(client, module)
    if module.check_mode or crawler is None:
        return plan(crawler, params["name"], params["state"])
    return (run if params["state"] == "started" else stop_crawl)(client, params, crawler)


def main() -> None:
    module = DiscreetAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    conclude(module, "glue", act, advise)


if __name__ == "__main__":
    main()
