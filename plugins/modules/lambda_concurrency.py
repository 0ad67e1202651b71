#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lambda_concurrency
version_added: 0.1.0
short_description: Manage the reserved concurrency and the asynchronous invocation of a Lambda function
description:
  - Reserves executions for a function, and says how often and how long Lambda tries an asynchronous event, and where
    it goes then.
  - What is not set is left alone.
options:
  name:
    description:
      - Name or ARN of the function.
      - In check mode it may be a function that does not exist yet.
    type: str
    required: true
  state:
    description: V(absent) takes the reservation and the settings of asynchronous invocation off. The function stays.
    type: str
    choices: [present, absent]
    default: present
  qualifier:
    description:
      - Version or alias whose asynchronous invocation is meant. Without it, that of the function.
      - The reservation is always that of the function.
    type: str
  reserved_concurrent_executions:
    description: Executions that are reserved. V(0) stops the function, V(-1) takes the reservation off.
    type: int
  maximum_retry_attempts:
    description: How often Lambda tries an event again, from 0 to 2. The default of AWS is V(2).
    type: int
  maximum_event_age:
    description: How many seconds Lambda keeps an event, from 60 to 21600. The default of AWS is V(21600).
    type: int
  on_success:
    description: ARN of the queue, topic, function or event bus for events that succeeded. Empty for none.
    type: str
  on_failure:
    description: ARN of the queue, topic, function, event bus or bucket for events that failed. Empty for none.
    type: str
  propagation_timeout:
    description:
      - How many seconds to try again while the role of the function may not send to a destination yet, since a policy
        that was just written takes time to act.
    type: int
    default: 60
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.lambda
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: One execution at a time, and what fails twice goes to a queue
  datacatalog.aws.lambda_concurrency:
    name: TriggerCrawler
    reserved_concurrent_executions: 1
    maximum_retry_attempts: 1
    maximum_event_age: 3600
    on_failure: arn:aws:sqs:ap-northeast-1:123456789012:TriggerCrawler-dlq

- name: Take the destination off, and leave the rest
  datacatalog.aws.lambda_concurrency:
    name: TriggerCrawler
    on_failure: ""

- name: Leave all of it to AWS
  datacatalog.aws.lambda_concurrency:
    name: TriggerCrawler
    state: absent
"""

RETURN = r"""
function:
  description: The settings as they are, or in check mode as they would be, with the defaults of AWS.
  returned: always
  type: dict
  contains:
    name:
      description: Name or ARN of the function, as given.
      returned: always
      type: str
      sample: TriggerCrawler
    reserved_concurrent_executions:
      description: Executions that are reserved, V(-1) for no reservation.
      returned: always
      type: int
      sample: 1
    maximum_retry_attempts:
      description: How often Lambda tries an event again.
      returned: always
      type: int
      sample: 2
    maximum_event_age:
      description: How many seconds Lambda keeps an event.
      returned: always
      type: int
      sample: 21600
    on_success:
      description: Where events go that succeeded, empty for nowhere.
      returned: always
      type: str
      sample: ""
    on_failure:
      description: Where events go that failed, empty for nowhere.
      returned: always
      type: str
      sample: arn:aws:sqs:ap-northeast-1:123456789012:TriggerCrawler-dlq
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import lambda_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_code
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import error_text
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import INVOCATION
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import UNRESERVED
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import compare
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import has_invocation
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import invocation_to_api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import settings_of
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.lambda_concurrency import wanted_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import patiently
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "qualifier": {"type": "str"},
    "reserved_concurrent_executions": {"type": "int"},
    "maximum_retry_attempts": {"type": "int"},
    "maximum_event_age": {"type": "int"},
    "on_success": {"type": "str"},
    "on_failure": {"type": "str"},
    "propagation_timeout": {"type": "int", "default": 60},
}


def may_not_send_yet(error: AnsibleAWSError) -> bool:
    return error_code(error) == "InvalidParameterValueException" and "does not have permission" in error_text(error)


def write(client: Any, params: dict, fields: list[str], wanted: dict) -> None:
    name, qualifier = params["name"], params["qualifier"]
    if "reserved_concurrent_executions" in fields:
        executions = wanted["reserved_concurrent_executions"]
        if executions == UNRESERVED:
            api.delete_concurrency(client, name)
        else:
            api.put_concurrency(client, name, executions)
    if not set(fields) & set(INVOCATION):
        return
    if has_invocation(wanted):
        settings = invocation_to_api(wanted)
        patiently(
            lambda: api.put_invoke_config(client, name, qualifier, settings),
            may_not_send_yet,
            params["propagation_timeout"],
        )
    else:
        api.delete_invoke_config(client, name, qualifier)


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    check_options(params)
    concurrency = api.get_concurrency(client, params["name"])
    missing = concurrency is None
    if missing and params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"name: function {params['name']!r} is not there. Create it before its concurrency.")
    invocation = None if missing else api.get_invoke_config(client, params["name"], params["qualifier"])
    current = settings_of(concurrency, invocation)
    wanted = wanted_settings(params, current)
    comparison = compare(current, wanted)
    if comparison.changed and not module.check_mode:
        write(client, params, comparison.fields, wanted)
    return {
        "changed": comparison.changed,
        "function": {"name": params["name"], **wanted},
        "diff": comparison.as_diff(),
    }


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    client = module.client("lambda")
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
