#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudtrail_selectors
version_added: 0.1.0
short_description: Manage which events a trail of AWS CloudTrail records
description:
  - Says which events a trail records, and which insights it looks for, for a trail that is there already.
  - What is not set is left alone. Selectors are compared as data, in any order, with what AWS fills in.
  - A trail has basic or advanced selectors. Setting the ones replaces the others.
options:
  trail:
    description:
      - Name or ARN of the trail, the ARN for a trail whose home is another region.
      - In check mode it may be a trail that does not exist yet.
    type: str
    required: true
    aliases: [trail_name, name]
  event_selectors:
    description:
      - Basic selectors, at most 5.
      - An empty list restores what AWS gives a new trail, all management events and no data event.
    type: list
    elements: dict
    suboptions:
      read_write_type:
        description: Which events by what they do.
        type: str
        choices: [All, ReadOnly, WriteOnly]
        default: All
      include_management_events:
        description: Whether management events are recorded.
        type: bool
        default: true
      data_resources:
        description: Data events that are recorded, at most 250 values in all selectors together.
        type: list
        elements: dict
        suboptions:
          type:
            description: V(AWS::S3::Object), V(AWS::Lambda::Function) or V(AWS::DynamoDB::Table).
            type: str
            required: true
          values:
            description: ARNs, or their beginnings.
            type: list
            elements: str
            required: true
      exclude_management_event_sources:
        description: Services whose management events are left out, V(kms.amazonaws.com) or V(rdsdata.amazonaws.com).
        type: list
        elements: str
  advanced_event_selectors:
    description:
      - Advanced selectors, at most 500 values in all together. An empty list restores what AWS gives a new trail.
    type: list
    elements: dict
    suboptions:
      name:
        description: What the selector is called.
        type: str
      field_selectors:
        description:
          - The conditions on fields, all of which must hold. One is on V(eventCategory) and says what it equals.
        type: list
        elements: dict
        required: true
        suboptions:
          field:
            description:
              - Field of the event, such as V(eventCategory), V(resources.type), V(resources.ARN), V(readOnly).
            type: str
            required: true
          equals:
            description: One of these.
            type: list
            elements: str
          not_equals:
            description: None of these.
            type: list
            elements: str
          starts_with:
            description: Begins with one of these.
            type: list
            elements: str
          not_starts_with:
            description: Begins with none of these.
            type: list
            elements: str
          ends_with:
            description: Ends with one of these.
            type: list
            elements: str
          not_ends_with:
            description: Ends with none of these.
            type: list
            elements: str
  insight_types:
    description: The insights that the trail looks for. An empty list switches them off.
    type: list
    elements: str
    choices: [ApiCallRateInsight, ApiErrorRateInsight]
  state:
    description: V(absent) restores what AWS gives a new trail, and switches insights off. The trail stays.
    type: str
    choices: [present, absent]
    default: present
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.cloudtrail
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Record management events, without those of encryption
  datacatalog.aws.cloudtrail_selectors:
    trail: genai-demo-trail
    event_selectors:
      - read_write_type: All
        exclude_management_event_sources: [kms.amazonaws.com]

- name: Record who reads the backups
  datacatalog.aws.cloudtrail_selectors:
    trail: genai-demo-trail
    advanced_event_selectors:
      - name: Management events
        field_selectors:
          - field: eventCategory
            equals: [Management]
      - name: Backups
        field_selectors:
          - field: eventCategory
            equals: [Data]
          - field: resources.type
            equals: ["AWS::S3::Object"]
          - field: resources.ARN
            starts_with: ["arn:aws:s3:::genai-demo-backup/"]
    insight_types: [ApiErrorRateInsight]

- name: Back to what AWS gives a new trail
  datacatalog.aws.cloudtrail_selectors:
    trail: genai-demo-trail
    state: absent
"""

RETURN = r"""
trail:
  description: The trail's selectors as they are, or in check mode as they would be.
  returned: always
  type: dict
  contains:
    arn:
      description: ARN of the trail, empty in check mode when it is not there yet.
      returned: always
      type: str
      sample: arn:aws:cloudtrail:ap-northeast-1:123456789012:trail/genai-demo-trail
    event_selectors:
      description: Basic selectors, empty when the trail has advanced ones.
      returned: always
      type: list
      elements: dict
      sample: [{"read_write_type": "All", "include_management_events": true}]
    advanced_event_selectors:
      description: Advanced selectors, empty when the trail has basic ones.
      returned: always
      type: list
      elements: dict
      sample: []
    insight_types:
      description: The insights that the trail looks for.
      returned: always
      type: list
      elements: str
      sample: [ApiErrorRateInsight]
