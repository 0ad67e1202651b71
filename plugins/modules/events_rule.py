#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: events_rule
version_added: 0.1.0
short_description: Manage a rule of Amazon EventBridge and its targets
description:
  - Creates, updates and deletes a rule with its targets and tags, on any event bus.
  - What is not set is left alone, what is empty is cleared. Targets that are not named stay, unless they are purged.
options:
  name:
    description: Name of the rule, up to 64 letters, digits, C(.), C(-) and C(_).
    type: str
    required: true
  event_bus_name:
    description: Name or ARN of the event bus.
    type: str
    default: default
  state:
    description: Whether the rule is there. A rule goes with all its targets.
    type: str
    choices: [present, absent]
    default: present
  enabled:
    description: Whether the rule acts. A new rule does.
    type: bool
  description:
    description: Description of the rule, up to 512 characters.
    type: str
  event_pattern:
    description:
      - Which events start the rule, as a map or as JSON. Compared as data; the values of a field may be in any order.
      - A rule needs this, O(schedule_expression), or both.
    type: json
  schedule_expression:
    description: When the rule starts by itself, as V(cron(0 17 * * ? *\)) in UTC or V(rate(5 minutes\)).
    type: str
  role_arn:
    description: ARN of the role that the rule acts with, for targets that need one.
    type: str
  targets:
    description: What the rule sends its events to. With the targets of others, 5 are allowed.
    type: list
    elements: dict
    suboptions:
      id:
        description: What the target is known by within the rule.
        type: str
        required: true
      arn:
        description: ARN of the target.
        type: str
        required: true
      role_arn:
        description: ARN of the role for this target.
        type: str
      input:
        description: What the target receives in place of the event. Data is sent as JSON, a text as it is.
        type: raw
      input_path:
        description: The part of the event that the target receives, such as V($.detail).
        type: str
      input_transformer:
        description: What the target receives, made of parts of the event. Empty clears it.
        type: dict
        suboptions:
          input_paths_map:
            description: Names for parts of the event.
            type: dict
          input_template:
            description:
              - The text with these names in C(<) and C(>). A text is sent exactly as it is, with the quotes that it
                has; data is sent as JSON.
            type: raw
      dead_letter_arn:
        description: ARN of the standard queue for events that could not be delivered. Empty for none.
        type: str
      retry_policy:
        description: How an event that could not be delivered is tried again. Empty for the defaults of AWS.
        type: dict
        suboptions:
          maximum_retry_attempts:
            description: How often, from 0 to 185. The default of AWS is V(185).
            type: int
          maximum_event_age_in_seconds:
            description: For how long, from 60 to 86400. The default of AWS is V(86400).
            type: int
      sqs_message_group_id:
        description: Message group of a FIFO queue.
        type: str
      raw_parameters:
        description:
          - Any other part of a target in the spelling of the API, such as C(EcsParameters), sent as it is.
        type: dict
  purge_targets:
    description: Remove targets that are not in O(targets).
    type: bool
    default: false
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.cloudwatchevent_rule
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.tags
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Send what becomes of a crawl to a function, and what cannot be delivered to a queue
  datacatalog.aws.events_rule:
    name: crawler-state-change
    event_pattern:
      source: [aws.glue]
      detail-type: [Glue Crawler State Change]
      detail:
        crawlerName: [genai-demo-aurora-auto-discovery]
    targets:
      - id: function
        arn: arn:aws:lambda:ap-northeast-1:123456789012:function:TriggerCrawler
        dead_letter_arn: arn:aws:sqs:ap-northeast-1:123456789012:events-dlq
        retry_policy:
          maximum_retry_attempts: 8
      - id: topic
        arn: arn:aws:sns:ap-northeast-1:123456789012:alerts
        input_transformer:
          input_paths_map:
            crawler: $.detail.crawlerName
            state: $.detail.state
          input_template: '"Crawler <crawler> is <state>."'

- name: Look every five minutes
  datacatalog.aws.events_rule:
    name: sweep
    schedule_expression: rate(5 minutes)

- name: Pause it
  datacatalog.aws.events_rule:
    name: sweep
    enabled: false

- name: Delete it
  datacatalog.aws.events_rule:
    name: sweep
    state: absent
"""

RETURN = r"""
rule:
  description: The rule as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the rule.
      returned: when it is present
      type: str
      sample: crawler-state-change
    arn:
      description: ARN of the rule. Empty for a rule that only would be there.
      returned: when it is present
      type: str
      sample: arn:aws:events:ap-northeast-1:123456789012:rule/crawler-state-change
    event_bus_name:
      description: Its event bus.
      returned: when it is present
      type: str
      sample: default
    description:
      description: Its description.
      returned: when it is present
      type: str
      sample: ""
    event_pattern:
      description: Which events start it, as data.
      returned: when it is present
      type: dict
      sample: {"source": ["aws.glue"]}
    schedule_expression:
      description: When it starts by itself.
      returned: when it is present
      type: str
      sample: ""
    role_arn:
      description: The role that it acts with.
      returned: when it is present
      type: str
      sample: ""
    enabled:
      description: Whether it acts.
      returned: when it is present
      type: bool
      sample: true
    targets:
      description: Its targets in the spelling of the options, those of others among them.
      returned: when it is present
      type: list
      elements: dict
      sample: [{"id": "function", "arn": "arn:aws:lambda:ap-northeast-1:123456789012:function:TriggerCrawler"}]
    tags:
      description: Its tags.
      returned: when O(tags) is set
      type: dict
      sample: {"Project": "GenAI-Demo"}
