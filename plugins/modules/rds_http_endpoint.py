#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_http_endpoint
version_added: 0.1.0
short_description: Switch the Data API of an Aurora cluster on or off
description:
  - Enables or disables the HTTP endpoint of an Aurora cluster, by which the RDS Data API reaches it.
  - M(amazon.aws.rds_cluster) can switch it on when it creates a cluster. A cluster that is restored from a snapshot or
    to a point in time has it switched off, and modifying does not change that for a provisioned cluster.
options:
  db_cluster_identifier:
    description:
      - Identifier of the cluster.
      - In check mode it may be a cluster that does not exist yet.
    type: str
    required: true
    aliases: [cluster_id]
  state:
    description:
      - Whether the endpoint is enabled. V(absent) disables it, and puts up with a cluster that does not exist.
    type: str
    choices: [present, absent]
    default: present
  wait_timeout:
    description: How many seconds to wait at most until the cluster shows the change.
    type: int
    default: 300
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.rds_cluster
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Let the Data API reach a cluster that was restored
  datacatalog.aws.rds_http_endpoint:
    db_cluster_identifier: genai-demo-aurora
"""

RETURN = r"""
http_endpoint_enabled:
  description: Whether the endpoint is enabled, or in check mode would be.
  returned: always
  type: bool
  sample: true
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import http_endpoint as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.cluster_role import get_cluster
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption

ARGUMENT_SPEC = {
    "db_cluster_identifier": {"type": "str", "required": True, "aliases": ["cluster_id"]},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "wait_timeout": {"type": "int", "default": 300},
}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    identifier, wanted = module.params["db_cluster_identifier"], module.params["state"] == "present"
    cluster = get_cluster(client, identifier)
    if cluster is None and wanted and not module.check_mode:
        raise InvalidOption(f"db_cluster_identifier: there is no cluster {identifier!r}. Create or restore it first.")
    comparison = Comparison()
    comparison.field("http_endpoint_enabled", bool((cluster or {}).get("HttpEndpointEnabled")), wanted)
    if cluster is not None and comparison.changed and not module.check_mode:
        change = api.enable if wanted else api.disable
        change(client, cluster["DBClusterArn"])
        api.wait_until(client, identifier, "enabled" if wanted else "disabled", module.params["wait_timeout"])
    return outcome(comparison, {"http_endpoint_enabled": wanted})


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    conclude(module, "rds", ensure)


if __name__ == "__main__":
    main()
