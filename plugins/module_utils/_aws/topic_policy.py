# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy of a topic as data: what SNS would refuse, and what means the same. Pure."""

from __future__ import annotations

import json
from typing import Any

from .._glue.policy_document import EFFECTS
from .._glue.policy_document import KEYS
from .._glue.policy_document import PAIRS
from .._glue.policy_document import as_sent
from .._glue.policy_document import canonical
from .._glue.policy_document import parse
from .._glue.suggest import require_known
from .errors import InvalidOption

# Quotas and actions of the developer guide of SNS. Receive is in the policies of old topics.
LONGEST = 30720
MOST_STATEMENTS = 100
OLD_VERSION = "2008-10-17"
VERSIONS = (OLD_VERSION, "2012-10-17")
OF_NEW_TOPIC = (
    "AddPermission",
    "DeleteTopic",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "Publish",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
)
ACTIONS = (*OF_NEW_TOPIC, "GetDataProtectionPolicy", "ListTagsForResource", "PutDataProtectionPolicy", "Receive")
_KNOWN = {f"sns:{action}".casefold() for action in ACTIONS}

Policy = dict[str, Any]


def check_policy(text: str | None, topic: str) -> None:
    """Refuse what SNS would refuse with 'Policy Error: null'."""
    if is_empty(text):
        return
    policy = _map_of(text or "")
    for key in policy:
        require_known("policy", key, ("Version", "Id", "Statement"))
    if "Version" in policy:
        require_known("policy.Version", str(policy["Version"]), VERSIONS)
    statements = _listed(policy.get("Statement"))
    if not statements:
        raise InvalidOption(f"policy.Statement: {statements!r} is given, a list of statements is allowed.")
    if len(statements) > MOST_STATEMENTS:
        raise InvalidOption(f"policy.Statement: {len(statements)} are given, {MOST_STATEMENTS} are allowed.")
    sids: set[str] = set()
    for number, statement in enumerate(statements):
        _check_statement(f"policy.Statement[{number}]", statement, topic, sids)
    length = len(dump(policy_of(text)).encode())
    if length > LONGEST:
        raise InvalidOption(f"policy: {length} bytes are given, {LONGEST} are allowed.")


def _map_of(text: str) -> Policy:
    try:
        policy = json.loads(text)
    except ValueError as error:
        raise InvalidOption(f"policy: is not JSON: {error}.") from None
    if not isinstance(policy, dict):
        raise InvalidOption(f"policy: {policy!r} is given, a map is allowed.")
    return policy


def _check_statement(where: str, statement: Any, topic: str, sids: set[str]) -> None:
    if not isinstance(statement, dict):
        raise InvalidOption(f"{where}: {statement!r} is given, a map is allowed.")
    for key in statement:
        require_known(where, key, KEYS)
    sid = statement.get("Sid")
    if sid and sid in sids:
        raise InvalidOption(f"{where}.Sid: {sid!r} is given twice. Every statement needs a Sid of its own.")
    sids.add(sid)
    require_known(f"{where}.Effect", str(statement.get("Effect")), EFFECTS)
    for name in PAIRS:
        given = [key for key in (name, f"Not{name}") if statement.get(key)]
        if len(given) != 1:
            raise InvalidOption(f"{where}: {name} or Not{name} must be set, one of them.")
        for value in _names(f"{where}.{given[0]}", statement[given[0]], name):
            _check_name(f"{where}.{given[0]}", value, name, topic)
    conditions = statement.get("Condition") or {}
    if not isinstance(conditions, dict) or not all(isinstance(keys, dict) for keys in conditions.values()):
        raise InvalidOption(f"{where}.Condition: {conditions!r} is given, a map of maps is allowed.")


def _names(where: str, value: Any, kind: str) -> list[str]:
    if kind == "Principal" and not isinstance(value, dict) and value != "*":
        raise InvalidOption(f"{where}: {value!r} is given, '*' or a map such as {{'Service': NAME}} is allowed.")
    groups = value.values() if isinstance(value, dict) and kind == "Principal" else [value]
    names = [name for group in groups for name in _listed(group)]
    for name in names:
        if not isinstance(name, str):
            raise InvalidOption(f"{where}: {name!r} is given, a string is allowed. Put it in quotes.")
    return names


def _check_name(where: str, name: str, kind: str, topic: str) -> None:
    wildcard = "*" in name or "?" in name
    if kind == "Action" and not wildcard and name.casefold() not in _KNOWN:
        require_known(where, name, [f"sns:{action}" for action in ACTIONS])
    if kind == "Action" and name != "*" and not name.casefold().startswith("sns:"):
        raise InvalidOption(f"{where}: {name!r} is given, actions that start with 'sns:' are allowed.")
    if kind == "Resource" and not wildcard and topic not in (name, name.split(":")[-1]):
        raise InvalidOption(f"{where}: {name!r} is given, the ARN of the topic {topic} itself is allowed.")


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def is_empty(text: str | None) -> bool:
    return text is None or text in ("", "{}")


def policy_of(text: str | None) -> Policy:
    """A policy as data, the values of its conditions as strings, as SNS keeps them."""
    policy = parse(text)
    return {**policy, "Statement": [as_sent(item) if isinstance(item, dict) else item for item in policy["Statement"]]}


def dump(policy: Policy) -> str:
    return json.dumps(policy, separators=(",", ":"))


def same_policy(one: Policy, other: Policy) -> bool:
    """The same statements in any order. What a policy is called says nothing."""
    left = [canonical(statement) for statement in one["Statement"]]
    for statement in (canonical(item) for item in other["Statement"]):
        if statement not in left:
            return False
        left.remove(statement)
    return not left and one.get("Version", OLD_VERSION) == other.get("Version", OLD_VERSION)


def policy_of_new_topic(arn: str) -> Policy:
    """What AWS gives a new topic: its own account may do everything with it, and nobody else anything."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in OF_NEW_TOPIC],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": arn.split(":")[4]}},
    }
    return {"Version": OLD_VERSION, "Id": "__default_policy_ID", "Statement": [statement]}


def is_of_new_topic(policy: Policy, arn: str) -> bool:
    """Which actions a new topic lists has changed with the years. Who may use them has not."""
    if len(policy["Statement"]) != 1:
        return False
    found, new = canonical(policy["Statement"][0]), canonical(policy_of_new_topic(arn)["Statement"][0])
    actions = found.pop("Action", {"*"})
    del new["Action"]
    return found == new and actions <= _KNOWN


def wanted_policy(text: str | None, arn: str, current: Policy) -> Policy:
    """What is omitted stays, what is empty becomes what AWS gives a new topic."""
    if text is None:
        return current
    if not is_empty(text):
        return policy_of(text)
    return current if is_of_new_topic(current, arn) else policy_of_new_topic(arn)
