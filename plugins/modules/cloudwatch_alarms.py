#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_alarms
version_added: 0.1.0
short_description: Manage alarms of Amazon CloudWatch, with their tags
description:
  - Creates, updates and deletes alarms on one metric each, all those of a list in one task, and tags them.
  - What CloudWatch would refuse is refused before it is called.
  - What is not set of an alarm that is there is left alone.
options:
  state:
    description: Whether the alarms are there.
    type: str
    choices: [present, absent]
    default: present
  alarms:
    description: The alarms. With O(state=absent) only their names count.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the alarm, up to 255 characters.
        type: str
        required: true
      description:
        description: What it means and what to do, up to 1024 characters. Empty for none.
        type: str
      namespace:
        description: Namespace of the metric. Needed to create an alarm.
        type: str
      metric_name:
        description: Name of the metric. Needed to create an alarm.
        type: str
      dimensions:
        description: Dimensions of the metric. All of them have to be given, since CloudWatch takes them exactly.
        type: dict
      statistic:
        description: What is compared. Needed to create an alarm, unless O(alarms[].extended_statistic) is set.
        type: str
        choices: [SampleCount, Average, Sum, Minimum, Maximum]
      extended_statistic:
        description: A percentile such as V(p95), or another such statistic.
        type: str
      unit:
        description: Look only at what was published with this unit.
        type: str
      comparison:
        description: How it is compared. Needed to create an alarm.
        type: str
        choices: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold]
      threshold:
        description: With what it is compared. Needed to create an alarm.
        type: float
      period:
        description: Seconds of a datapoint, V(10), V(20), V(30) or a multiple of 60. Needed to create an alarm.
        type: int
      evaluation_periods:
        description: How many datapoints are looked at. Needed to create an alarm.
        type: int
      datapoints_to_alarm:
        description: How many of them have to breach. Without it, all.
        type: int
      treat_missing_data:
        description: What a period without data means. The default of AWS is V(missing).
        type: str
        choices: [missing, ignore, breaching, notBreaching]
      actions_enabled:
        description: Whether a change of state does anything. The default of AWS is V(true).
        type: bool
      alarm_actions:
        description: ARNs of what is told when it fires, up to five.
        type: list
        elements: str
      ok_actions:
        description: ARNs of what is told when it recovers, up to five.
        type: list
        elements: str
      insufficient_data_actions:
        description: ARNs of what is told when there is too little data, up to five.
        type: list
        elements: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.cloudwatch_metric_alarm
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Tell of errors of the function, and of letters in the queue
  datacatalog.aws.cloudwatch_alarms:
    alarms:
      - name: TriggerCrawler-Errors
        description: The function failed. Read its log.
        namespace: AWS/Lambda
        metric_name: Errors
        dimensions:
          FunctionName: TriggerCrawler
        statistic: Sum
        comparison: GreaterThanOrEqualToThreshold
        threshold: 1
        period: 300
        evaluation_periods: 1
        treat_missing_data: notBreaching
        alarm_actions:
          - arn:aws:sns:ap-northeast-1:123456789012:alerts
      - name: TriggerCrawler-DeadLetters
        namespace: AWS/SQS
        metric_name: ApproximateNumberOfMessagesVisible
        dimensions:
          QueueName: TriggerCrawler-dlq
        statistic: Maximum
        comparison: GreaterThanThreshold
        threshold: 0
        period: 60
        evaluation_periods: 1
    tags:
      Project: GenAI-Demo

- name: Delete them
  datacatalog.aws.cloudwatch_alarms:
    state: absent
    alarms:
      - name: TriggerCrawler-Errors
      - name: TriggerCrawler-DeadLetters
"""

RETURN = r"""
alarms:
  description: The alarms as they are, or in check mode as they would be. Empty when they are absent.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the alarm.
      returned: always
      type: str
      sample: TriggerCrawler-Errors
    arn:
      description: ARN of the alarm.
      returned: when it was there before
      type: str
      sample: arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:TriggerCrawler-Errors
    state:
      description: Its state before the task.
      returned: when it was there before
      type: str
      sample: OK
    settings:
      description: All that can be set of it, by the names of the options.
      returned: always
      type: dict
      sample: {"namespace": "AWS/Lambda", "metric_name": "Errors", "period": 300}
    tags:
      description: Its tags.
      returned: when tags were asked for
      type: dict
      sample: {"Project": "GenAI-Demo"}
changes:
  description: The names of the alarms that were created, changed or deleted.
  returned: always
  type: list
  elements: str
  sample: [TriggerCrawler-Errors]