"""

from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import trail_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._aws import trail_selectors as selectors
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import Comparison
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.diff import outcome
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption

CONDITIONS = {name: {"type": "list", "elements": "str"} for name in selectors.OPERATORS}
FIELD = {"field": {"type": "str", "required": True}, **CONDITIONS}
DATA_RESOURCE = {
    "type": {"type": "str", "required": True},
    "values": {"type": "list", "elements": "str", "required": True},
}
BASIC = {
    "read_write_type": {"type": "str", "choices": list(selectors.READ_WRITE), "default": "All"},
    "include_management_events": {"type": "bool", "default": True},
    "data_resources": {"type": "list", "elements": "dict", "options": DATA_RESOURCE},
    "exclude_management_event_sources": {"type": "list", "elements": "str"},
}
ADVANCED = {
    "name": {"type": "str"},
    "field_selectors": {"type": "list", "elements": "dict", "required": True, "options": FIELD},
}
ARGUMENT_SPEC = {
    "trail": {"type": "str", "required": True, "aliases": ["trail_name", "name"]},
    "event_selectors": {"type": "list", "elements": "dict", "options": BASIC},
    "advanced_event_selectors": {"type": "list", "elements": "dict", "options": ADVANCED},
    "insight_types": {"type": "list", "elements": "str", "choices": list(selectors.INSIGHTS)},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}

Wanted = tuple[tuple[str, list[dict]] | None, list[dict] | None]


def wanted(params: dict[str, Any]) -> Wanted:
    """The selectors and the insights that are asked for; None is what is left alone."""
    selectors.check_trail(params["trail"])
    if params["state"] == "absent":
        return (selectors.BASIC, selectors.DEFAULT), []
    basic = None if params["event_selectors"] is None else selectors.basic(params["event_selectors"])
    advanced = params["advanced_event_selectors"]
    insights = None if params["insight_types"] is None else selectors.insights(params["insight_types"])
    if advanced:
        return (selectors.ADVANCED, selectors.advanced(advanced)), insights
    if basic is None and advanced is not None:
        basic = selectors.DEFAULT
    return (None if basic is None else (selectors.BASIC, basic)), insights


def ensure(module: AnsibleAWSModule, client: Any, asked: Wanted) -> dict:
    trail = module.params["trail"]
    found = api.get_event_selectors(client, trail)
    if found is None and module.params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"trail: {trail!r} is not there. Create it first, with amazon.aws.cloudtrail.")
    current = selectors.selected(found or {})
    looked_for = api.get_insight_selectors(client, trail) if found else []
    kinds = sorted(item["InsightType"] for item in looked_for)

    chosen, insights = asked
    comparison = Comparison()
    after, after_kinds = current, kinds
    if chosen is not None and not selectors.same(current, chosen):
        after = chosen
        for kind, option in ((selectors.BASIC, "event_selectors"), (selectors.ADVANCED, "advanced_event_selectors")):
            comparison.field(option, shown(current, kind), shown(chosen, kind))
        if not module.check_mode:
            api.put_event_selectors(client, trail, *chosen)
    if insights is not None and kinds != [item["InsightType"] for item in insights]:
        after_kinds = [item["InsightType"] for item in insights]
        comparison.record("insight_types", kinds, after_kinds)
        if not module.check_mode:
            api.put_insight_selectors(client, trail, insights)
    result = {
        "arn": (found or {}).get("TrailARN", ""),
        "event_selectors": shown(after, selectors.BASIC),
        "advanced_event_selectors": shown(after, selectors.ADVANCED),
        "insight_types": after_kinds,
    }
    return outcome(comparison, {"trail": result})


def shown(selected: tuple[str, list[dict]], kind: str) -> list[dict]:
    return [camel_dict_to_snake_dict(item) for item in selected[1]] if selected[0] == kind else []


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[("event_selectors", "advanced_event_selectors")],
        supports_check_mode=True,
    )
    try:
        asked = wanted(module.params)
    except AnsibleAWSError as error:
        fail(module, error)
    conclude(module, "cloudtrail", lambda module, client: ensure(module, client, asked))


if __name__ == "__main__":
    main()
