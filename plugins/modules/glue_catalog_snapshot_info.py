#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_snapshot_info
version_added: 0.1.0
short_description: Read which snapshots of an AWS Glue Data Catalog there are
description:
  - Lists the snapshots that M(datacatalog.aws.glue_catalog_backup) wrote, and says which one a recovery wants.
  - That is the newest one that is not much emptier than the fullest. Where a catalog was deleted by mistake, the
    backups since then are of an empty catalog.
  - Compares the connections in it with those of the same names that the catalog has now, and returns the mapping with
    which M(datacatalog.aws.glue_catalog_restore) leaves them in the network that they are in.
options:
  location:
    description: Where snapshots lie, as C(s3://bucket/prefix).
    type: str
    required: true
  snapshot:
    description: Name of the snapshot that is wanted. Without it one is chosen.
    type: str
  at:
    description: A point in time, as ISO 8601 with an offset. Only snapshots that were complete by then are chosen from.
    type: str
  least_part:
    description: What part of the tables of the fullest snapshot one must hold to be chosen. V(0) chooses the newest.
    type: float
    default: 0.5
  catalog_id:
    description: The catalog whose connections are compared. Without it, that of the account.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_catalog_backup
  - module: datacatalog.aws.glue_catalog_restore
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: See what there is to restore
  datacatalog.aws.glue_catalog_snapshot_info:
    location: s3://genai-demo-backup/glue-catalog/
  register: backups

- name: Restore it into the network that there is now
  datacatalog.aws.glue_catalog_restore:
    location: s3://genai-demo-backup/glue-catalog/
    snapshot: "{{ backups.snapshot.name }}"
    mapping: "{{ backups.mapping }}"
"""

RETURN = r"""
snapshots:
  description: All snapshots, the newest first.
  returned: always
  type: list
  elements: dict
  contains: &snapshot
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
    started_at:
      description: When it was begun. What changed since is not in it.
      returned: always
      type: str
      sample: "2026-01-05T02:00:00+00:00"
    ended_at:
      description: When it was complete.
      returned: always
      type: str
      sample: "2026-01-05T02:00:03+00:00"
    age_hours:
      description: How long ago it was begun.
      returned: always
      type: float
      sample: 7.25
    counts:
      description: How many things of each kind are in it.
      returned: always
      type: dict
      sample: {"database": 1, "table": 43}
    content_sha256:
      description: The same for two snapshots of the same catalog.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
snapshot:
  description: The one that is wanted. Empty when there is none.
  returned: always
  type: dict
  contains: *snapshot
emptier:
  description: Names of snapshots that are newer and were passed over, since they hold too little.
  returned: always
  type: list
  elements: str
  sample: []
damaged:
  description: Names of snapshots whose manifest is damaged.
  returned: always
  type: list
  elements: str
  sample: []
mapping:
  description:
    - For O(datacatalog.aws.glue_catalog_restore#module:mapping). Empty when the connections are where they were.
  returned: always
  type: dict
  sample: {"subnets": {"subnet-0aaa": "subnet-0bbb"}}
"""

import datetime

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import failing_with_words
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import make_clients
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot import survey
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import Manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import moment
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import read_manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Bucket
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import bucket_and_prefix

ARGUMENT_SPEC = {
    "location": {"type": "str", "required": True},
    "snapshot": {"type": "str"},
    "at": {"type": "str"},
    "least_part": {"type": "float", "default": 0.5},
    "catalog_id": {"type": "str"},
}


def shown(manifest: Manifest | None, now: datetime.datetime) -> dict:
    if manifest is None:
        return {}
    age = now - datetime.datetime.fromisoformat(manifest.started_at)
    return {
        "name": manifest.snapshot,
        "account": manifest.account,
        "region": manifest.region,
        "started_at": manifest.started_at,
        "ended_at": manifest.ended_at,
        "age_hours": round(age.total_seconds() / 3600, 4),
        "counts": manifest.counts,
        "content_sha256": manifest.content_sha256,
    }


def read(module: AnsibleAWSModule) -> dict:
    params = module.params
    make = make_clients(module, 1)
    storage = Bucket(Calls(make("s3")), *bucket_and_prefix(params["location"]))
    found, damaged = survey.read_all(storage)
    candidates = survey.complete_by(found, moment(params["at"]))
    chosen = (
        read_manifest(storage, params["snapshot"])
        if params["snapshot"]
        else survey.newest_full(candidates, params["least_part"])
    )
    mapping: dict = {}
    if chosen is not None:
        present = api.get_connections(module.client("glue"), params["catalog_id"])
        mapping = survey.renamed(survey.connections(storage, chosen), present)
    now = datetime.datetime.now(datetime.UTC)
    passed_over = [manifest.snapshot for manifest in candidates if chosen and manifest.snapshot > chosen.snapshot]
    return {
        "snapshots": [shown(manifest, now) for manifest in found],
        "snapshot": shown(chosen, now),
        "emptier": [] if params["snapshot"] else passed_over,
        "damaged": damaged,
        "mapping": mapping,
    }


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, mutually_exclusive=[("snapshot", "at")], supports_check_mode=True
    )
    with failing_with_words(module, "read the snapshots"):
        result = read(module)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
