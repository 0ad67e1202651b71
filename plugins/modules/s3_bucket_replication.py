#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: s3_bucket_replication
version_added: 0.1.0
short_description: Manage the replication of an S3 bucket
description:
  - Has S3 copy new objects of a bucket to another bucket, in another region or account.
  - S3 keeps the rules of a bucket as one configuration. A rule is known by its O(rules[].id); those of others stay.
  - Objects that were there before a rule are not copied by it.
  - Both buckets have to be versioned.
options:
  name:
    description:
      - The bucket whose objects are copied.
      - In check mode it may be a bucket that does not exist yet.
    type: str
    required: true
  state:
    description: V(absent) takes the rules that O(rules) names away, without O(rules) all of them.
    type: str
    choices: [present, absent]
    default: present
  role:
    description: ARN of the role that S3 copies with. One for all rules of a bucket. Required with O(state=present).
    type: str
  rules:
    description: What is copied where.
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description: Name of the rule.
        type: str
        required: true
      prefix:
        description: The keys that it is about begin so. Empty for all.
        type: str
        default: ""
      destination_bucket:
        description: Name of the bucket that they are copied to. Required with O(state=present).
        type: str
      kms_key_id:
        description:
          - ARN of the key, in the region of the destination, that encrypts the copies.
          - Objects that are encrypted with a KMS key are copied only with it.
        type: str
        default: ""
      storage_class:
        description: Storage class of the copies. Empty for that of the object.
        type: str
        default: ""
      delete_markers:
        description: Whether a deletion is copied. The deletion of a version never is.
        type: bool
        default: false
      priority:
        description: Of two rules that are about an object, the one with the higher number counts.
        type: int
        default: 0
      enabled:
        description: Whether the rule is in force.
        type: bool
        default: true
  purge_rules:
    description: Whether to take away rules that O(rules) does not name.
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.s3_bucket
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Have snapshots in Singapore as well
  datacatalog.aws.s3_bucket_replication:
    name: genai-demo-backup
    role: arn:aws:iam::123456789012:role/DataCatalogStack-BackupReplicationRole
    rules:
      - id: snapshots
        prefix: glue-catalog/
        destination_bucket: genai-demo-backup-ap-southeast-1
        kms_key_id: arn:aws:kms:ap-southeast-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab

- name: Copy nothing any more
  datacatalog.aws.s3_bucket_replication:
    name: genai-demo-backup
    state: absent
"""

RETURN = r"""
replication:
  description: The replication of the bucket as it is, or in check mode as it would be. Empty when there is none.
  returned: always
  type: dict
  contains:
    role:
      description: ARN of the role that S3 copies with.
      returned: when there are rules
      type: str
      sample: arn:aws:iam::123456789012:role/DataCatalogStack-BackupReplicationRole
    rules:
      description: The rules, by their names.
      returned: when there are rules
      type: dict
      sample: {"snapshots": {"destination_bucket": "genai-demo-backup-ap-southeast-1", "prefix": "glue-catalog/"}}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import replication as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption

RULE = {
    "id": {"type": "str", "required": True},
    "prefix": {"type": "str", "default": ""},
    "destination_bucket": {"type": "str"},
    "kms_key_id": {"type": "str", "default": ""},
    "storage_class": {"type": "str", "default": ""},
    "delete_markers": {"type": "bool", "default": False},
    "priority": {"type": "int", "default": 0},
    "enabled": {"type": "bool", "default": True},
}
ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "role": {"type": "str"},
    "rules": {"type": "list", "elements": "dict", "default": [], "options": RULE},
    "purge_rules": {"type": "bool", "default": False},
}

Rules = dict[str, dict[str, Any]]


def check(params: dict) -> None:
    names = [rule["id"] for rule in params["rules"]]
    if len(set(names)) != len(names):
        raise InvalidOption("rules: two of them have the same id.")
    if params["state"] == "absent":
        return
    if not names:
        raise InvalidOption("rules: there is none. To copy nothing any more, say state: absent.")
    for rule in params["rules"]:
        if not rule["destination_bucket"]:
            raise InvalidOption(f"rules: {rule['id']} has no destination_bucket.")


def wanted_rules(params: dict, found: Rules) -> Rules:
    given = {rule["id"]: rule for rule in params["rules"]}
    if params["state"] == "absent":
        return {name: rule for name, rule in found.items() if given and name not in given}
    return given if params["purge_rules"] else {**found, **given}


def write(client: Any, params: dict, configuration: dict, found: Rules, wanted: Rules) -> None:
    if not wanted:
        api.delete_replication(client, params["name"])
        return
    partition = client.meta.partition
    kept = {rule["ID"]: rule for rule in configuration.get("Rules", [])}
    rules = [
        kept[name] if found.get(name) == rule else api.to_api(rule, partition) for name, rule in sorted(wanted.items())
    ]
    role = params["role"] if params["state"] == "present" else configuration["Role"]
    api.put_replication(client, params["name"], {"Role": role, "Rules": rules})


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    check(params)
    configuration = api.get_replication(client, params["name"])
    found = {rule["ID"]: api.rule_of(rule) for rule in configuration.get("Rules", [])}
    wanted = wanted_rules(params, found)
    role = params["role"] if params["state"] == "present" else configuration.get("Role")
    comparison = Comparison()
    comparison.map("rules", found, wanted)
    if wanted:
        comparison.field("role", configuration.get("Role"), role)
    if comparison.changed and not module.check_mode:
        write(client, params, configuration, found, wanted)
    return outcome(comparison, {"replication": {"role": role, "rules": wanted} if wanted else {}})


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, supports_check_mode=True, required_if=[("state", "present", ("role",))]
    )
    conclude(module, "s3", ensure)


if __name__ == "__main__":
    main()
