#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_global_cluster
version_added: 0.1.0
short_description: Manage an Aurora global database
description:
  - Creates, updates and deletes an Aurora global database, from a cluster that exists or empty, with its tags.
  - A cluster of another region joins by being created with the global database's identifier, see
    M(amazon.aws.rds_cluster).
options:
  global_cluster_identifier:
    description: Identifier of the global database. AWS keeps it in lower case.
    type: str
    required: true
  state:
    description: Whether the global database is there.
    type: str
    choices: [present, absent]
    default: present
  source_db_cluster_identifier:
    description:
      - Identifier or ARN of the cluster that becomes its first member, with its engine, database and encryption.
      - AWS can only take it at creation. In check mode it may be a cluster that does not exist yet.
    type: str
  engine:
    description:
      - Database engine of an empty global database.
        Like O(database_name) and O(storage_encrypted) it cannot be changed, and is not sent with
        O(source_db_cluster_identifier).
    type: str
    choices: [aurora-postgresql, aurora-mysql]
  engine_version:
    description:
      - Version of the engine. A shorter one, such as V(16), is met by any of its minor versions.
      - A newer version upgrades the members.
    type: str
  allow_major_version_upgrade:
    description: Allow an upgrade to another major version.
    type: bool
    default: false
  database_name:
    description: Name of the database that an empty global database is created with.
    type: str
  storage_encrypted:
    description: Encrypt the storage of an empty global database.
    type: bool
  deletion_protection:
    description:
      - Whether AWS refuses to delete the global database.
      - With O(state=absent), V(false) takes the protection off first.
    type: bool
  remove_members:
    description:
      - Take the members out of a global database that is to be deleted, readers first. They go on as clusters of
        their own.
      - Without it a global database with members is not deleted.
    type: bool
    default: false
  wait:
    description: Wait until the global database is available, or gone.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds to wait at most for each step.
    type: int
    default: 1800
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.rds_cluster
  - module: amazon.aws.rds_global_cluster_info
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Make a global database of the cluster that is there
  datacatalog.aws.rds_global_cluster:
    global_cluster_identifier: genai-demo-global
    source_db_cluster_identifier: genai-demo-aurora
    deletion_protection: true
    tags:
      Project: GenAI-Demo

- name: Make an empty global database
  datacatalog.aws.rds_global_cluster:
    global_cluster_identifier: genai-demo-global
    engine: aurora-postgresql
    engine_version: "16.6"
    database_name: genai_demo
    storage_encrypted: true

- name: Delete a global database, and let its clusters go on alone
  datacatalog.aws.rds_global_cluster:
    global_cluster_identifier: genai-demo-global
    deletion_protection: false
    remove_members: true
    state: absent
"""

RETURN = r"""
global_cluster:
  description: The global database as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    global_cluster_identifier:
      description: Identifier of the global database.
      returned: when it is present
      type: str
      sample: genai-demo-global
    global_cluster_arn:
      description: ARN of the global database.
      returned: when it exists
      type: str
      sample: arn:aws:rds::123456789012:global-cluster:genai-demo-global
    status:
      description: Its state.
      returned: when it exists
      type: str
      sample: available
    engine:
      description: Database engine.
      returned: when it exists
      type: str
      sample: aurora-postgresql
    engine_version:
      description: Version of the engine.
      returned: when it exists
      type: str
      sample: "16.6"
    database_name:
      description: Name of the database.
      returned: when it has one
      type: str
      sample: genai_demo
    deletion_protection:
      description: Whether AWS refuses to delete it.
      returned: when it exists
      type: bool
      sample: true
    storage_encrypted:
      description: Whether its storage is encrypted.
      returned: when it exists
      type: bool
      sample: true
    endpoint:
      description: Endpoint of its writer.
      returned: when AWS returns it
      type: str
      sample: genai-demo-global.global-abc.global.rds.amazonaws.com
    global_cluster_members:
      description: Its clusters.
      returned: when it exists
      type: list
      elements: dict
      contains:
        db_cluster_arn:
          description: ARN of the cluster.
          returned: always
          type: str
          sample: arn:aws:rds:ap-northeast-1:123456789012:cluster:genai-demo-aurora
        is_writer:
          description: Whether it is the writer.
          returned: always
          type: bool
          sample: true
        global_write_forwarding_status:
          description: Whether a secondary cluster forwards writes.
          returned: when AWS returns it
          type: str
          sample: disabled
        readers:
          description: ARNs of the clusters that follow it.
          returned: when it is the writer
          type: list
          elements: str
          sample: []
        synchronization_status:
          description: Whether it is in step with the writer.
          returned: when AWS returns it
          type: str
          sample: connected
    engine_lifecycle_support:
      description: Whether the engine gets extended support.
      returned: when AWS returns it
      type: str
      sample: open-source-rds-extended-support
    global_cluster_resource_id:
      description: ID of the global database that never changes.
      returned: when it exists
      type: str
      sample: cluster-0123456789abcdef
    failover_state:
      description: A failover that is under way.
      returned: when there is one
      type: dict
      sample: {"status": "failing-over"}
    storage_encryption_type:
      description: How its storage is encrypted.
      returned: when AWS returns it
      type: str
      sample: sse-rds
    tags:
      description: Tags of the global database.
      returned: when it is present
      type: dict
      sample: {"Project": "GenAI-Demo"}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.amazon.aws.plugins.module_utils.tagging import boto3_tag_list_to_ansible_dict
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import rds
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import account_of
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import check_deletion
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import check_unchangeable
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import compare_clusters
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import compare_new
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import create_fields
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import member_arns
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.global_cluster import result_of
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import TagPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import as_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import plan_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import without