"""

from dataclasses import dataclass
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import TagPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import as_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import plan_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import alarm as alarms
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch import alarm_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

OPTIONS = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "namespace": {"type": "str"},
    "metric_name": {"type": "str"},
    "dimensions": {"type": "dict"},
    "statistic": {"type": "str", "choices": list(alarms.STATISTICS)},
    "extended_statistic": {"type": "str"},
    "unit": {"type": "str"},
    "comparison": {"type": "str", "choices": list(alarms.COMPARISONS)},
    "threshold": {"type": "float"},
    "period": {"type": "int"},
    "evaluation_periods": {"type": "int"},
    "datapoints_to_alarm": {"type": "int"},
    "treat_missing_data": {"type": "str", "choices": list(alarms.TREATMENTS)},
    "actions_enabled": {"type": "bool"},
    "alarm_actions": {"type": "list", "elements": "str"},
    "ok_actions": {"type": "list", "elements": "str"},
    "insufficient_data_actions": {"type": "list", "elements": "str"},
}
ARGUMENT_SPEC = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "alarms": {"type": "list", "elements": "dict", "required": True, "options": OPTIONS},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


@dataclass(frozen=True)
class Step:
    """One alarm: as it is, as it shall be, and the difference."""

    name: str
    found: dict
    wanted: dict
    fields: list[str]
    tags: TagPlan
    comparison: Comparison

    def shown(self, tagged: bool) -> dict[str, Any]:
        there = {"arn": self.found["AlarmArn"], "state": self.found["StateValue"]} if self.found else {}
        return {"name": self.name, **there, "settings": self.wanted, **({"tags": self.tags.after} if tagged else {})}


def step_of(given: dict, found: dict, tags: TagPlan) -> Step:
    current = alarms.alarm_of(found) if found else None
    wanted = alarms.wanted_alarm(given, current)
    alarms.check_alarm(given["name"], wanted)
    comparison = alarms.compare_alarm(current, wanted)
    fields = list(comparison.fields)
    comparison.map("tags", tags.before, tags.after)
    return Step(given["name"], found, wanted, fields, tags, comparison)


def write(client: Any, step: Step) -> None:
    """A new alarm is tagged while it is made; tags in an update are ignored by CloudWatch."""
    tags, request = step.tags, alarms.request_of(step.name, step.wanted)
    if not step.found and tags.add:
        request["Tags"] = [{"Key": key, "Value": value} for key, value in sorted(tags.add.items())]
    if step.fields:
        api.put_alarm(client, step.name, request)
    if step.found and tags.remove:
        api.remove_tags(client, step.found["AlarmArn"], tags.remove)
    if step.found and tags.add:
        api.add_tags(client, step.found["AlarmArn"], tags.add)


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    given, tags = module.params["alarms"], module.params["tags"]
    there = api.describe_alarms(client, [alarm["name"] for alarm in given])
    steps = []
    for alarm in given:
        found = there.get(alarm["name"], {})
        arn = found.get("AlarmArn", "")
        before = api.get_tags(client, arn) if found and tags is not None else {}
        steps.append(step_of(alarm, found, plan_tags(before, tags, module.params["purge_tags"], arn)))
    changed = [step for step in steps if step.comparison.changed]
    if not module.check_mode:
        for step in changed:
            write(client, step)
    return result_of(changed, [step.shown(tags is not None) for step in steps])


def result_of(changed: list[Step], shown: list[dict]) -> dict:
    diffs = {step.name: step.comparison.as_diff() for step in changed}

    def side(which: str) -> dict:
        return {name: diff[which] for name, diff in diffs.items() if diff[which]}

    return {
        "changed": bool(changed),
        "changes": list(diffs),
        "alarms": shown,
        "diff": {"before": side("before"), "after": side("after")},
    }


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    found = api.describe_alarms(client, [alarm["name"] for alarm in module.params["alarms"]])
    if found and not module.check_mode:
        api.delete_alarms(client, sorted(found))
    before = {name: alarms.alarm_of(alarm) for name, alarm in sorted(found.items())}
    return {"changed": bool(found), "changes": sorted(found), "alarms": [], "diff": {"before": before, "after": {}}}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    return (ensure_present if module.params["state"] == "present" else ensure_absent)(module, client)


def check_options(params: dict) -> None:
    """What can be said without AWS: an alarm with all that a new one needs is checked before any call."""
    alarms.check_names(params["alarms"])
    tags = as_tags(params["tags"])
    if len(tags) > 50:
        raise InvalidOption(f"tags: {len(tags)} are given, 50 are allowed.")
    for alarm in params["alarms"] if params["state"] == "present" else []:
        wanted = alarms.wanted_alarm(alarm, None)
        if alarms.is_complete(wanted):
            alarms.check_alarm(alarm["name"], wanted)


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        check_options(module.params)
    except InvalidOption as error:
        fail(module, error)
    conclude(module, "cloudwatch", ensure, advise)


if __name__ == "__main__":
    main()
