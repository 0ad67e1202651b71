#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_classifier_info
version_added: 0.1.0
short_description: Read custom classifiers of AWS Glue
description:
  - Returns one custom classifier, or all of them.
options:
  name:
    description: Name of the classifier. Without it all are returned.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_classifier
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read one classifier
  datacatalog.aws.glue_classifier_info:
    name: semicolons

- name: Read all classifiers
  datacatalog.aws.glue_classifier_info:
"""

RETURN = r"""
classifiers:
  description: The classifiers. Empty when there is none with that name.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the classifier.
      returned: always
      type: str
      sample: semicolons
    kind:
      description: Which of the kinds it is of, V(grok), V(xml), V(json) or V(csv).
      returned: always
      type: str
      sample: csv
    grok:
      description: The definition, under the names of the options of M(datacatalog.aws.glue_classifier).
      returned: when it is of this kind
      type: dict
      sample: {"classification": "application-log", "grok_pattern": "%{GREEDYDATA:message}"}
    xml:
      description: The definition, under the names of the options of M(datacatalog.aws.glue_classifier).
      returned: when it is of this kind
      type: dict
      sample: {"classification": "orders", "row_tag": "order"}
    json:
      description: The definition, under the names of the options of M(datacatalog.aws.glue_classifier).
      returned: when it is of this kind
      type: dict
      sample: {"json_path": "$[*]"}
    csv:
      description: The definition, under the names of the options of M(datacatalog.aws.glue_classifier).
      returned: when it is of this kind
      type: dict
      sample: {"delimiter": ";", "contains_header": "PRESENT"}
    creation_time:
      description: When the classifier was made.
      returned: when AWS returns it
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    last_updated:
      description: When the classifier was last changed.
      returned: when AWS returns it
      type: str
      sample: "2026-01-05T09:00:00+09:00"
    version:
      description: How often it has been changed, and one more.
      returned: when AWS returns it
      type: int
      sample: 1
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import classifier_api as api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import classifier_result

ARGUMENT_SPEC = {"name": {"type": "str"}}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    name = module.params["name"]
    found = [api.get_classifier(client, name)] if name else api.get_classifiers(client)
    return {"classifiers": [classifier_result(classifier) for classifier in found if classifier]}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
