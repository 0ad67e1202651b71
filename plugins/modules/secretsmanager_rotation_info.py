#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secretsmanager_rotation_info
version_added: 0.1.0
short_description: Get how secrets rotate
description:
  - Gets how secrets rotate, without reading what is in them.
options:
  names:
    description:
      - Names or ARNs of the secrets.
      - A secret that is not there, or is about to be deleted, does not rotate.
    type: list
    elements: str
    required: true
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.secretsmanager_rotation
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Look how the secret rotates
  datacatalog.aws.secretsmanager_rotation_info:
    names: [aurora-credentials-production]
  register: found

- name: Tag the secret, and let it rotate as it does
  community.aws.secretsmanager_secret:
    name: aurora-credentials-production
    overwrite: false
    tags:
      Project: GenAI-Demo
    rotation_lambda: "{{ found.rotations[0].rotation_lambda_arn or omit }}"
    rotation_interval: "{{ found.rotations[0].automatically_after_days or omit }}"
"""

RETURN = r"""
rotations:
  description: The rotation of each secret, in the order of O(names).
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name or ARN of the secret, as given.
      returned: always
      type: str
      sample: aurora-credentials-production
    rotation_enabled:
      description: Whether the secret rotates.
      returned: always
      type: bool
      sample: true
    rotation_lambda_arn:
      description: The function that rotates it, empty for none.
      returned: always
      type: str
      sample: arn:aws:lambda:ap-northeast-1:123456789012:function:rotate
    automatically_after_days:
      description: Days between two rotations, V(0) for a schedule that is not by days.
      returned: always
      type: int
      sample: 90
    schedule_expression:
      description: The schedule, when it is not by days.
      returned: always
      type: str
      sample: ""
    last_rotated:
      description: When it was rotated last, empty for never.
      returned: always
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    next_rotation:
      description: By when it is rotated next, empty for never.
      returned: always
      type: str
      sample: "2026-04-05T23:59:59+09:00"
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import rotation
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail

ARGUMENT_SPEC = {"names": {"type": "list", "elements": "str", "required": True}}


def read(client: Any, name: str) -> dict[str, Any]:
    secret = rotation.describe(client, name)
    dates = {"last_rotated": "LastRotatedDate", "next_rotation": "NextRotationDate"}
    shown = {key: secret[field].isoformat() if (secret or {}).get(field) else "" for key, field in dates.items()}
    return {"name": name, **rotation.settings_of(secret), **shown}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        client = module.client("secretsmanager")
        rotations = [read(client, name) for name in module.params["names"]]
    except AnsibleAWSError as error:
        fail(module, error)
    module.exit_json(changed=False, rotations=rotations)


if __name__ == "__main__":
    main()
