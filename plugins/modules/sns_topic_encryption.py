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
  state:
    description: V(absent) takes the encryption off and restores the policy of a new topic. The topic stays.
    type: str
    choices: [present, absent]
    default: present
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
      - A statement that AWS does not know, an action of another service and the ARN of another topic are refused before
        anything is called.
    type: json
  propagation_timeout:
    description:
      - How many seconds to try again while AWS does not know a principal of the policy yet, since a role that was just
        created takes time to be known.
    type: int
    default: 60
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

- name: Leave all of it to AWS
  datacatalog.aws.sns_topic_encryption:
    topic: alerts
    state: absent
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

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import topic as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import topic_policy as policies
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import account_of
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.kms import get_key_arn
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import patiently
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.suggest import require_range

ARGUMENT_SPEC = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "topic": {"type": "str", "required": True, "aliases": ["topic_arn"]},
    "kms_key_id": {"type": "str", "no_log": False},
    "policy": {"type": "json"},
    "propagation_timeout": {"type": "int", "default": 60},
}


def check_options(params: dict) -> None:
    api.check_topic(params["topic"])
    api.check_key(params["kms_key_id"])
    policies.check_policy(params["policy"], params["topic"])
    require_range("propagation_timeout", params["propagation_timeout"], 0, 600)
    for option in ("kms_key_id", "policy"):
        if params["state"] == "absent" and params[option] is not None:
            raise InvalidOption(f"{option}: says what is there, so it goes with state present, not with state absent.")


def write(client: Any, params: dict, fields: list[str], topic: dict) -> None:
    if "kms_key_id" in fields:
        api.set_attribute(client, topic["arn"], "KmsMasterKeyId", topic["kms_key_id"])
    if "policy" in fields:
        policy = policies.dump(topic["policy"])
        patiently(
            lambda: api.set_attribute(client, topic["arn"], "Policy", policy),
            api.principal_is_not_there_yet,
            params["propagation_timeout"],
        )


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params, name = module.params, module.params["topic"]
    absent = params["state"] == "absent"
    arn = name if name.startswith("arn:") else api.topic_arn(name, account_of(module, client))
    found = api.get_attributes(client, arn)
    if found is None and not absent and not module.check_mode:
        raise InvalidOption(f"topic: {name!r} is not there. Create it first, with community.aws.sns_topic.")
    found = found or {"Policy": policies.dump(policies.policy_of_new_topic(arn))}

    current = {"kms_key_id": found.get("KmsMasterKeyId") or "", "policy": policies.policy_of(found.get("Policy"))}
    key, policy = ("", "") if absent else (params["kms_key_id"], params["policy"])
    wanted = {
        "kms_key_id": current["kms_key_id"] if key is None else key,
        "policy": policies.wanted_policy(policy, arn, current["policy"]),
    }
    comparison = Comparison()
    comparison.field("kms_key_id", current["kms_key_id"], wanted["kms_key_id"], lambda *keys: one_key(module, *keys))
    comparison.field("policy", current["policy"], wanted["policy"], policies.same_policy)
    topic = {"arn": arn, **current, **{option: wanted[option] for option in comparison.fields}}
    if not module.check_mode:
        write(client, params, comparison.fields, topic)
    return outcome(comparison, {"topic": topic})


def one_key(module: AnsibleAWSModule, one: str, other: str) -> bool:
    return api.is_same_key(one, other, lambda key: get_key_arn(module.client("kms"), key))


def main() -> None:
    module = DiscreetAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        check_options(module.params)
    except AnsibleAWSError as error:
        fail(module, error)
    conclude(module, "sns", ensure, advise)


if __name__ == "__main__":
    main()
