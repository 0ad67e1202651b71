# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the encryption settings have to know of KMS. One call."""

from __future__ import annotations

from typing import Any

from .errors import KmsErrorHandler
from .retry import aws_retry


@KmsErrorHandler.list_error_handler("describe KMS key {key}")
@aws_retry
def get_key_arn(client: Any, key: str) -> str | None:
    """The ARN of the key behind an ID or alias, or None when it is not there."""
    return client.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
