#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_security_configuration_info
version_added: 0.1.0
short_description: Read security configurations of AWS Glue
description:
  - Returns one security configuration, or all of them.
options:
  name:
    description: Name of the security configuration. Without it all are returned.
    type: str
  include_crawlers:
    description: Read which crawlers use them as well, which takes one more call for each page of crawlers.
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_security_configuration
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read one security configuration, and who uses it
  datacatalog.aws.glue_security_configuration_info:
    name: genai-demo-crawlers
    include_crawlers: true

- name: Read all security configurations
  datacatalog.aws.glue_security_configuration_info:
"""

RETURN = r"""
security_configurations:
  description: The security configurations. Empty when there is none with that name.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the security configuration.
      returned: always
      type: str
      sample: genai-demo-crawlers
    s3_encryption:
      description: Encryption of what is written to Amazon S3.
      returned: always
      type: dict
      sample: {"mode": "SSE-S3"}
    cloudwatch_encryption:
      description: Encryption of the logs.
      returned: always
      type: dict
      sample: {"mode": "SSE-KMS", "kms_key_arn": "arn:aws:kms:ap-northeast-1:123456789012:alias/genai-demo-catalog"}
    job_bookmarks_encryption:
      description: Encryption of the bookmarks of jobs.
      returned: always
      type: dict
      sample: {"mode": "DISABLED"}
    data_quality_encryption:
      description: Encryption of the results of data quality runs.
      returned: always
      type: dict
      sample: {"mode": "DISABLED"}
    created_time:
      description: When it was made.
      returned: when AWS returns it
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    crawlers:
      description: Names of the crawlers that use it.
      returned: when O(include_crawlers) is set
      type: list
      elements: str
      sample: [genai-demo-aurora-auto-discovery]
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import security_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.api import get_crawlers
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import configuration_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import settings_of
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.security_configuration import users_among

ARGUMENT_SPEC = {"name": {"type": "str"}, "include_crawlers": {"type": "bool", "default": False}}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    found = [api.get_security_configuration(client, name)] if name else api.get_security_configurations(client)
    results = [
        configuration_result(item["Name"], settings_of(item), item.get("CreatedTimeStamp")) for item in found if item
    ]
    if module.params["include_crawlers"] and results:
        crawlers = get_crawlers(client)
        for result in results:
            result["crawlers"] = [crawler["Name"] for crawler in users_among(crawlers, result["name"])]
    return {"security_configurations": results}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
