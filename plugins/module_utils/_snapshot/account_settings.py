# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account has once in a region: the encryption settings, and the resource policy statement by statement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from .records import Record
from .records import encode
from .source import Source


def read_encryption_settings(source: Source) -> Iterator[Record]:
    found = source.glue.call("GetDataCatalogEncryptionSettings")
    yield Record("encryption_settings", ("catalog",), found["DataCatalogEncryptionSettings"])


def read_policy_statements(source: Source) -> Iterator[Record]:
    answer = source.glue.found("GetResourcePolicy")
    if not answer or not answer.get("PolicyInJson"):
        return
    for name, statement in sorted(statements(json.loads(answer["PolicyInJson"])).items()):
        yield Record("policy_statement", (name,), statement)


def statements(policy: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By Sid. One without is known by what it says."""
    found = policy.get("Statement", [])
    listed = found if isinstance(found, list) else [found]
    return {item.get("Sid") or f"sha256:{hashlib.sha256(encode(item)).hexdigest()[:16]}": item for item in listed}
