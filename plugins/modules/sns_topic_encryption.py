#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sns_topic_encryption
version_added: 0.1.0
short_description: Manage the key and the policy of an Amazon SNS topic
description:
  - Says with which key of KMS a topic is encrypted, and who may publish to it, for a topic that is there already.
  - The two belong together. Who may publish to an encrypted topic needs the topic's policy and the key's.
  - What is not set is left alone, what is empty is cleared.
options:
  topic:
    description:
      - Name or ARN of the topic. With the ARN the account is not asked for its number.
      - In check mode it may be a topic that does not exist yet.
    type: str
    required: true
    aliases: [topic_arn]
  kms_key_id:
    description: ID, alias or ARN of the KMS key. Empty takes the encryption off.
    type: str
  policy:
    description:
      - The policy as a map, or as JSON. Its statements are compared as data, in any order, with all the ways in which
        AWS says the same.
      - Empty restores what AWS gives a new topic, which lets its own account do everything.
    type: json
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: community.aws.sns_topic
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Encrypt the alerts, and let alarms publish
  datacatalog.aws.sns_topic_encryption:
    topic: arn:aws:sns:ap-northeast-1:123456789012:alerts
    kms_key_id: alias/genai-demo-catalog
    policy:
      Version: "2012-10-17"
      Statement:
        - Sid: Alarms
          Effect: Allow
          Principal:
            Service: cloudwatch.amazonaws.com
          Action: sns:Publish
          Resource: arn:aws:sns:ap-northeast-1:123456789012:alerts
          Condition:
            StringEquals:
              aws:SourceAccount: "123456789012"

- name: Take the encryption off
  datacatalog.aws.sns_topic_encryption:
    topic: alerts
    kms_key_id: ""
"""

RETURN = r"""
topic:
  description: The topic as it is, or in check mode as it would be.
  returned: always
  type: dict
  contains:
    arn:
      description: ARN of the topic.
      returned: always
      type: str
      sample: arn:aws:sns:ap-northeast-1:123456789012:alerts
    kms_key_id:
      description: The key as the topic names it, empty for none.
      returned: always
      type: str
      sample: alias/genai-demo-catalog
    policy:
      description: The policy as data.
      returned: always
      type: dict
      sample: {"Version": "2012-10-17", "Statement": []}
"""

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import topic as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.arns import same_key
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import account_of
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.kms import get_key_arn
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "topic": {"type": "str", "required": True, "aliases": ["topic_arn"]},
    "kms_key_id": {"type": "str", "no_log": False},
    "policy": {"type": "json"},
}


def is_same_key(module: AnsibleAWSModule, one: str, other: str) -> bool:
    """Only when both name a key, and differently, KMS is asked whether it is one key."""
    if not one or not other:
        return one == other
    if same_key(one, other):
        return True
    kms = module.client("kms")
    known = get_key_arn(kms, one)
    return known is not None and known == get_key_arn(kms, other)


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    name = params["topic"]
    arn = name if name.startswith("arn:") else api.topic_arn(name, account_of(module, client))
    found = api.get_attributes(client, arn)
    if found is None and not module.check_mode:
        raise InvalidOption(f"topic: {name!r} is not there. Create it first, with community.aws.sns_topic.")
    found = found or {"Policy": json.dumps(api.default_policy(arn))}

    key, policy = found.get("KmsMasterKeyId") or "", api.policy_of(found.get("Policy"))
    wanted_key = key if params["kms_key_id"] is None else params["kms_key_id"]
    wanted = api.wanted_policy(params["policy"], arn, policy)
    comparison = Comparison()
    comparison.field("kms_key_id", key, wanted_key, lambda one, other: is_same_key(module, one, other))
    comparison.field("policy", policy, wanted, api.same_policy)
    if not module.check_mode:
        if "kms_key_id" in comparison.fields:
            api.set_attribute(client, arn, "KmsMasterKeyId", wanted_key)
        if "policy" in comparison.fields:
            api.set_attribute(client, arn, "Policy", json.dumps(wanted))
    return {
        "changed": comparison.changed,
        "topic": {
            "arn": arn,
            "kms_key_id": wanted_key if "kms_key_id" in comparison.fields else key,
            "policy": wanted if "policy" in comparison.fields else policy,
        },
        "diff": comparison.as_diff(),
    }


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        api.check_topic(module.params["topic"])
        api.check_policy(module.params["policy"])
        result = ensure(module, module.client("sns"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
