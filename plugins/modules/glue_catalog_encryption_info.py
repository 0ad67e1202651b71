#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: glue_catalog_encryption_info
version_added: 0.1.0
short_description: Read the encryption settings of the AWS Glue Data Catalog
description:
  - Returns how the Data Catalog encrypts its metadata, and the passwords of its connections.
options:
  catalog_id:
    description: ID of the Data Catalog. The default is the account's own.
    type: str
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: datacatalog.aws.glue_catalog_encryption
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - datacatalog.aws._attributes
  - datacatalog.aws._attributes.info
"""

EXAMPLES = r"""
- name: Read the encryption settings
  datacatalog.aws.glue_catalog_encryption_info:
  register: catalog

- name: Insist on encrypted metadata
  ansible.builtin.assert:
    that: catalog.encryption.encryption_at_rest.mode != 'DISABLED'
"""

RETURN = r"""
encryption:
  description: The settings.
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

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail
from ansible_collections.datacatalog.aws.plugins.module_utils._glue import api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import current_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.encryption import settings_result

ARGUMENT_SPEC = {"catalog_id": {"type": "str"}}


def read(module: AnsibleAWSModule, client: Any) -> dict:
    settings = api.get_encryption_settings(client, module.params["catalog_id"])
    return {"encryption": settings_result(current_settings(settings))}


def main() -> None:
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = read(module, module.client("glue"))
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
