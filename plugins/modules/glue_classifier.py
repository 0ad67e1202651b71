#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_classifier
version_added: 0.1.0
short_description: Manage a custom classifier of AWS Glue
description:
  - Creates, updates and deletes a custom classifier, by which a crawler of files recognises a format and reads its
    schema. A crawl of a database has no use for one.
  - Exactly one of O(grok), O(xml), O(json) and O(csv) says what kind it is. A suboption that is not set is left alone.
  - An update reads the classifier first and sends it back whole.
options:
  name:
    description: Name of the classifier, from 1 to 255 characters.
    type: str
    required: true
  state:
    description:
      - Whether the classifier is there.
      - AWS does not look whether a crawler uses the classifier that is deleted. A crawler that does fails at its next
        crawl.
    type: str
    choices: [present, absent]
    default: present
  replace:
    description:
      - Delete the classifier and create it anew under the same name where AWS cannot change it, which is when it is of
        another kind, or when O(csv.delimiter) or O(csv.quote_symbol) is to be cleared. Crawlers keep it in their lists.
      - Without it such a difference is refused.
    type: bool
    default: false
  grok:
    description: A classifier that matches each line with a grok pattern.
    type: dict
    suboptions:
      classification:
        description: The format that the classifier finds, such as V(cloudtrail). Needed to create one.
        type: str
      grok_pattern:
        description: The pattern, at most 2048 characters. Needed to create one.
        type: str
      custom_patterns:
        description:
          - Patterns of your own that O(grok.grok_pattern) uses, one a line, the name first, at most 16000 characters.
            An empty string clears them.
        type: str
  xml:
    description: A classifier of XML.
    type: dict
    suboptions:
      classification:
        description: The format that the classifier finds. Needed to create one.
        type: str
      row_tag:
        description: Name of the element that holds a record, without angle brackets. Needed to create one.
        type: str
  json:
    description: A classifier of JSON.
    type: dict
    suboptions:
      json_path:
        description: A JsonPath to the data, from V($) on, such as V($[*]). Needed to create one.
        type: str
  csv:
    description: A classifier of comma-separated and similar files.
    type: dict
    suboptions:
      delimiter:
        description: The character between columns. An empty string clears it, which needs O(replace).
        type: str
      quote_symbol:
        description:
          - The character around a value, another one than O(csv.delimiter). An empty string clears it, which needs
            O(replace).
        type: str
      contains_header:
        description: Whether the files have a line of column names. AWS's default is V(UNKNOWN).
        type: str
        choices: [UNKNOWN, PRESENT, ABSENT]
      header:
        description: Names of the columns, in their order. An empty list clears them.
        type: list
        elements: str
      disable_value_trimming:
        description: Keep the spaces around values.
        type: bool
      allow_single_column:
        description: Take files of a single column too.
        type: bool
      custom_datatype_configured:
        description: Use the types of O(csv.custom_datatypes) and no others.
        type: bool
      custom_datatypes:
        description: Types that columns may have. Their order says nothing. An empty list clears them.
        type: list
        elements: str
        choices: [BINARY, BOOLEAN, DATE, DECIMAL, DOUBLE, FLOAT, INT, LONG, SHORT, STRING, TIMESTAMP]
      serde:
        description: The library that reads the files. AWS's default is V(None), which leaves the choice to the crawler.
        type: str
        choices: [OpenCSVSerDe, LazySimpleSerDe, None]
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_classifier_info
  - module: datacatalog.aws.glue_crawler
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.manages
"""

EXAMPLES = r"""
- name: Recognise files that are separated by semicolons
  datacatalog.aws.glue_classifier:
    name: semicolons
    csv:
      delimiter: ";"
      quote_symbol: '"'
      contains_header: PRESENT
      custom_datatype_configured: true
      custom_datatypes: [INT, STRING, TIMESTAMP]

- name: Recognise the log of an application
  datacatalog.aws.glue_classifier:
    name: application-log
    grok:
      classification: application-log
      grok_pattern: "%{TIMESTAMP_ISO8601:time} %{TENANT:tenant} %{GREEDYDATA:message}"
      custom_patterns: "TENANT [a-z]{2}[0-9]+"

- name: Read the elements of a JSON list as records
  datacatalog.aws.glue_classifier:
    name: records
    json:
      json_path: "$[*]"

- name: Read each order element as a record, whatever kind of classifier had the name before
  datacatalog.aws.glue_classifier:
    name: orders
    replace: true
    xml:
      classification: orders
      row_tag: order

- name: Delete a classifier
  datacatalog.aws.glue_classifier:
    name: semicolons
    state: absent
