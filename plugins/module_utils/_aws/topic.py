# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key and the policy of a topic: the calls, and what is compared."""

from __future__ import annotations

import json
import re
from typing import Any

from .._glue.policy_document import canonical
from .._glue.policy_document import parse
from .._glue.suggest import require_known
from .arns import Account
from .errors import InvalidOption
from .services import SnsErrorHandler
from .services import service_retry

Client = Any
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[^:]+")
LONGEST_POLICY = 30720
OLD_VERSION = "2008-10-17"
DEFAULT_SID = "__default_statement_ID"


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


def check_policy(text: str | None) -> None:
    if not text or text == "{}":
        return
    try:
        policy = json.loads(text)
    except ValueError as error:
        raise InvalidOption(f"policy: is not JSON: {error}.") from None
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise InvalidOption(f"policy.Statement: {statements!r} is given, a list of statements is allowed.")
    if len(text.encode()) > LONGEST_POLICY:
        raise InvalidOption(f"policy: {len(text.encode())} bytes are given, {LONGEST_POLICY} are allowed.")
    for number, statement in enumerate(statements):
        _check_statement(f"policy.Statement[{number}]", statement)


def _check_statement(where: str, statement: Any) -> None:
    if not isinstance(statement, dict):
        raise InvalidOption(f"{where}: {statement!r} is given, a map is allowed.")
    require_known(f"{where}.Effect", str(statement.get("Effect")), ("Allow", "Deny"))
    for name in ("Principal", "Action", "Resource"):
        if len([key for key in (name, f"Not{name}") if statement.get(key)]) != 1:
            raise InvalidOption(f"{where}: {name} or Not{name} must be set, one of them.")
    actions = statement.get("Action") or []
    for action in [actions] if isinstance(actions, str) else actions:
        if action != "*" and not str(action).casefold().startswith("sns:"):
            raise InvalidOption(f"{where}.Action: {action!r} is given, actions that start with 'sns:' are allowed.")


def same_policy(one: dict, other: dict) -> bool:
    """The same statements in any order. What a policy is called says nothing."""
    left = [canonical(statement) for statement in one["Statement"]]
    for statement in (canonical(item) for item in other["Statement"]):
        if statement not in left:
            return False
        left.remove(statement)
    return not left and one.get("Version", OLD_VERSION) == other.get("Version", OLD_VERSION)


def policy_of(text: str | None) -> dict:
    return parse(text) if text else {"Statement": []}


def default_policy(arn: str) -> dict:
    """What AWS gives a new topic: its own account may do everything with it, and nobody else anything."""
    actions = (
        "AddPermission",
        "DeleteTopic",
        "GetTopicAttributes",
        "ListSubscriptionsByTopic",
        "Publish",
        "RemovePermission",
        "SetTopicAttributes",
        "Subscribe",
    )
    statement = {
        "Sid": DEFAULT_SID,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": arn.split(":")[4]}},
    }
    return {"Version": OLD_VERSION, "Id": "__default_policy_ID", "Statement": [statement]}


def wanted_policy(text: str | None, arn: str, current: dict) -> dict:
    """What is omitted stays, what is empty becomes what AWS gives a new topic, which it calls by a name of its own."""
    if text is None:
        return current
    if text not in ("", "{}"):
        return policy_of(text)
    is_default = [statement.get("Sid") for statement in current["Statement"]] == [DEFAULT_SID]
    return current if is_default else default_policy(arn)
