#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_backup
version_added: 0.1.0
short_description: Back up an AWS Glue Data Catalog to S3
description:
  - Reads databases, tables, partitions, partition indexes, column statistics, user-defined functions, connections,
    crawlers with their schedules, classifiers, security configurations, encryption settings, the resource policy and
    tags, and writes them to S3 as a snapshot.
  - A snapshot is a folder of compressed JSON Lines in parts, and a manifest with counts and the SHA-256 of each part.
    The manifest is written last, so a backup that was broken off leaves no snapshot.
  - The parts of a catalog that did not change are the same bytes each time. RV(snapshot.content_sha256) tells.
  - Passwords of connections are never read. A connection that has one comes back with a secret, or keeps the password
    that it has.
  - Jobs, triggers and workflows are not part of it, nor is the data that tables are about.
options:
  location:
    description: Where snapshots lie, as C(s3://bucket/prefix).
    type: str
    required: true
  catalog_id:
    description: The catalog to read. Without it, that of the account.
    type: str
  column_statistics:
    description: Whether to read column statistics. It takes a call for each table and each partition.
    type: bool
    default: true
  table_versions:
    description: How many older versions of each table to keep. More than V(0) takes a call for each table.
    type: int
    default: 0
  lake_formation:
    description: Whether to read the grants of Lake Formation, for which the caller has to be an administrator there.
    type: bool
    default: false
  only_when_changed:
    description:
      - Write nothing when the catalog is what the newest snapshot holds, which RV(snapshot) then is.
      - A damaged newest snapshot does not count.
    type: bool
    default: false
  retention_days:
    description:
      - Delete snapshots that are older than so many days, once the new one is complete. The newest good one stays.
      - Without it none is deleted.
    type: int
  workers:
    description: How many calls to make at once, at the most.
    type: int
    default: 8
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_catalog_restore
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
attributes:
  check_mode:
    support: full
    details:
      - Everything is read and counted, and nothing is written.
  diff_mode:
    support: none
    details:
      - Each run writes a snapshot of its own and changes none.
"""

EXAMPLES = r"""
- name: Back up the catalog
  datacatalog.aws.glue_catalog_backup:
    location: s3://genai-demo-backup/glue-catalog/

- name: Back up the catalog with the last three versions of each table and the grants of Lake Formation
  datacatalog.aws.glue_catalog_backup:
    location: s3://genai-demo-backup/glue-catalog/
    table_versions: 3
    lake_formation: true
    retention_days: 30

- name: Back up the catalog if anything in it changed since the newest snapshot
  datacatalog.aws.glue_catalog_backup:
    location: s3://genai-demo-backup/glue-catalog/
    only_when_changed: true
"""

RETURN = r"""
expired:
  description: Names of the snapshots that were deleted, or in check mode would be.
  returned: always
  type: list
  elements: str
  sample: []
snapshot:
  description: The snapshot. In check mode, what it would be.
  returned: always
  type: dict
  contains:
    name:
      description: What it is called, from the time at which it was begun.
      returned: always
      type: str
      sample: 20260105T020000000000Z
    location:
      description: Where it lies.
      returned: always
      type: str
      sample: s3://genai-demo-backup/glue-catalog/20260105T020000000000Z/
    account:
      description: The account of the catalog.
      returned: always
      type: str
      sample: "123456789012"
    region:
      description: The region of the catalog.
      returned: always
      type: str
      sample: ap-northeast-1
    counts:
      description: How many things of each kind are in it.
      returned: always
      type: dict
      sample: {"database": 1, "table": 43}
    parts:
      description: How many files hold them.
      returned: always
      type: int
      sample: 1
    bytes:
      description: Size of these files together.
      returned: always
      type: int
      sample: 18233
    content_sha256:
      description: The same for two snapshots of the same catalog.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    started_at:
      description: When it was begun.
      returned: always
      type: str
      sample: "2026-01-05T02:00:00+00:00"
    ended_at:
      description: When the last part was written.
      returned: always
      type: str
      sample: "2026-01-05T02:00:03+00:00"
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import failing_with_words
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import make_clients
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import now
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import Manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.retention import delete
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.retention import expired
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.retention import newest_good
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.session import opened
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Extent

ARGUMENT_SPEC = {
    "location": {"type": "str", "required": True},
    "catalog_id": {"type": "str"},
    "column_statistics": {"type": "bool", "default": True},
    "table_versions": {"type": "int", "default": 0},
    "lake_formation": {"type": "bool", "default": False},
    "only_when_changed": {"type": "bool", "default": False},
    "retention_days": {"type": "int"},
    "workers": {"type": "int", "default": 8},
}


def snapshot_result(manifest: Manifest, location: str) -> dict:
    return {
        "name": manifest.snapshot,
        "location": f"{location}{manifest.snapshot}/",
        "account": manifest.account,
        "region": manifest.region,
        "counts": manifest.counts,
        "parts": len(manifest.parts),
        "bytes": sum(part.bytes for part in manifest.parts),
        "content_sha256": manifest.content_sha256,
        "started_at": manifest.started_at,
        "ended_at": manifest.ended_at,
    }


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    params = module.params
    extent = Extent(params["column_statistics"], params["table_versions"], params["lake_formation"])
    clients = make_clients(module, params["workers"])
    with failing_with_words(module, "back up the catalog"):
        place = opened(clients, params["location"], extent, (), params["catalog_id"], params["workers"])
        with place as (source, storage):
            newest = newest_good(storage) if params["only_when_changed"] else None
            manifest = back_up(source, None if module.check_mode else storage, unless=newest)
            result = snapshot_result(manifest, storage.location)
            gone = [] if params["retention_days"] is None else expired(storage, params["retention_days"], now())
            if not module.check_mode:
                delete(storage, gone)
    module.exit_json(changed=manifest != newest or bool(gone), snapshot=result, expired=gone)


if __name__ == "__main__":
    main()
