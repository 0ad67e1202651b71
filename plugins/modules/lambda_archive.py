#!/usr/bin/python
# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lambda_archive
version_added: 0.1.0
short_description: Pack a Lambda function so that the same source always gives the same bytes
description:
  - Writes the zip of a Lambda function. Names are sorted, times and modes are fixed, nothing is compressed, so that the
    bytes depend on the source alone, and the hash can be compared with the one that Lambda shows.
  - Nothing is uploaded; M(amazon.aws.lambda) does that.
options:
  path:
    description:
      - The zip to write, in a folder that exists.
      - It is written only when its bytes differ.
    type: path
    required: true
  sources:
    description: Files and folders of the function. Of a folder, what is in it, with all folders below it.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: The file or the folder.
        type: path
        required: true
      prefix:
        description: Folder in the zip. Without it, the top.
        type: str
        default: ""
      name:
        description: Name of a single file in the zip, when it is not to keep its own.
        type: str
  packages:
    description:
      - Python packages, as their distributions are called, that are installed for the Python that runs the module.
        What they need in turn has to be listed as well.
      - Only packages without compiled parts can be packed.
    type: list
    elements: str
    default: []
  exclude:
    description:
      - Shell patterns of what is left out. Each is held against the whole name in the zip, against the file's name,
        and against the name of every folder above it.
      - Compiled Python is always left out.
    type: list
    elements: str
    default: []
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
seealso:
  - module: amazon.aws.lambda
attributes:
  check_mode:
    description: Says what a run would change, and changes nothing.
    support: full
  diff_mode:
    description: Returns the hashes before and after.
    support: full
"""

EXAMPLES = r"""
- name: Pack a function with a driver and the authority that it trusts
  datacatalog.aws.lambda_archive:
    path: /tmp/rotate.zip
    sources:
      - path: files/rotate
      - path: global-bundle.pem
        name: authority.pem
    packages: [pg8000, scramp, asn1crypto, python-dateutil, six]
    exclude: ["README.md"]
  register: archive

- name: Upload it when it is another one
  amazon.aws.lambda:
    name: rotate
    zip_file: "{{ archive.path }}"
    runtime: python3.13
    handler: rotate.handler
    role: arn:aws:iam::123456789012:role/rotate
"""

RETURN = r"""
path:
  description: The zip.
  returned: always
  type: str
  sample: /tmp/rotate.zip
sha256:
  description: SHA-256 of the zip in base64, as Lambda shows it in C(CodeSha256).
  returned: always
  type: str
  sample: 2JFBX9zzSKL4rzm4tz5H2x2CfHNk4DGbvpGHZsYb8aI=
size:
  description: Bytes of the zip.
  returned: always
  type: int
  sample: 20480
files:
  description: Names in the zip.
  returned: always
  type: list
  elements: str
  sample: [rotate.py]
"""

import os
import tempfile
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.datacatalog.aws.plugins.module_utils._archive.collect import CannotPack
from ansible_collections.datacatalog.aws.plugins.module_utils._archive.collect import collect
from ansible_collections.datacatalog.aws.plugins.module_utils._archive.pack import code_sha256
from ansible_collections.datacatalog.aws.plugins.module_utils._archive.pack import pack

ARGUMENT_SPEC: dict[str, Any] = {
    "path": {"type": "path", "required": True},
    "sources": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "path": {"type": "path", "required": True},
            "prefix": {"type": "str", "default": ""},
            "name": {"type": "str"},
        },
    },
    "packages": {"type": "list", "elements": "str", "default": []},
    "exclude": {"type": "list", "elements": "str", "default": []},
}


def digest(path: Path) -> str:
    return code_sha256(path.read_bytes()) if path.is_file() else ""


def ensure(module: AnsibleModule, path: Path) -> dict[str, Any]:
    params = module.params
    content = collect(params["sources"], params["packages"], params["exclude"])
    archive = pack(content)
    before, after = digest(path), code_sha256(archive)
    if before != after and not module.check_mode:
        write(module, path, archive)
    return {
        "changed": before != after,
        "path": str(path),
        "sha256": after,
        "size": len(archive),
        "files": sorted(content),
        "diff": {"before": {"sha256": before}, "after": {"sha256": after}} if before != after else {},
    }


def write(module: AnsibleModule, path: Path, archive: bytes) -> None:
    """The whole file or none of it."""
    handle, name = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(handle, "wb") as file:
        file.write(archive)
    module.atomic_move(name, str(path))


def main() -> None:
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = ensure(module, Path(module.params["path"]))
    except CannotPack as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg=f"Cannot read or write '{error.filename}': {error.strerror}.")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
