#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_security_configuration
version_added: 0.1.0
short_description: Manage a security configuration of AWS Glue
description:
  - Creates and deletes a security configuration, by which crawlers and jobs encrypt their logs, bookmarks and files.
    A crawler that has one writes its log to a log group of its own.
  - AWS cannot change a security configuration. A difference is refused, or, with O(replace), the configuration is made
    anew.
  - A part that is not set is left alone, and is off in a new configuration.
options:
  name:
    description: Name of the security configuration, from 1 to 255 characters.
    type: str
    required: true
  state:
    description: Whether the security configuration is there.
    type: str
    choices: [present, absent]
    default: present
  replace:
    description:
      - Delete the configuration and create it anew under the same name when it differs. Crawlers name it, and keep it.
        Refused while a crawler that uses it is running.
      - Without it a difference is refused, with the names of the crawlers that use the configuration.
    type: bool
    default: false
  force:
    description: Delete the configuration even when crawlers use it. Only crawlers are looked at, not jobs.
    type: bool
    default: false
  s3_encryption:
    description: Encryption of what is written to Amazon S3.
    type: dict
    suboptions:
      mode:
        description: V(SSE-S3) uses a key that Amazon S3 manages, V(SSE-KMS) one of KMS.
        type: str
        choices: [DISABLED, SSE-KMS, SSE-S3]
        required: true
      kms_key_arn:
        description: ARN of the KMS key, or of its alias. Needed for a mode that uses one.
        type: str
  cloudwatch_encryption:
    description: Encryption of the logs in Amazon CloudWatch.
    type: dict
    suboptions:
      mode:
        description: V(SSE-KMS) uses a key of KMS, which the logs service must be allowed to use.
        type: str
        choices: [DISABLED, SSE-KMS]
        required: true
      kms_key_arn:
        description: ARN of the KMS key, or of its alias. Needed for a mode that uses one.
        type: str
  job_bookmarks_encryption:
    description: Encryption of the bookmarks of jobs. Crawlers have none.
    type: dict
    suboptions:
      mode:
        description: V(CSE-KMS) encrypts with a key of KMS before it is sent.
        type: str
        choices: [DISABLED, CSE-KMS]
        required: true
      kms_key_arn:
        description: ARN of the KMS key, or of its alias. Needed for a mode that uses one.
        type: str
  data_quality_encryption:
    description: Encryption of the results of data quality runs.
    type: dict
    suboptions:
      mode:
        description: V(SSE-KMS) uses a key of KMS.
        type: str
        choices: [DISABLED, SSE-KMS]
        required: true
      kms_key_arn:
        description: ARN of the KMS key, or of its alias. Needed for a mode that uses one.
        type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_security_configuration_info
  - module: datacatalog.aws.glue_crawler
  - module: datacatalog.aws.glue_catalog_encryption
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Encrypt the log of a crawler with a key of our own
  datacatalog.aws.glue_security_configuration:
    name: genai-demo-crawlers
    cloudwatch_encryption:
      mode: SSE-KMS
      kms_key_arn: arn:aws:kms:ap-northeast-1:123456789012:alias/genai-demo-catalog

- name: Change it, while no crawler runs with it
  datacatalog.aws.glue_security_configuration:
    name: genai-demo-crawlers
    replace: true
    s3_encryption:
      mode: SSE-S3

- name: Delete it, unless a crawler uses it
  datacatalog.aws.glue_security_configuration:
    name: genai-demo-crawlers
    state: absent
"""

RETURN = r"""
security_configuration:
  description: The security configuration as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the security configuration.
      returned: when it is present
      type: str
      sample: genai-demo-crawlers
    s3_encryption:
      description: Encryption of what is written to Amazon S3.
      returned: when it is present
      type: dict
      sample: {"mode": "SSE-S3"}
    cloudwatch_encryption:
      description: Encryption of the logs.
      returned: when it is present
      type: dict
      sample: {"mode": "SSE-KMS", "kms_key_arn": "arn:aws:kms:ap-northeast-1:123456789012:alias/genai-demo-catalog"}
    job_bookmarks_encryption:
      description: Encryption of the bookmarks of jobs.
      returned: when it is present
      type: dict
      sample: {"mode": "DISABLED"}
    data_quality_encryption:
      description: Encryption of the results of data quality runs.
      returned: when it is present
      type: dict
      sample: {"mode": "DISABLED"}
    created_time:
      description: When it was made.
      returned: when it exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
crawlers:
  description: Names of the crawlers that use the security configuration.
  returned: when it was replaced or deleted, or would be
  type: list
  elements: str
  sample: [genai-demo-aurora-auto-discovery]
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_code
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.kms import get_key_arn
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import security_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.api import get_crawlers
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import PARTS
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import check_configuration
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import check_removal
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import check_replacement
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import compare_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import configuration_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import settings_of
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import to_api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import users_among
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import wanted_settings

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "replace": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
    **{
        option: {
            "type": "dict",
            "options": {
                "mode": {"type": "str", "choices": list(part.modes), "required": True},
                "kms_key_arn": {"type": "str", "no_log": False},
            },
        }
        for option, part in PARTS.items()
    },
}


def create(client: Any, name: str, encryption: dict) -> None:
    """Create it. When the answer to a first try was lost, AWS says at the second that it exists."""
    try:
        api.create_security_configuration(client, name, encryption)
    except AnsibleAWSError as error:
        there = api.get_security_configuration(client, name) if error_code(error) == "AlreadyExistsException" else None
        if there is None or to_api(settings_of(there)) != encryption:
            raise


def replace(client: Any, name: str, encryption: dict, old: dict) -> None:
    """Delete and create anew. When AWS refuses the new one, the old one is put back."""
    api.delete_security_configuration(client, name)
    try:
        create(client, name, encryption)
    except AnsibleAWSError:
        create(client, name, old)
        raise


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    name = params["name"]
    check_configuration(params)
    found = api.get_security_configuration(client, name)
    current = settings_of(found)
    wanted = wanted_settings(params, current)
    comparison = compare_settings(
        name, found is not None, current, wanted, lambda key: get_key_arn(module.client("kms"), key)
    )
    result: dict[str, Any] = {"changed": comparison.changed, "diff": comparison.as_diff()}
    if found and comparison.changed:
        users = users_among(get_crawlers(client), name)
        check_replacement(name, comparison.fields, params["replace"], users)
        result["crawlers"] = [crawler["Name"] for crawler in users]
    created = found.get("CreatedTimeStamp") if found else None
    if comparison.changed and not module.check_mode:
        if found:
            replace(client, name, to_api(wanted), found["EncryptionConfiguration"])
        else:
            create(client, name, to_api(wanted))
        created = (api.get_security_configuration(client, name) or {}).get("CreatedTimeStamp")
    shown = wanted if comparison.changed else current
    return {**result, "security_configuration": configuration_result(name, shown, created)}


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    found = api.get_security_configuration(client, name)
    result: dict[str, Any] = {"changed": bool(found), "security_configuration": {}}
    before = {}
    if found:
        users = users_among(get_crawlers(client), name)
        check_removal(name, users, module.params["force"])
        result["crawlers"] = [crawler["Name"] for crawler in users]
        before = configuration_result(name, settings_of(found))
        if not module.check_mode:
            api.delete_security_configuration(client, name)
    return {**result, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    client = module.client("glue")
    ensure = ensure_present if module.params["state"] == "present" else ensure_absent
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
