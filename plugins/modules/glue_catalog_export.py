#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_export
version_added: 0.1.0
short_description: Write a snapshot of an AWS Glue Data Catalog as CloudFormation templates
description:
  - Writes databases, tables, partitions, connections, crawlers, classifiers, security configurations and encryption
    settings of a snapshot of M(datacatalog.aws.glue_catalog_backup) as CloudFormation, for those who restore that way.
  - Templates are numbered in the order in which they have to be deployed. None has more than 500 resources or
    1,000,000 bytes. The same snapshot gives the same bytes.
  - CloudFormation takes less than Glue holds. RV(left_out) counts what it has no place for, among it user-defined
    functions, the resource policy, column statistics, partition indexes and the tags of databases.
    M(datacatalog.aws.glue_catalog_restore) restores these as well.
  - Every part of the snapshot is compared with its hash. A damaged one is not exported.
  - A password of a connection, which no snapshot holds, becomes a parameter of its template.
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
  destination:
    description:
      - A folder on the machine that runs the module, or C(s3://bucket/prefix). The templates go there, with a list of
        them as C(index.json).
      - Templates there that are of another snapshot are replaced or removed.
    type: str
    required: true
  only:
    description: Databases, or tables as C(database.table). Both parts may have the wildcards of file names.
    type: list
    elements: str
    default: []
  mapping:
    description:
      - From names of the snapshot to names where the templates are to be deployed. The suboptions are those of
        O(datacatalog.aws.glue_catalog_restore#module:mapping).
    type: dict
    default: {}
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
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - RV(written) and RV(removed) name the files.
"""

EXAMPLES = r"""
- name: Write the newest snapshot as CloudFormation
  datacatalog.aws.glue_catalog_export:
    location: s3://genai-demo-backup/glue-catalog/
    destination: /tmp/genai-demo-catalog

- name: Write the tables of orders, for another region, to a bucket that CloudFormation reads
  datacatalog.aws.glue_catalog_export:
    location: s3://genai-demo-backup/glue-catalog/
    destination: s3://genai-demo-templates/catalog/
    only: [genai_demo_catalog.genai_demo_public_order*]
    mapping:
      regions: {ap-northeast-1: ap-southeast-1}
"""

RETURN = r"""
snapshot:
  description: Name of the snapshot that was taken.
  returned: always
  type: str
  sample: 20260105T020000000000Z
templates:
  description: The templates, in the order in which they have to be deployed, with their resources and their size.
  returned: always
  type: list
  elements: dict
  sample: [{"name": "001-settings.json", "resources": 3, "bytes": 1822}]
left_out:
  description: What CloudFormation has no place for, and how often it is in the snapshot.
  returned: always
  type: dict
  sample: {"function": 1, "table statistics": 3}
written:
  description: Files that were written, or in check mode would be. Those that are there already are not.
  returned: always
  type: list
  elements: str
  sample: [001-settings.json, index.json]
removed:
  description: Templates of another snapshot that were removed, or in check mode would be.
  returned: always
  type: list
  elements: str
  sample: []
"""

from pathlib import Path

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import failing_with_words
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.snapshots import make_clients
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.export import export
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import choose
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import moment
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.selection import Selection
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Bucket
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Storage
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import bucket_and_prefix

ARGUMENT_SPEC = {
    "location": {"type": "str", "required": True},
    "snapshot": {"type": "str"},
    "at": {"type": "str"},
    "destination": {"type": "str", "required": True},
    "only": {"type": "list", "elements": "str", "default": []},
    "mapping": {"type": "dict", "default": {}},
}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, mutually_exclusive=[("snapshot", "at")], supports_check_mode=True
    )
    params = module.params
    with failing_with_words(module, "export the catalog"):
        calls = Calls(make_clients(module, 1)("s3"))
        storage = Bucket(calls, *bucket_and_prefix(params["location"]))
        target: Storage = Folder(Path(params["destination"]))
        if params["destination"].startswith("s3://"):
            target = Bucket(calls, *bucket_and_prefix(params["destination"]))
        manifest = choose(storage, params["snapshot"], moment(params["at"]))
        done = export(storage, manifest, target, Selection(params["only"]), params["mapping"], module.check_mode)
    module.exit_json(
        changed=bool(done.written or done.removed),
        snapshot=manifest.snapshot,
        templates=done.templates,
        left_out=done.left_out,
        written=done.written,
        removed=done.removed,
    )


if __name__ == "__main__":
    main()
