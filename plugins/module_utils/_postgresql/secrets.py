# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database login kept in AWS Secrets Manager."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._aws.retry import aws_retry
from .errors import DatabaseError
from .errors import Unreachable

try:
    from botocore.exceptions import BotoCoreError
    from botocore.exceptions import ClientError
except ImportError:  # AnsibleAWSModule says what is missing
    pass


class SecretMissing(Unreachable):
    """There is no such secret, or it has no value yet."""


@dataclass(frozen=True)
class Login:
    """Host and port stand in secrets that RDS's rotation functions use; a secret of RDS itself has none."""

    arn: str
    username: str
    password: str = field(repr=False)
    host: str | None = None
    port: str | None = None


def read_login(client: Any, secret_id: str) -> Login:
    answer = _get_value(client, secret_id)
    content = _parse(secret_id, answer.get("SecretString"))
    missing = [key for key in ("username", "password") if not content.get(key)]
    if missing:
        raise DatabaseError(
            f"Secret '{secret_id}' has no key {' and no key '.join(repr(key) for key in missing)}. "
            'It must hold JSON such as {"username": "...", "password": "..."}; the crawler reads the same keys.'
        )
    return Login(
        arn=answer["ARN"],
        username=str(content["username"]),
        password=str(content["password"]),
        host=content.get("host"),
        port=str(content["port"]) if content.get("port") else None,
    )


def _get_value(client: Any, secret_id: str) -> dict[str, Any]:
    try:
        return aws_retry(client.get_secret_value)(SecretId=secret_id)
    except is_boto3_error_code("ResourceNotFoundException") as error:
        raise SecretMissing(
            f"Secret '{secret_id}' does not exist, or has no value. Create it first, with username and password.", error
        ) from error
    except (ClientError, BotoCoreError, AnsibleAWSError) as error:
        raise DatabaseError(
            f"Cannot read secret '{secret_id}': {error}. "
            "The caller needs secretsmanager:GetSecretValue on it, and kms:Decrypt on its key.",
            error,
        ) from error


def _parse(secret_id: str, text: str | None) -> dict[str, Any]:
    try:
        content = json.loads(text or "")
    except ValueError:
        content = None
    if not isinstance(content, dict):
        # Whatever the text is, it may be a password: it is not shown.
        raise DatabaseError(f"Secret '{secret_id}' does not hold a JSON object. Store username and password as JSON.")
    return content