"""

RETURN = r"""
classifier:
  description: The classifier as it is, or in check mode as it would be. Empty when it is absent.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the classifier.
      returned: when the classifier is present
      type: str
      sample: semicolons
    kind:
      description: Which of the kinds it is of, V(grok), V(xml), V(json) or V(csv).
      returned: when the classifier is present
      type: str
      sample: csv
    grok:
      description: The definition, under the names of the suboptions of O(grok).
      returned: when it is of this kind
      type: dict
      sample: {"classification": "application-log", "grok_pattern": "%{GREEDYDATA:message}"}
    xml:
      description: The definition, under the names of the suboptions of O(xml).
      returned: when it is of this kind
      type: dict
      sample: {"classification": "orders", "row_tag": "order"}
    json:
      description: The definition, under the names of the suboptions of O(json).
      returned: when it is of this kind
      type: dict
      sample: {"json_path": "$[*]"}
    csv:
      description: The definition, under the names of the suboptions of O(csv).
      returned: when it is of this kind
      type: dict
      sample: {"delimiter": ";", "contains_header": "PRESENT"}
    creation_time:
      description: When the classifier was made.
      returned: when the classifier exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    last_updated:
      description: When the classifier was last changed.
      returned: when the classifier exists
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    version:
      description: How often it has been changed, and one more.
      returned: when the classifier exists
      type: int
      sample: 1
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import classifier_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import KINDS
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import Plan
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import check_classifier
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import classifier_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import plan_classifier
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import split
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.overtaken import until_written

DATATYPES = [
    "BINARY",
    "BOOLEAN",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "INT",
    "LONG",
    "SHORT",
    "STRING",
    "TIMESTAMP",
]
ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "replace": {"type": "bool", "default": False},
    "grok": {
        "type": "dict",
        "options": {
            "classification": {"type": "str"},
            "grok_pattern": {"type": "str"},
            "custom_patterns": {"type": "str"},
        },
    },
    "xml": {"type": "dict", "options": {"classification": {"type": "str"}, "row_tag": {"type": "str"}}},
    "json": {"type": "dict", "options": {"json_path": {"type": "str"}}},
    "csv": {
        "type": "dict",
        "options": {
            "delimiter": {"type": "str"},
            "quote_symbol": {"type": "str"},
            "contains_header": {"type": "str", "choices": ["UNKNOWN", "PRESENT", "ABSENT"]},
            "header": {"type": "list", "elements": "str"},
            "disable_value_trimming": {"type": "bool"},
            "allow_single_column": {"type": "bool"},
            "custom_datatype_configured": {"type": "bool"},
            "custom_datatypes": {"type": "list", "elements": "str", "choices": DATATYPES},
            "serde": {"type": "str", "choices": ["OpenCSVSerDe", "LazySimpleSerDe", "None"]},
        },
    },
}


def replace(client: Any, name: str, plan: Plan, found: dict) -> None:
    """Delete and create anew. When AWS refuses the new one, the old one is put back."""
    api.delete_classifier(client, name)
    try:
        api.create_classifier(client, name, KINDS[plan.kind].api, plan.definition)
    except AnsibleAWSError:
        kind, definition = split(found)
        settings = {key: definition[key] for key in KINDS[kind].fields.values() if key in definition}
        api.create_classifier(client, name, KINDS[kind].api, settings)
        raise


def ensure_present(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    name = params["name"]
    check_classifier(params)

    def attempt(announce: Callable[[dict], None]) -> dict:
        found = api.get_classifier(client, name)
        plan = plan_classifier(params, found)
        if plan.obstacles and not params["replace"]:
            raise InvalidOption(
                f"Classifier {name} has to be created anew, since {' and '.join(plan.obstacles)}. Set replace to true."
            )
        kind = KINDS[plan.kind].api
        wanted = {kind: {**(found or {}).get(kind, {}), **plan.definition, "Name": name}}
        outcome = {"changed": plan.comparison.changed, "diff": plan.comparison.as_diff()}
        if plan.comparison.changed and not module.check_mode:
            announce(outcome)
            if found is None:
                api.create_classifier(client, name, kind, plan.definition)
            elif plan.obstacles:
                replace(client, name, plan, found)
            else:
                api.update_classifier(client, name, kind, plan.definition)
            wanted = api.get_classifier(client, name) or wanted
        shown = wanted if plan.comparison.changed or found is None else found
        return {**outcome, "classifier": classifier_result(shown)}

    return until_written(attempt)


def ensure_absent(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    found = api.get_classifier(client, name)
    if found and not module.check_mode:
        api.delete_classifier(client, name)
    kind, _definition = split(found)
    before = {"name": name, kind: classifier_result(found)[kind]} if kind else {}
    return {"changed": bool(found), "classifier": {}, "diff": {"before": before, "after": {}}}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[list(KINDS)],
        required_if=[("state", "present", list(KINDS), True)],
        supports_check_mode=True,
    )
    client = module.client("glue")
    ensure = ensure_present if module.params["state"] == "present" else ensure_absent
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
