#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_alarm_state
version_added: 0.1.0
short_description: Set the state of alarms of Amazon CloudWatch for a test
description:
  - Puts alarms into a state, with all that this tells and does, as if their metrics had.
  - CloudWatch keeps it until it looks at the metric again, which it does within a minute or so. An alarm that treats
    missing data as V(ignore) keeps it until there is data.
options:
  names:
    description: Names of the alarms, which have to be there.
    type: list
    elements: str
    required: true
  state:
    description: The state.
    type: str
    choices: [ALARM, OK, INSUFFICIENT_DATA]
    required: true
  reason:
    description: Why, for whoever is told, up to 1023 characters.
    type: str
    required: true
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: See whether anybody is told
  datacatalog.aws.cloudwatch_alarm_state:
    names:
      - TriggerCrawler-Errors
    state: ALARM
    reason: This is a test.
"""

RETURN = r"""
alarms:
  description: The names of the alarms that were put into the state, those that were in it already left out.
  returned: always
  type: list
  elements: str
  sample: [TriggerCrawler-Errors]
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import alarm_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

STATES = ["ALARM", "OK", "INSUFFICIENT_DATA"]
ARGUMENT_SPEC = {
    "names": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": STATES, "required": True},
    "reason": {"type": "str", "required": True},
}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    names, state = module.params["names"], module.params["state"]
    found = api.describe_alarms(client, names)
    unknown = [name for name in names if name not in found]
    if unknown:
        raise InvalidOption(f"names: there is no alarm {', '.join(unknown)}. Nothing was changed.")
    comparison = Comparison()
    for name in names:
        comparison.field(name, found[name]["StateValue"], state)
    if not module.check_mode:
        for name in comparison.fields:
            api.set_state(client, name, state, module.params["reason"])
    return {"changed": comparison.changed, "alarms": comparison.fields, "diff": comparison.as_diff()}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    if not 1 <= len(module.params["reason"]) <= 1023:
        length = len(module.params["reason"])
        fail(module, InvalidOption(f"reason: {length} characters are given, 1 to 1023 are allowed."))
    conclude(module, "cloudwatch", ensure, advise)


if __name__ == "__main__":
    main()
