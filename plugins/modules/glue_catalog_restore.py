#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_restore
version_added: 0.1.0
short_description: Restore an AWS Glue Data Catalog from a snapshot in S3
description:
  - Brings a catalog to what a snapshot of M(datacatalog.aws.glue_catalog_backup) holds. What is missing is created,
    what differs is changed, and what is as it should be is not written.
  - Every part is compared with its hash before anything is changed. A damaged snapshot changes nothing.
  - Afterwards the catalog is read again and compared. The task fails when anything differs from the snapshot.
  - A restore that was broken off is taken up by running it again.
  - A table is written under the condition that it is still of the version that was read, statements of the resource
    policy under the condition of its hash.
  - What the snapshot does not hold stays, and is listed in RV(plan.extra), unless O(prune=true).
options:
  location:
    description: Where snapshots lie, as C(s3://bucket/prefix).
    type: str
    required: true
  snapshot:
    description: Name of the snapshot. Without it, the newest one is taken.
    type: str
  at:
    description:
      - A point in time, as ISO 8601 with an offset. The newest snapshot is taken that was complete by then.
    type: str
  only:
    description:
      - Databases, or tables as C(database.table). Both parts may have the wildcards of file names.
      - With it, nothing else is looked at. The database of a chosen table is created when it is missing, and is left as
        it is otherwise.
    type: list
    elements: str
    default: []
  prune:
    description: Whether to delete what the catalog has and the snapshot does not. With O(only), among what is chosen.
    type: bool
    default: false
  mapping:
    description:
      - From names of the snapshot to names of this account and region. A snapshot of another account or region is
        restored only when both are mapped.
    type: dict
    default: {}
    suboptions:
      accounts:
        description: Account IDs, in ARNs too.
        type: dict
      regions:
        description: Regions, in ARNs.
        type: dict
      buckets:
        description: Buckets, in C(s3://) locations and ARNs.
        type: dict
      connections:
        description: Names of connections, where crawlers and tables name them too.
        type: dict
      subnets:
        description: IDs of subnets.
        type: dict
      security_groups:
        description: IDs of security groups.
        type: dict
      availability_zones:
        description: Availability zones of connections.
        type: dict
      keys:
        description: KMS keys, by ID, ARN or alias.
        type: dict
      secrets:
        description: Secrets, by name or ARN.
        type: dict
      hosts:
        description: Host names in the JDBC URLs of connections.
        type: dict
      connection_secrets:
        description: The secret of a connection that had a password, by the name of the connection in the snapshot.
        type: dict
  catalog_id:
    description: The catalog to restore to. Without it, that of the account.
    type: str
  workers:
    description: How many calls to make at once, at the most.
    type: int
    default: 8
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_catalog_backup
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
      - Shows counts and names, not every field.
"""

EXAMPLES = r"""
- name: See what a restore of the newest snapshot would do
  datacatalog.aws.glue_catalog_restore:
    location: s3://genai-demo-backup/glue-catalog/
  check_mode: true
  diff: true

- name: Bring the catalog back to how it was yesterday at noon, and delete what has come since
  datacatalog.aws.glue_catalog_restore:
    location: s3://genai-demo-backup/glue-catalog/
    at: "2026-01-04T12:00:00+09:00"
    prune: true

- name: Bring back the tables of orders
  datacatalog.aws.glue_catalog_restore:
    location: s3://genai-demo-backup/glue-catalog/
    only: [genai_demo_catalog.genai_demo_public_order*]

- name: Restore in another region
  datacatalog.aws.glue_catalog_restore:
    location: s3://genai-demo-backup-singapore/glue-catalog/
    region: ap-southeast-1
    mapping:
      regions: {ap-northeast-1: ap-southeast-1}
      subnets: {subnet-0aaa: subnet-0bbb}
      security_groups: {sg-0aaa: sg-0bbb}
      availability_zones: {ap-northeast-1a: ap-southeast-1a}
      hosts:
        genai-demo.cluster-abc.ap-northeast-1.rds.amazonaws.com: genai-demo.cluster-def.ap-southeast-1.rds.amazonaws.com
"""

RETURN = r"""
snapshot:
  description: The snapshot that was taken.
  returned: always
  type: dict
  contains:
    name:
      description: What it is called.
      returned: always
      type: str
      sample: 20260105T020000000000Z
    account:
      description: The account that it is of.
      returned: always
      type: str
      sample: "123456789012"
    region:
      description: The region that it is of.
      returned: always
      type: str
      sample: ap-northeast-1
    ended_at:
      description: When it was complete.
      returned: always
      type: str
      sample: "2026-01-05T02:00:03+00:00"
plan:
  description: What was done, or in check mode would be done.
  returned: always
  type: dict
  contains:
    counts:
      description: How many things of each kind are created, updated, unchanged and extra.
      returned: always
      type: dict
      sample: {"table": {"create": 3, "update": 1, "unchanged": 39, "extra": 0}}
    create:
      description: Names of what is created, by kind.
      returned: always
      type: dict
      sample: {"table": ["genai_demo_catalog.genai_demo_public_orders"]}
    change:
      description: Names of what is changed, by kind.
      returned: always
      type: dict
      sample: {}
    extra:
      description: Names of what the snapshot does not hold, by kind. With O(prune=true) they are deleted.
      returned: always
      type: dict
      sample: {}
    obstacles:
      description: Why it cannot be done, each with what to mend. A run fails with them, check mode shows them.
      returned: always
      type: list
      elements: str
      sample: []
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import failing_with_words
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import make_clients
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import Manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import choose
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import moment
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.mapping import PARTS
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.plan import Plan
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.plan import names
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.restore import Restore
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.session import opened
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Extent

ARGUMENT_SPEC = {
    "location": {"type": "str", "required": True},
    "snapshot": {"type": "str"},
    "at": {"type": "str"},
    "only": {"type": "list", "elements": "str", "default": []},
    "prune": {"type": "bool", "default": False},
    "mapping": {"type": "dict", "default": {}, "options": {part: {"type": "dict", "no_log": False} for part in PARTS}},
    "catalog_id": {"type": "str"},
    "workers": {"type": "int", "default": 8},
}


def snapshot_result(manifest: Manifest) -> dict:
    return {
        "name": manifest.snapshot,
        "account": manifest.account,
        "region": manifest.region,
        "ended_at": manifest.ended_at,
    }


def plan_result(plan: Plan) -> dict:
    return {
        "counts": plan.counts(),
        "create": names(plan.create),
        "change": names(plan.update),
        "extra": names(plan.extra),
        "obstacles": plan.obstacles,
    }


def plan_diff(plan: dict, prune: bool) -> dict:
    """What a plan would add stands on the side of after, what it would delete on that of before."""
    before = {"update": plan["change"], "delete": plan["extra"] if prune else {}}
    after = {
        "create": plan["create"],
        "update": {kind: [f"{name} (from the snapshot)" for name in found] for kind, found in plan["change"].items()},
    }
    return {"before": {k: v for k, v in before.items() if v}, "after": {k: v for k, v in after.items() if v}}


def restore(module: AnsibleAWSModule) -> dict:
    params = module.params
    clients = make_clients(module, params["workers"])
    extent = Extent(lake_formation=True)
    place = opened(clients, params["location"], extent, params["only"], params["catalog_id"], params["workers"])
    with place as (target, storage):
        manifest = choose(storage, params["snapshot"], moment(params["at"]))
        task = Restore(storage, manifest, target, params["mapping"], params["prune"])
        plan = plan_result(task.make_plan())
        if not module.check_mode:
            task.apply()
    diff = plan_diff(plan, params["prune"])
    return {"changed": task.changes, "diff": diff, "snapshot": snapshot_result(manifest), "plan": plan}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, mutually_exclusive=[("snapshot", "at")], supports_check_mode=True
    )
    with failing_with_words(module, "restore the catalog"):
        result = restore(module)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
