#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_resource_policy
version_added: 0.1.0
short_description: Manage statements in the resource policy of the AWS Glue Data Catalog
description:
  - Adds, changes and removes statements of the Data Catalog's resource policy, of which an account has one in a region.
  - A statement is known by its Sid. Statements that the task does not answer for, and those without a Sid, are never
    touched.
  - The policy is written under the condition that it is still the one that was read. When somebody got in between, it
    is read, compared and written again.
  - Statements are compared as data. The order of actions, resources and principals, an account as its number or as the
    ARN of its root, and upper and lower case of actions make no difference.
options:
  state:
    description:
      - Whether the statements are there. With V(absent), those go that O(sids), O(statements) or O(owned_sid_prefix)
        name.
      - When the last statement goes, the policy is deleted.
    type: str
    choices: [present, absent]
    default: present
  statements:
    description:
      - The statements, with the keys of the IAM policy language. Each needs a C(Sid) of letters and digits.
      - An empty list, together with O(owned_sid_prefix), removes all statements whose Sid starts so.
    type: list
    elements: dict
  sids:
    description: Sids of statements that are removed with O(state=absent).
    type: list
    elements: str
  owned_sid_prefix:
    description:
      - How the Sids start that this task answers for. Every C(Sid) in O(statements) must start so, and a statement in
        AWS that does and is not in O(statements) is removed.
      - Without it a statement that a play no longer names stays.
    type: str
  enable_hybrid:
    description:
      - Say to AWS that access is granted to other accounts through Lake Formation as well. Once it is, AWS refuses to
        take a policy without this.
      - AWS does not return it. It is sent with a change, and is no difference by itself.
    type: bool
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_resource_policy_info
  - module: datacatalog.aws.lakeformation_permissions
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Let another account read the catalog database
  datacatalog.aws.glue_resource_policy:
    statements:
      - Sid: GenAiDemoReaders
        Effect: Allow
        Principal:
          AWS: "111122223333"
        Action: [glue:GetDatabase, glue:GetTable, glue:GetTables]
        Resource:
          - arn:aws:glue:ap-northeast-1:123456789012:catalog
          - arn:aws:glue:ap-northeast-1:123456789012:database/genai_demo_catalog
          - arn:aws:glue:ap-northeast-1:123456789012:table/genai_demo_catalog/*

- name: Answer for every statement whose Sid starts with GenAiDemo, so that what is no longer here goes
  datacatalog.aws.glue_resource_policy:
    owned_sid_prefix: GenAiDemo
    statements:
      - Sid: GenAiDemoNobodyDeletes
        Effect: Deny
        Principal: "*"
        Action: glue:DeleteDatabase
        Resource: arn:aws:glue:ap-northeast-1:123456789012:*

- name: Remove one statement
  datacatalog.aws.glue_resource_policy:
    state: absent
    sids: [GenAiDemoReaders]

- name: Remove every statement of ours, and leave those of others
  datacatalog.aws.glue_resource_policy:
    state: absent
    owned_sid_prefix: GenAiDemo
"""

RETURN = r"""
policy:
  description: The whole policy as it is, or in check mode as it would be. Empty when there is none.
  returned: always
  type: dict
  contains:
    document:
      description: The policy, the statements of others among them, with the keys of the IAM policy language.
      returned: when there is a policy
      type: dict
      sample:
        Version: "2012-10-17"
        Statement:
          - Sid: GenAiDemoNobodyDeletes
            Effect: Deny
            Principal: "*"
            Action: glue:DeleteDatabase
            Resource: arn:aws:glue:ap-northeast-1:123456789012:*
    hash:
      description: The hash that AWS knows the policy by.
      returned: when there is a policy, and in check mode when it would not change
      type: str
      sample: O9FFIpG0QPMLHNfoDVwyEw==
    create_time:
      description: When the first policy was put.
      returned: when there is a policy, and in check mode when it would not change
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    update_time:
      description: When the policy was last changed.
      returned: when there is a policy, and in check mode when it would not change
      type: str
      sample: "2026-01-05T09:00:00+09:00"
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import security_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.overtaken import until_written
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.policy_document import dump
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.policy_document import parse
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import check_length
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import compare
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import merged
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import policy_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import write_conditions

ARGUMENT_SPEC = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "statements": {"type": "list", "elements": "dict"},
    "sids": {"type": "list", "elements": "str"},
    "owned_sid_prefix": {"type": "str"},
    "enable_hybrid": {"type": "bool"},
}


def write(client: Any, found: dict | None, document: dict, enable_hybrid: bool | None) -> None:
    if document["Statement"]:
        api.put_resource_policy(client, dump(document), write_conditions(found, enable_hybrid))
    elif found:
        api.delete_resource_policy(client, {"PolicyHashCondition": found["PolicyHash"]})


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    check_options(params)

    def attempt(announce: Callable[[dict], None]) -> dict:
        found = api.get_resource_policy(client)
        current = parse(found["PolicyInJson"] if found else None)
        comparison = compare(params, current)
        outcome = {"changed": comparison.changed, "diff": comparison.as_diff()}
        if not comparison.changed:
            return {**outcome, "policy": policy_result(found)}
        wanted = merged(params, current)
        check_length(wanted)
        if module.check_mode:
            return {**outcome, "policy": policy_result(None, wanted)}
        announce(outcome)
        write(client, found, wanted, params["enable_hybrid"])
        return {**outcome, "policy": policy_result(api.get_resource_policy(client))}

    return until_written(attempt)


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        required_if=[("state", "present", ["statements"])],
        supports_check_mode=True,
    )
    client = module.client("glue")
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
