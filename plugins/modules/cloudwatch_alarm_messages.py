#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_alarm_messages
version_added: 0.1.0
short_description: Wait until alarms of Amazon CloudWatch have told of a state
description:
  - Takes the messages out of a queue of Amazon SQS that is subscribed to the topics of alarms, until each alarm of a
    list has told that it is in a state, or the time is up.
  - The messages that it takes are deleted from the queue and returned. What is not of an alarm is dropped.
  - It does not fail when a message is missing. It says which.
options:
  queue:
    description: Name or URL of the queue.
    type: str
    required: true
  alarms:
    description: Names of the alarms.
    type: list
    elements: str
    required: true
  state:
    description: The state that they should tell. V(OK) counts only after V(ALARM), as a recovery.
    type: str
    choices: [ALARM, OK]
    required: true
  seen:
    description: Messages that were taken before, as RV(messages) returned them. They count as well.
    type: list
    elements: dict
    default: []
  timeout:
    description: How many seconds to wait at most. With V(0) it takes what is there.
    type: int
    default: 120
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
attributes:
  check_mode:
    support: none
    details:
      - Messages cannot be looked at without being taken.
  diff_mode:
    support: none
"""

EXAMPLES = r"""
- name: Wait until both alarms have fired
  datacatalog.aws.cloudwatch_alarm_messages:
    queue: what-alarms-tell
    alarms:
      - TriggerCrawler-Errors
      - TriggerCrawler-DeadLetters
    state: ALARM
  register: fired

- name: Wait until they have recovered
  datacatalog.aws.cloudwatch_alarm_messages:
    queue: what-alarms-tell
    alarms:
      - TriggerCrawler-Errors
      - TriggerCrawler-DeadLetters
    state: OK
    seen: "{{ fired.messages }}"
    timeout: 600
"""

RETURN = r"""
messages:
  description: What alarms told, those of O(seen) first.
  returned: always
  type: list
  elements: dict
  contains:
    alarm:
      description: Name of the alarm.
      returned: always
      type: str
      sample: TriggerCrawler-Errors
    state:
      description: The state that it told.
      returned: always
      type: str
      sample: ALARM
    at:
      description: When it came into that state.
      returned: always
      type: str
      sample: "2026-01-31T02:00:00.000+0000"
    reason:
      description: Why, in the words of CloudWatch.
      returned: always
      type: str
      sample: "Threshold Crossed: 1 datapoint [1.0 (31/01/26 02:00:00)] was greater than the threshold (0.0)."
    topic:
      description: Name of the topic that it told.
      returned: always
      type: str
      sample: alerts
missing:
  description: Names of the alarms that did not tell of the state.
  returned: always
  type: list
  elements: str
  sample: []
"""

import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import message_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import message_of
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import missing
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "queue": {"type": "str", "required": True},
    "alarms": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": ["ALARM", "OK"], "required": True},
    "seen": {"type": "list", "elements": "dict", "default": []},
    "timeout": {"type": "int", "default": 120},
}


def take(client: Any, url: str, seconds: float) -> tuple[int, list[dict]]:
    """How many messages there were, and those of alarms."""
    received = api.receive(client, url, seconds)
    if received:
        api.delete(client, url, [message["ReceiptHandle"] for message in received])
    return len(received), [told for message in received if (told := message_of(message["Body"]))]


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    url = params["queue"] if ":" in params["queue"] else api.queue_url(client, params["queue"])
    messages = list(params["seen"])
    deadline = time.monotonic() + params["timeout"]
    while True:
        lacking = missing(messages, params["alarms"], params["state"])
        left = deadline - time.monotonic() if lacking else 0
        taken, told = take(client, url, left)
        messages += told
        if not taken and left <= 0:
            return {"changed": len(messages) > len(params["seen"]), "messages": messages, "missing": lacking}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC)
    conclude(module, "sqs", ensure, advise)


if __name__ == "__main__":
    main()
