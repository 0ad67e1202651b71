# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values are secrets, and how they are shown: not at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HIDDEN = "(hidden)"
HIDDEN_CHANGED = "(hidden, differs)"
# SECRET_ID and SecretArn say where a secret is, not what it is. *_LOCATION and JDBC_DRIVER_* are paths.
_SECRET_KEY = re.compile(r"password|credential|client_?secret|(access|refresh|jwt)_?token|authorization_?code$", re.I)
_NOT_SECRET = re.compile(r"location|validat|encryption|encrypted$|_id$|arn$|type$", re.I)
_IN_URL = re.compile(r"((?:password|pwd)=)[^&;\s]+", re.I)
_IN_URL_VALUE = re.compile(r"(?:password|pwd)=([^&;\s]+)", re.I)


def is_secret(key: str) -> bool:
    return bool(_SECRET_KEY.search(key)) and not _NOT_SECRET.search(key)


def mask(value: Any, mark: str = HIDDEN) -> Any:
    """The value without the secrets in it."""
    if isinstance(value, dict):
        return {key: _mask_item(str(key), item, mark) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(item, mark) for item in value]
    return _IN_URL.sub(rf"\g<1>{mark}", value) if isinstance(value, str) else value


def _mask_item(key: str, item: Any, mark: str) -> Any:
    if not is_secret(key) or item is None or isinstance(item, bool):
        return mask(item, mark)
    return {name: mark for name in item} if isinstance(item, dict) else mark


def secret_values(value: Any, secret: bool = False) -> Iterator[str]:
    """Every secret in the value, for Ansible to keep out of logs and results."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from secret_values(item, secret or is_secret(str(key)))
    elif isinstance(value, list):
        for item in value:
            yield from secret_values(item, secret)
    elif isinstance(value, str):
        yield from [value] if secret and value else _IN_URL_VALUE.findall(value)
