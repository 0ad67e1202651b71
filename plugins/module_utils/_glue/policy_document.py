# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements of a policy as data: what means the same is the same. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from .._aws.errors import InvalidOption
from .suggest import require_known
from .transform import as_text

PAIRS = ("Principal", "Action", "Resource")
KEYS = ("Sid", "Effect", *PAIRS, *(f"Not{name}" for name in PAIRS), "Condition")
EFFECTS = ("Allow", "Deny")
VERSION = "2012-10-17"
_ROOT = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):root")
_SID = re.compile(r"[A-Za-z0-9]+")


def parse(policy: str | None) -> dict:
    """The policy as data, its statements in a list."""
    document = json.loads(policy) if policy else {"Version": VERSION}
    return {**document, "Statement": _listed(document.get("Statement"))}


def dump(document: dict) -> str:
    return json.dumps(document, separators=(",", ":"))


def same_statement(one: dict, other: dict) -> bool:
    return canonical(one) == canonical(other)


def canonical(statement: dict) -> dict:
    """A statement without the ways in which the same can be said differently."""
    result: dict[str, Any] = {}
    for key, value in statement.items():
        if key in ("Principal", "NotPrincipal"):
            result[key] = _principals(value)
        elif key in ("Action", "NotAction"):
            result[key] = {name.casefold() for name in _listed(value)}
        elif key in ("Resource", "NotResource"):
            result[key] = set(_listed(value))
        elif key == "Condition":
            result[key] = _conditions(value)
        else:
            result[key] = value
    return {key: value for key, value in result.items() if value or key != "Condition"}


def _principals(value: Any) -> dict[str, set[str]]:
    """Everyone can be written in two ways, and an account as its number or as the ARN of its root."""
    kinds = {"AWS": value} if isinstance(value, str) else value
    return {kind: {_account(name) for name in _listed(names)} for kind, names in kinds.items() if names}


def _account(name: str) -> str:
    root = _ROOT.fullmatch(name)
    return root[1] if root else name


def _conditions(value: dict) -> dict[str, dict[str, set[str]]]:
    """The names of condition keys are not case-sensitive, and their values are strings."""
    return {
        operator: {key.casefold(): {as_text(item) for item in _listed(values)} for key, values in keys.items()}
        for operator, keys in value.items()
        if keys
    }


def _listed(value: Any) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def check_statements(statements: list[dict], prefix: str | None) -> None:
    """Refuse what AWS would refuse, and what could not be found again."""
    seen: set[str] = set()
    for number, statement in enumerate(statements):
        where = f"statements[{number}]"
        for key in statement:
            require_known(where, key, KEYS)
        _check_sid(where, statement.get("Sid"), seen, prefix)
        require_known(f"{where}.Effect", str(statement.get("Effect")), EFFECTS)
        for name in PAIRS:
            given = [key for key in (name, f"Not{name}") if statement.get(key)]
            if len(given) != 1:
                raise InvalidOption(f"{where}: {name} or Not{name} must be set, one of them.")
            _check_names(f"{where}.{given[0]}", statement[given[0]], name)
        _check_condition(f"{where}.Condition", statement.get("Condition"))


def _check_sid(where: str, sid: Any, seen: set[str], prefix: str | None) -> None:
    if not isinstance(sid, str) or not _SID.fullmatch(sid):
        raise InvalidOption(
            f"{where}.Sid: {sid!r} is given. Letters and digits are allowed, and needed: a Sid is what it is known by."
        )
    if sid in seen:
        raise InvalidOption(f"{where}.Sid: {sid!r} is given twice. Every statement needs a Sid of its own.")
    if prefix and not sid.startswith(prefix):
        raise InvalidOption(f"{where}.Sid: {sid!r} does not start with {prefix!r}, as owned_sid_prefix says.")
    seen.add(sid)


def _check_names(where: str, value: Any, kind: str) -> None:
    if kind == "Principal":
        if isinstance(value, str) and value != "*":
            raise InvalidOption(f"{where}: {value!r} is given, '*' or a map such as {{'AWS': ARN}} is allowed.")
        groups = value if isinstance(value, dict) else {"AWS": value}
    else:
        groups = {"": value}
    for names in groups.values():
        for name in _listed(names):
            if not isinstance(name, str):
                raise InvalidOption(f"{where}: {name!r} is not a string. Put it in quotes.")
            _check_name(where, name, kind)


def _check_name(where: str, name: str, kind: str) -> None:
    if kind == "Action" and name != "*" and not name.casefold().startswith("glue:"):
        raise InvalidOption(f"{where}: {name!r} is given, actions that start with 'glue:' are allowed.")
    if kind == "Resource" and name != "*" and name.split(":")[2:3] != ["glue"]:
        raise InvalidOption(f"{where}: {name!r} is given, ARNs of Glue, such as arn:aws:glue:*:*:catalog, are allowed.")


def _check_condition(where: str, condition: Any) -> None:
    if condition is not None and not (
        isinstance(condition, dict) and all(isinstance(keys, dict) for keys in condition.values())
    ):
        raise InvalidOption(
            f"{where}: {condition!r} is given, a map of maps, such as {{'StringEquals': {{KEY: VALUE}}}}, is allowed."
        )


def as_sent(statement: dict) -> dict:
    """A statement with the values of its conditions as AWS keeps them, as strings."""
    if not statement.get("Condition"):
        return {key: value for key, value in statement.items() if key != "Condition"}
    condition = {
        operator: {
            key: [as_text(item) for item in values] if isinstance(values, list) else as_text(values)
            for key, values in keys.items()
        }
        for operator, keys in statement["Condition"].items()
    }
    return {**statement, "Condition": condition}
