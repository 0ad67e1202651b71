#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_resource_policy_info
version_added: 0.1.0
short_description: Read the resource policy of the AWS Glue Data Catalog
description:
  - Returns the resource policy of the account's Data Catalog, and on request those of what is shared with other
    accounts.
options:
  include_shared:
    description:
      - Read the policies as well that AWS Resource Access Manager keeps for what Lake Formation shares with other
        accounts, which takes one more call a page.
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_resource_policy
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read the resource policy
  datacatalog.aws.glue_resource_policy_info:

- name: Read the policies of what is shared with other accounts too
  datacatalog.aws.glue_resource_policy_info:
    include_shared: true
"""

RETURN = r"""
policy:
  description: The resource policy of the Data Catalog. Empty when there is none.
  returned: always
  type: dict
  contains: &policy
    document:
      description: The policy, with the keys of the IAM policy language. C(Statement) is always a list.
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
      returned: when there is a policy
      type: str
      sample: O9FFIpG0QPMLHNfoDVwyEw==
    create_time:
      description: When the first policy was put.
      returned: when there is a policy
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    update_time:
      description: When the policy was last changed.
      returned: when there is a policy
      type: str
      sample: "2026-01-05T09:00:00+09:00"
policies:
  description: All resource policies, that of the catalog among them.
  returned: when O(include_shared) is set
  type: list
  elements: dict
  contains: *policy
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import security_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.resource_policy import policy_result

ARGUMENT_SPEC = {"include_shared": {"type": "bool", "default": False}}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    result: dict[str, Any] = {"policy": policy_result(api.get_resource_policy(client))}
    if module.params["include_shared"]:
        result["policies"] = [policy_result(policy) for policy in api.get_resource_policies(client)]
    return result


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