ARGUMENT_SPEC = {
    "global_cluster_identifier": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "source_db_cluster_identifier": {"type": "str"},
    "engine": {"type": "str", "choices": ["aurora-postgresql", "aurora-mysql"]},
    "engine_version": {"type": "str"},
    "allow_major_version_upgrade": {"type": "bool", "default": False},
    "database_name": {"type": "str"},
    "storage_encrypted": {"type": "bool"},
    "deletion_protection": {"type": "bool"},
    "remove_members": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


def source_of(module: AnsibleAWSModule, client: Any) -> str | None:
    source = module.params["source_db_cluster_identifier"]
    if not source or source.startswith("arn:"):
        return source or None
    return account_of(module, client).db_cluster_arn(source)


def tags_of(client: Any, cluster: dict, needed: bool) -> dict[str, str]:
    """The tags of the global database. AWS does not always return them with it."""
    tags = cluster.get("TagList") or (rds.get_tags(client, cluster["GlobalClusterArn"]) if needed else [])
    return boto3_tag_list_to_ansible_dict(tags)


def create(module: AnsibleAWSModule, client: Any, identifier: str) -> dict:
    params = module.params
    fields = create_fields(params, source_of(module, client))
    comparison = compare_new(params, fields)
    tags = as_tags(params["tags"])
    comparison.map("tags", {}, tags)
    result = {"GlobalClusterIdentifier": identifier, **without(fields, ("SourceDBClusterIdentifier",))}
    if not module.check_mode:
        tagging = {"Tags": ansible_dict_to_boto3_tag_list(tags)} if tags else {}
        rds.create_global_cluster(client, identifier, **fields, **tagging)
        result = settled(client, params, identifier)
    return {"changed": True, "global_cluster": result_of(result, tags), "diff": comparison.as_diff()}


def update(module: AnsibleAWSModule, client: Any, identifier: str, current: dict) -> dict:
    params = module.params
    check_unchangeable(params, current, source_of(module, client))
    comparison, fields = compare_clusters(params, current)
    before = tags_of(client, current, params["tags"] is not None)
    tags = plan_tags(before, params["tags"], params["purge_tags"], current["GlobalClusterArn"])
    comparison.map("tags", tags.before, tags.after)
    result = {**current, **fields}
    result.pop("AllowMajorVersionUpgrade", None)
    if comparison.changed and not module.check_mode:
        write(client, identifier, fields, tags)
        result = settled(client, params, identifier)
    return {
        "changed": comparison.changed,
        "global_cluster": result_of(result, tags.after),
        "diff": comparison.as_diff(),
    }


def write(client: Any, identifier: str, fields: dict, tags: TagPlan) -> None:
    if fields:
        rds.modify_global_cluster(client, identifier, **fields)
    if tags.remove:
        rds.remove_tags(client, tags.arn, tags.remove)
    if tags.add:
        rds.add_tags(client, tags.arn, ansible_dict_to_boto3_tag_list(tags.add))


def settled(client: Any, params: dict, identifier: str) -> dict:
    if params["wait"]:
        rds.wait_until_available(client, identifier, params["wait_timeout"])
    return rds.get_global_cluster(client, identifier) or {"GlobalClusterIdentifier": identifier}


def ensure_present(module: AnsibleAWSModule, client: Any, identifier: str) -> dict:
    current = rds.get_global_cluster(client, identifier)
    return update(module, client, identifier, current) if current else create(module, client, identifier)


def ensure_absent(module: AnsibleAWSModule, client: Any, identifier: str) -> dict:
    params = module.params
    current = rds.get_global_cluster(client, identifier)
    check_deletion(params, current or {})
    if current and not module.check_mode:
        delete(client, params, identifier, current)
    return {
        "changed": bool(current),
        "global_cluster": {},
        "diff": {"before": result_of(current), "after": {}},
    }


def delete(client: Any, params: dict, identifier: str, current: dict) -> None:
    """Readers out first, then the writer, each when the one before is out; then what is left."""
    if current.get("DeletionProtection"):
        rds.modify_global_cluster(client, identifier, DeletionProtection=False)
    members = member_arns(current)
    for left, member in zip(range(len(members) - 1, -1, -1), members, strict=True):
        rds.remove_from_global_cluster(client, identifier, member)
        rds.wait_until_left(client, identifier, params["wait_timeout"], left)
    rds.delete_global_cluster(client, identifier)
    if params["wait"]:
        rds.wait_until_gone(client, identifier, params["wait_timeout"])


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    client = module.client("rds")
    ensure = ensure_present if module.params["state"] == "present" else ensure_absent
    try:
        result = ensure(module, client, module.params["global_cluster_identifier"].lower())
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
