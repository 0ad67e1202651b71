#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_cluster_role
version_added: 0.1.0
short_description: Manage the role by which an Aurora cluster uses a feature
description:
  - Gives an Aurora cluster an IAM role for one feature, such as calling Lambda functions, or takes it away.
  - M(amazon.aws.rds_cluster) gives roles without a feature, which Aurora PostgreSQL refuses.
options:
  db_cluster_identifier:
    description:
      - Identifier of the cluster.
      - In check mode it may be a cluster that does not exist yet.
    type: str
    required: true
    aliases: [cluster_id]
  feature_name:
    description: The feature that the role is for, such as V(Lambda), V(s3Import) or V(s3Export).
    type: str
    required: true
  role_arn:
    description:
      - ARN of the role, which C(rds.amazonaws.com) must be allowed to assume. The caller needs C(iam:PassRole) on it.
      - A cluster has one role for a feature; another one is replaced.
      - Required when O(state=present). When O(state=absent) and this is set, only this role is taken away.
    type: str
  state:
    description: Whether the cluster has the role.
    type: str
    choices: [present, absent]
    default: present
  wait:
    description: Wait until the role can be used, or is gone.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds to wait at most.
    type: int
    default: 600
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.rds_cluster
  - module: datacatalog.aws.postgresql_ddl_trigger
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Let the database call Lambda functions
  datacatalog.aws.rds_cluster_role:
    db_cluster_identifier: genai-demo-aurora
    feature_name: Lambda
    role_arn: arn:aws:iam::123456789012:role/DataCatalogStack-AuroraInvokeRole

- name: Let it call none any more
  datacatalog.aws.rds_cluster_role:
    db_cluster_identifier: genai-demo-aurora
    feature_name: Lambda
    state: absent
"""

RETURN = r"""
cluster_role:
  description: The role as it is, or in check mode as it would be. Empty when there is none.
  returned: always
  type: dict
  contains:
    role_arn:
      description: ARN of the role.
      returned: when there is one
      type: str
      sample: arn:aws:iam::123456789012:role/DataCatalogStack-AuroraInvokeRole
    feature_name:
      description: The feature that it is for.
      returned: when there is one
      type: str
      sample: Lambda
    status:
      description: Whether RDS can assume it.
      returned: when AWS returns it
      type: str
      sample: ACTIVE
"""

from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import cluster_role as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "db_cluster_identifier": {"type": "str", "required": True, "aliases": ["cluster_id"]},
    "feature_name": {"type": "str", "required": True},
    "role_arn": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}


def take_away(client: Any, params: dict, role_arn: str, wait: bool) -> None:
    identifier, feature = params["db_cluster_identifier"], params["feature_name"]
    api.remove_role(client, identifier, role_arn, feature)
    if wait:
        api.wait_until(client, identifier, role_arn, "gone", feature, params["wait_timeout"])


def give(client: Any, params: dict) -> None:
    identifier, feature, role_arn = params["db_cluster_identifier"], params["feature_name"], params["role_arn"]
    api.add_role(client, identifier, role_arn, feature)
    if params["wait"]:
        api.wait_until(client, identifier, role_arn, "active", feature, params["wait_timeout"])


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    identifier, feature, wanted = params["db_cluster_identifier"], params["feature_name"], params["role_arn"]
    cluster = api.get_cluster(client, identifier)
    if cluster is None and params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"db_cluster_identifier: cluster {identifier!r} is not there. Create it before its role.")
    found = api.role_of(cluster, feature)
    before = found.get("RoleArn")
    somebody_elses = before if wanted and wanted != before else None
    after = wanted if params["state"] == "present" else somebody_elses
    comparison = Comparison()
    comparison.field("role_arn", before, after)
    if comparison.changed and not module.check_mode:
        if before:
            take_away(client, params, before, params["wait"] or after is not None)
        if after:
            give(client, params)
        found = api.role_of(api.get_cluster(client, identifier), feature)
    elif comparison.changed:
        found = {"RoleArn": after, "FeatureName": feature} if after else {}
    return outcome(comparison, {"cluster_role": camel_dict_to_snake_dict(found)})


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, supports_check_mode=True, required_if=[("state", "present", ("role_arn",))]
    )
    conclude(module, "rds", ensure, advise)


if __name__ == "__main__":
    main()
