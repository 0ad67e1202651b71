#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_crawl_undo
version_added: 0.1.0
short_description: Bring tables of an AWS Glue Data Catalog back to how they were before a crawl
description:
  - Returns the tables that a crawl of a crawler created, changed or deleted to how they were just before it. With an
    older crawl, those of its later crawls are undone too.
  - Tables that the crawl created are deleted. Tables that it changed, or marked as deprecated, are written as the
    version that was there before, under the condition that they are still of the version that was read. Tables that it
    deleted, and those whose versions do not reach back, come from a snapshot of
    M(datacatalog.aws.glue_catalog_backup).
  - Only what the crawler itself wrote while it crawled is undone. Tables that somebody else has changed since are
    named, and stop the task, unless O(overwrite=true).
  - Afterwards the tables are read again and compared.
  - The crawler does the same again at its next crawl. Pause its schedule, or mend the cause, before.
options:
  name:
    description: Name of the crawler.
    type: str
    required: true
  crawl_id:
    description: ID of the crawl, see M(datacatalog.aws.glue_crawl_info). Without it, the last one.
    type: str
  location:
    description:
      - Where snapshots lie, as C(s3://bucket/prefix). The newest that was complete when the crawl began is used. What
        happened between it and the crawl is not in it.
      - Without it deleted tables cannot be brought back.
    type: str
  overwrite:
    description: Whether to undo tables that somebody else has changed since the crawl. These changes are lost.
    type: bool
    default: false
  allow_incomplete:
    description: Whether to do what can be done when for some tables nobody knows how they were.
    type: bool
    default: false
  wait_timeout:
    description: How many seconds to wait at most for the end of a crawl that is under way.
    type: int
    default: 1800
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_crawl_info
  - module: datacatalog.aws.glue_catalog_restore
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows names of tables and where their former state comes from.
"""

EXAMPLES = r"""
- name: See what it would take to undo the last crawl
  datacatalog.aws.glue_crawl_undo:
    name: genai-demo-aurora-auto-discovery
    location: s3://genai-demo-backup/glue-catalog/
  check_mode: true
  diff: true

- name: Bring the catalog back to before a crawl, and all crawls since
  datacatalog.aws.glue_crawl_undo:
    name: genai-demo-aurora-auto-discovery
    crawl_id: 0f1c9d3e-8a53-4d8b-9d38-3b1b8d3f5a11
    location: s3://genai-demo-backup/glue-catalog/
"""

RETURN = r"""
crawls:
  description: How many crawls are undone.
  returned: always
  type: int
  sample: 1
since:
  description: When the first of them began.
  returned: always
  type: str
  sample: "2026-01-05T02:00:03.120000+00:00"
snapshot:
  description: Name of the snapshot from before, empty when there is none.
  returned: always
  type: str
  sample: 20260105T010000000000Z
plan:
  description: What was done, or in check mode would be. Tables are named as C(database.table).
  returned: always
  type: dict
  contains:
    remove:
      description: Tables that the crawl created.
      returned: always
      type: list
      elements: str
      sample: [genai_demo_catalog.genai_demo_public_tmp]
    revert:
      description: Tables that the crawl changed, with the version that they are returned to.
      returned: always
      type: dict
      sample: {"genai_demo_catalog.genai_demo_public_orders": "3"}
    restore:
      description: Tables that come from the snapshot.
      returned: always
      type: list
      elements: str
      sample: []
    changed_since:
      description: Tables that somebody else has changed since. They stay as they are.
      returned: always
      type: list
      elements: str
      sample: []
    no_pre_image:
      description: Tables of which nobody knows how they were. They stay as they are.
      returned: always
      type: list
      elements: str
      sample: []
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import failing_with_words
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import make_clients
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo import begin
from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.undo_plan import UndoPlan

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "crawl_id": {"type": "str"},
    "location": {"type": "str"},
    "overwrite": {"type": "bool", "default": False},
    "allow_incomplete": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 1800},
}


def plan_result(plan: UndoPlan) -> dict:
    return {
        "remove": plan.remove,
        "revert": {name: table.get("VersionId", "") for name, table in plan.revert.items()},
        "restore": plan.restore,
        "changed_since": plan.changed_since,
        "no_pre_image": plan.no_pre_image,
    }


def plan_diff(plan: UndoPlan) -> dict:
    """What goes stands on the side of before, what comes back on that of after."""
    reverted = {name: f"version {table.get('VersionId', '?')}" for name, table in plan.revert.items()}
    after = {**reverted, **dict.fromkeys(plan.restore, "from the snapshot")}
    before = {**dict.fromkeys(plan.remove, "created by the crawl"), **dict.fromkeys(reverted, "changed by the crawl")}
    return {"before": before, "after": after}


def refuse(plan: UndoPlan, allow_incomplete: bool) -> None:
    if plan.changed_since:
        raise InvalidOption(
            f"Nothing was changed. Since the crawl somebody else has written to {', '.join(plan.changed_since)}, "
            "which would be lost. If it may be, set overwrite to true."
        )
    if plan.no_pre_image and not allow_incomplete:
        raise InvalidOption(
            f"Nothing was changed. How these tables were before the crawl is nowhere: {', '.join(plan.no_pre_image)}. "
            "Name the location of snapshots that reach back, or leave these tables out with allow_incomplete."
        )


def undo(module: AnsibleAWSModule) -> dict:
    params = module.params
    task = begin(module.client("glue"), make_clients(module, 4), params)
    plan = task.make_plan(params["overwrite"])
    if not module.check_mode:
        refuse(plan, params["allow_incomplete"])
        if plan.writes:
            task.apply()
    return {
        "changed": plan.writes,
        "crawls": len(task.crawls.windows),
        "since": task.crawls.start.isoformat(),
        "snapshot": task.manifest.snapshot if task.manifest else "",
        "plan": plan_result(plan),
        "diff": plan_diff(plan),
    }


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    result: dict[str, Any] = {}
    with failing_with_words(module, "undo the crawl"):
        try:
            result = undo(module)
        except AnsibleAWSError as error:
            fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
