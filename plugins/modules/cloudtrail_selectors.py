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
    description:
      - The insights that the trail looks for. An empty list switches them off.
      - An insight that is there keeps the categories of events that it looks at. A new one looks at management events.
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
      description: ARN of the trail, empty when it is not there.
      returned: always
      type: str
      sample: arn:aws:cloudtrail:ap-northeast-1:123456789012:trail/genai-demo-trail
    event_selectors:
      description: Basic selectors, empty when the trail has advanced ones.
      returned: always
      type: list
      elements: dict
      contains:
        read_write_type:
          description: Which events by what they do.
          returned: always
          type: str
          sample: All
        include_management_events:
          description: Whether management events are recorded.
          returned: always
          type: bool
          sample: true
        data_resources:
          description: Data events that are recorded, of which C(type) and which C(values).
          returned: always
          type: list
          elements: dict
          sample: []
        exclude_management_event_sources:
          description: Services whose management events are left out.
          returned: always
          type: list
          elements: str
          sample: [kms.amazonaws.com]
    advanced_event_selectors:
      description: Advanced selectors, empty when the trail has basic ones.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: What the selector is called.
          returned: when it has a name
          type: str
          sample: Backups
        field_selectors:
          description: The conditions on fields, with the names of O(advanced_event_selectors[].field_selectors).
          returned: always
          type: list
          elements: dict
          sample: [{"field": "eventCategory", "equals": ["Management"]}]
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
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
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

Selected = tuple[str, list[dict]]
OPTIONS = ("event_selectors", "advanced_event_selectors", "insight_types")


def wanted(params: dict[str, Any]) -> tuple[Selected | None, list[str] | None]:
    """The selectors and the insights that are asked for; None is what is left alone."""
    selectors.check_trail(params["trail"])
    if params["state"] == "absent":
        asked = [option for option in OPTIONS if params[option] is not None]
        if asked:
            raise InvalidOption(
                f"{asked[0]}: says what is there, so it goes with state present, not with state absent."
            )
        return (selectors.BASIC, selectors.DEFAULT), []
    kinds = None if params["insight_types"] is None else sorted(set(params["insight_types"]))
    if params["advanced_event_selectors"]:
        return (selectors.ADVANCED, selectors.advanced(params["advanced_event_selectors"])), kinds
    if params["event_selectors"] is None and params["advanced_event_selectors"] is None:
        return None, kinds
    return (selectors.BASIC, selectors.basic(params["event_selectors"] or [])), kinds


def compare(current: Selected, after: Selected, kinds: list[str], after_kinds: list[str]) -> Comparison:
    comparison = Comparison()
    if not selectors.same(current, after):
        for kind, option in ((selectors.BASIC, "event_selectors"), (selectors.ADVANCED, "advanced_event_selectors")):
            comparison.field(option, shown(current, kind), shown(after, kind))
    comparison.field("insight_types", kinds, after_kinds)
    return comparison


def ensure(module: AnsibleAWSModule, client: Any, chosen: Selected | None, asked_kinds: list[str] | None) -> dict:
    trail = module.params["trail"]
    found = api.get_event_selectors(client, trail)
    if found is None and module.params["state"] == "present" and not module.check_mode:
        raise InvalidOption(f"trail: {trail!r} is not there. Create it first, with amazon.aws.cloudtrail.")
    current = selectors.selected(found or {})
    insights = api.get_insight_selectors(client, trail) if found else []
    kinds = sorted(item["InsightType"] for item in insights)

    after = current if chosen is None or selectors.same(current, chosen) else chosen
    after_kinds = kinds if asked_kinds is None else asked_kinds
    comparison = compare(current, after, kinds, after_kinds)
    if asked_kinds and selectors.looks_in_vain(asked_kinds, after):
        module.warn("insight_types: the trail records no management events, where new insights are looked for.")
    if not module.check_mode:
        if after is not current:
            api.put_event_selectors(client, trail, *after)
        if "insight_types" in comparison.fields:
            api.put_insight_selectors(client, trail, selectors.insights(after_kinds, insights))
    result = {
        "arn": (found or {}).get("TrailARN", ""),
        "event_selectors": shown(after, selectors.BASIC),
        "advanced_event_selectors": shown(after, selectors.ADVANCED),
        "insight_types": after_kinds,
    }
    return outcome(comparison, {"trail": result})


def shown(selected: Selected, kind: str) -> list[dict]:
    return [camel_dict_to_snake_dict(item) for item in selected[1]] if selected[0] == kind else []


def main() -> None:
    module = DiscreetAWSModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[("event_selectors", "advanced_event_selectors")],
        supports_check_mode=True,
    )
    try:
        chosen, kinds = wanted(module.params)
    except AnsibleAWSError as error:
        fail(module, error)
    conclude(module, "cloudtrail", lambda module, client: ensure(module, client, chosen, kinds))


if __name__ == "__main__":
    main()
