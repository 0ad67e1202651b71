#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secretsmanager_rotation
version_added: 0.1.0
short_description: Manage the rotation of a secret that exists
description:
  - Switches the rotation of a secret on or off, without touching the secret itself, and without rotating it unless that
    is asked for.
  - M(community.aws.secretsmanager_secret) switches off the rotation of every secret that it is not given the function
    for, in check mode as well. Use M(datacatalog.aws.secretsmanager_rotation_info) to hand it what is there.
options:
  name:
    description:
      - Name or ARN of the secret.
      - In check mode it may be a secret that does not exist yet.
    type: str
    required: true
  state:
    description: Whether the secret rotates. V(absent) leaves its versions as they are.
    type: str
    choices: [present, absent]
    default: present
  rotation_lambda_arn:
    description:
      - ARN of the function that rotates the secret. It must let V(secretsmanager.amazonaws.com) invoke it.
      - Required when O(state=present).
    type: str
  automatically_after_days:
    description: How many days lie between two rotations, from 1 to 1000.
    type: int
    default: 90
  rotate_immediately:
    description:
      - Whether the secret rotates at once when its rotation is switched on or changed.
      - Without it, AWS tries out the step C(testSecret) of the function only, with the login that is current.
    type: bool
    default: false
  propagation_timeout:
    description:
      - How many seconds to try again while a permission that was just written does not act yet, or while an earlier
        rotation is on its way.
    type: int
    default: 60
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: community.aws.secretsmanager_secret
  - module: datacatalog.aws.secretsmanager_rotation_info
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Rotate a login four times a year
  datacatalog.aws.secretsmanager_rotation:
    name: aurora-credentials-production
    rotation_lambda_arn: arn:aws:lambda:ap-northeast-1:123456789012:function:rotate

- name: Rotate no longer
  datacatalog.aws.secretsmanager_rotation:
    name: aurora-credentials-production
    state: absent
"""

RETURN = r"""
rotation:
  description: The rotation as it is, or in check mode as it would be.
  returned: always
  type: dict
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
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import rotation
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_code
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import patiently

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "rotation_lambda_arn": {"type": "str"},
    "automatically_after_days": {"type": "int", "default": 90},
    "rotate_immediately": {"type": "bool", "default": False},
    "propagation_timeout": {"type": "int", "default": 60},
}


PASSING = {
    "AccessDeniedException": "cannot invoke",
    "InvalidRequestException": "previous rotation isn't complete",
}


def passes(error: AnsibleAWSError) -> bool:
    """The function may not be invoked yet, or the rotation before this one is still on its way."""
    text = PASSING.get(error_code(error) or "")
    return text is not None and text in str(error)


def write(client: Any, params: dict[str, Any], wanted: dict[str, Any]) -> None:
    if params["state"] == "absent":
        rotation.cancel(client, params["name"])
        return
    patiently(
        lambda: rotation.rotate(client, params["name"], wanted, params["rotate_immediately"]),
        passes,
        params["propagation_timeout"],
    )


def ensure(module: AnsibleAWSModule, client: Any) -> dict[str, Any]:
    params = module.params
    wanted = rotation.wanted_settings(params)
    secret = rotation.describe(client, params["name"])
    if secret is None and params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"name: secret {params['name']!r} is not there. Create it before its rotation.")
    comparison = rotation.compare(rotation.settings_of(secret), wanted)
    if comparison.changed and not module.check_mode:
        write(client, params, wanted)
    return {
        "changed": comparison.changed,
        "rotation": {"name": params["name"], **wanted},
        "diff": comparison.as_diff(),
    }


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        supports_check_mode=True,
        required_if=[("state", "present", ("rotation_lambda_arn",))],
    )
    try:
        result = ensure(module, module.client("secretsmanager"))
    except AnsibleAWSError as error:
        fail(module, error)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
