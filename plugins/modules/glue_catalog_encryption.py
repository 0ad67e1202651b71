#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_encryption
version_added: 0.1.0
short_description: Manage the encryption settings of the AWS Glue Data Catalog
description:
  - Sets how the Data Catalog encrypts its metadata, and the passwords of its connections.
  - The settings are those of the whole account in the region, not of one database or connection.
  - An option, and a suboption, that is not set is left alone.
options:
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
  encryption_at_rest:
    description: Encryption of the metadata. It holds for what is written from then on.
    type: dict
    suboptions:
      mode:
        description:
          - V(DISABLED) turns it off, V(SSE-KMS) encrypts with a KMS key,
            V(SSE-KMS-WITH-SERVICE-ROLE) does so as the role of O(encryption_at_rest.service_role).
        type: str
        choices: [DISABLED, SSE-KMS, SSE-KMS-WITH-SERVICE-ROLE]
      kms_key_id:
        description: ID, ARN or alias of the symmetric KMS key. An empty string means the key that AWS manages for Glue.
        type: str
      service_role:
        description: ARN of the IAM role that the catalog encrypts as.
        type: str
  connection_password_encryption:
    description: Encryption of the passwords of connections.
    type: dict
    suboptions:
      return_encrypted:
        description: Keep passwords encrypted when a connection is read.
        type: bool
      kms_key_id:
        description: ID, ARN or alias of the symmetric KMS key. An empty string clears it.
        type: str
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
- name: Encrypt the catalog and the passwords in it with a key of our own
  datacatalog.aws.glue_catalog_encryption:
    encryption_at_rest:
      mode: SSE-KMS
      kms_key_id: alias/genai-demo-catalog
    connection_password_encryption:
      return_encrypted: true
      kms_key_id: alias/genai-demo-catalog

- name: Show the settings
  datacatalog.aws.glue_catalog_encryption:
  register: encryption

- name: Turn encryption of the metadata off, and leave that of passwords alone
  datacatalog.aws.glue_catalog_encryption:
    encryption_at_rest:
      mode: DISABLED
"""

RETURN = r"""
encryption:
  description: The settings as they are, or in check mode as they would be.
  returned: always
  type: dict
  contains:
    encryption_at_rest:
      description: Encryption of the metadata.
      returned: always
      type: dict
      contains:
        mode:
          description: How it is encrypted.
          returned: always
          type: str
          sample: SSE-KMS
        kms_key_id:
          description: The KMS key.
          returned: when there is one
          type: str
          sample: alias/genai-demo-catalog
        service_role:
          description: The role that the catalog encrypts as.
          returned: when there is one
          type: str
          sample: arn:aws:iam::123456789012:role/catalog-encryption
    connection_password_encryption:
      description: Encryption of the passwords of connections.
      returned: always
      type: dict
      contains:
        return_encrypted:
          description: Whether passwords stay encrypted when a connection is read.
          returned: always
          type: bool
          sample: true
        kms_key_id:
          description: The KMS key.
          returned: when there is one
          type: str
          sample: alias/genai-demo-catalog
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import conclude
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.kms import get_key_arn
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import check_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import compare_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import current_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import settings_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import wanted_settings

ARGUMENT_SPEC = {
    "catalog_id": {"type": "str"},
    "encryption_at_rest": {
        "type": "dict",
        "options": {
            "mode": {"type": "str", "choices": ["DISABLED", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"]},
            "kms_key_id": {"type": "str"},
            "service_role": {"type": "str"},
        },
    },
    "connection_password_encryption": {
        "type": "dict",
        "no_log": False,
        "options": {"return_encrypted": {"type": "bool"}, "kms_key_id": {"type": "str"}},
    },
}


def ensure(module: AnsibleAWSModule, client: Any) -> dict:
    params = module.params
    if (params["encryption_at_rest"] or {}).get("mode"):
        check_settings(params, wanted_settings(params, current_settings({})), known=False)
    current = current_settings(api.get_encryption_settings(client, params["catalog_id"]))
    wanted = wanted_settings(params, current)
    check_settings(params, wanted)
    comparison = compare_settings(current, wanted, lambda key: get_key_arn(module.client("kms"), key))
    if comparison.changed and not module.check_mode:
        api.put_encryption_settings(client, params["catalog_id"], wanted)
    result = settings_result(wanted if comparison.changed else current)
    return {"changed": comparison.changed, "encryption": result, "diff": comparison.as_diff()}


def main() -> None:
    module = DiscreetAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    conclude(module, "glue", ensure, advise)


if __name__ == "__main__":
    main()
