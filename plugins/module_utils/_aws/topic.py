# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A topic and its key: the calls, and what is compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .arns import Account
from .arns import key_tail
from .arns import same_key
from .errors import InvalidOption
from .errors import error_text
from .services import SnsErrorHandler
from .services import service_retry

Client = Any
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_KEY = re.compile(r"(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:)?(alias/[A-Za-z0-9/_-]+|(key/)?[A-Za-z0-9-]{36})")
_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[^:]+")


@SnsErrorHandler.list_error_handler("get the attributes of topic {arn}")
@service_retry
def get_attributes(client: Client, arn: str) -> dict[str, str] | None:
    return client.get_topic_attributes(TopicArn=arn)["Attributes"]


@SnsErrorHandler.common_error_handler("set an attribute of topic {arn}")
@service_retry
def set_attribute(client: Client, arn: str, name: str, value: str) -> None:
    client.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)


def topic_arn(topic: str, account: Account) -> str:
    return f"arn:{account.partition}:sns:{account.region}:{account.id}:{topic}"


def check_topic(topic: str) -> None:
    pattern = _ARN if topic.startswith("arn:") else _NAME
    if not pattern.fullmatch(topic):
        raise InvalidOption(f"topic: {topic!r} is given, the name or the ARN of a topic is allowed.")


def check_key(key: str | None) -> None:
    if key and not _KEY.fullmatch(key):
        raise InvalidOption(
            f"kms_key_id: {key!r} is given, the ID or the ARN of a key, an alias that starts with 'alias/' or the ARN "
            "of one is allowed."
        )


def principal_is_not_there_yet(error: AnsibleAWSError) -> bool:
    """IAM takes a few seconds to tell SNS of a role that was just created."""
    return "PrincipalNotFound" in error_text(error)


def is_same_key(one: str, other: str, key_arn: Callable[[str], str | None]) -> bool:
    """One key, by whatever name. KMS is asked only what stands behind an alias, and only when both name a key."""
    if not one or not other or same_key(one, other):
        return bool(one) == bool(other)
    behind = [key_arn(key) if key_tail(key).startswith("alias/") else key for key in (one, other)]
    return None not in behind and same_key(*behind)