"""

import operator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.amazon.aws.plugins.module_utils.tagging import boto3_tag_list_to_ansible_dict
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import TagPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.tags import plan_tags
from ansible_collections.datacatalog.aws.plugins.module_utils._events import api
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import FIELDS
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import bus_of
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import rule_result
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import same_pattern
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import settings_of
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import shown_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import to_api
from ansible_collections.datacatalog.aws.plugins.module_utils._events.rule import wanted_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._events.targets import TargetPlan
from ansible_collections.datacatalog.aws.plugins.module_utils._events.targets import plan_targets
from ansible_collections.datacatalog.aws.plugins.module_utils._events.targets import same_target
from ansible_collections.datacatalog.aws.plugins.module_utils._events.targets import target_result
from ansible_collections.datacatalog.aws.plugins.module_utils._events.validate import check_count
from ansible_collections.datacatalog.aws.plugins.module_utils._events.validate import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._events.validate import check_trigger
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise

TARGET_SPEC = {
    "id": {"type": "str", "required": True},
    "arn": {"type": "str", "required": True},
    "role_arn": {"type": "str"},
    "input": {"type": "raw"},
    "input_path": {"type": "str"},
    "input_transformer": {
        "type": "dict",
        "options": {"input_paths_map": {"type": "dict"}, "input_template": {"type": "raw"}},
    },
    "dead_letter_arn": {"type": "str"},
    "retry_policy": {
        "type": "dict",
        "options": {"maximum_retry_attempts": {"type": "int"}, "maximum_event_age_in_seconds": {"type": "int"}},
    },
    "sqs_message_group_id": {"type": "str"},
    "raw_parameters": {"type": "dict"},
}
ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "event_bus_name": {"type": "str", "default": "default"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "enabled": {"type": "bool"},
    "description": {"type": "str"},
    "event_pattern": {"type": "json"},
    "schedule_expression": {"type": "str"},
    "role_arn": {"type": "str"},
    "targets": {"type": "list", "elements": "dict", "options": TARGET_SPEC},
    "purge_targets": {"type": "bool", "default": False},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


def compare_rule(is_there: bool, current: dict, wanted: dict) -> Comparison:
    comparison = Comparison()
    before, after = shown_settings(current), shown_settings(wanted)
    for option in FIELDS:
        same = same_pattern if option == "event_pattern" else operator.eq
        if not same(current[option], wanted[option]):
            comparison.record(option, before[option] if is_there else None, after[option])
    comparison.field("enabled", before["enabled"] if is_there else None, after["enabled"])
    return comparison


def write(client: Any, name: str, bus: str, settings: dict | None, targets: TargetPlan, tags: TagPlan) -> str:
    """The targets that go, the rule, the targets that come, so that the limit of five is never in the way."""
    arn = tags.arn
    if targets.remove:
        api.remove_targets(client, name, bus, targets.remove)
    if settings:
        with_tags = {"Tags": ansible_dict_to_boto3_tag_list(tags.add)} if tags.add and not arn else {}
        arn = api.put_rule(client, name, bus, {**settings, **with_tags})
    if targets.put:
        api.put_targets(client, name, bus, targets.put)
    if tags.arn and tags.remove:
        api.remove_tags(client, tags.arn, tags.remove)
    if tags.arn and tags.add:
        api.add_tags(client, tags.arn, ansible_dict_to_boto3_tag_list(tags.add))
    return arn


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    name, bus = params["name"], bus_of(params)
    rule = api.get_rule(client, name, bus)
    arn = rule["Arn"] if rule else ""
    current = settings_of(rule)
    wanted = wanted_settings(params, current)
    check_trigger(wanted)
    there = api.get_targets(client, name, bus) if rule else []
    targets = plan_targets(there, params["targets"], params["purge_targets"])
    if targets.put:
        check_count(len(targets.after))
    known = api.get_tags(client, arn) if rule and params["tags"] is not None else []
    tags = plan_tags(boto3_tag_list_to_ansible_dict(known), params["tags"], params["purge_tags"], arn)

    comparison = compare_rule(bool(rule), current, wanted)
    settings = to_api(wanted) if comparison.changed else None
    comparison.map("targets", targets.before, targets.after, same_target)
    comparison.map("tags", tags.before, tags.after)
    if comparison.changed and not module.check_mode:
        arn = write(client, name, bus, settings, targets, tags)
    result = rule_result(name, bus, arn, wanted)
    result["targets"] = [target_result(target) for _id, target in sorted(targets.after.items())]
    if params["tags"] is not None:
        result["tags"] = tags.after
    return {"changed": comparison.changed, "rule": result, "diff": comparison.as_diff()}


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    name, bus = params["name"], bus_of(params)
    rule = api.get_rule(client, name, bus)
    before = {}
    if rule:
        targets = api.get_targets(client, name, bus)
        before = rule_result(name, bus, rule["Arn"], settings_of(rule))
        before["targets"] = [target_result(target) for target in targets]
        if not module.check_mode:
            if targets:
                api.remove_targets(client, name, bus, [target["Id"] for target in targets])
            api.delete_rule(client, name, bus)
    return {"changed": bool(rule), "rule": {}, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    ensure = ensure_present if module.params["state"] == "present" else ensure_absent
    try:
        check_options(module.params)
        result = ensure(module, module.client("events"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
