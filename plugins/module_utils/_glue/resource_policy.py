# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog's resource policy: our statements in it, and those of others as they are. Pure."""

from __future__ import annotations

from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .policy_document import as_sent
from .policy_document import check_statements
from .policy_document import dump
from .policy_document import parse
from .policy_document import same_statement
from .transform import plain

LONGEST = 10 * 1024


def check_options(params: dict) -> None:
    statements, prefix = params["statements"], params["owned_sid_prefix"]
    if params["state"] == "present":
        if params["sids"]:
            raise InvalidOption("sids: says what goes with state absent. With present, statements says what is there.")
        if not statements and not prefix:
            raise InvalidOption("statements: is empty, which needs owned_sid_prefix to say whose statements go.")
        check_statements(statements, prefix)
    elif not (params["sids"] or prefix or statements):
        raise InvalidOption("state: absent needs sids, statements or owned_sid_prefix, to say which statements go.")


def asked_statements(params: dict) -> dict[str, dict]:
    if params["state"] == "absent":
        return {}
    return {statement["Sid"]: as_sent(statement) for statement in params["statements"]}


def is_ours(params: dict, statement: dict) -> bool:
    """Whether the task answers for the statement: it names its Sid, or owns the beginning of it."""
    sid, prefix = statement.get("Sid"), params["owned_sid_prefix"]
    if not sid:
        return False
    named = {*(params["sids"] or []), *(item.get("Sid") for item in params["statements"] or [])}
    return sid in named or bool(prefix and sid.startswith(prefix))


def own_statements(params: dict, document: dict) -> dict[str, dict]:
    return {statement["Sid"]: statement for statement in document["Statement"] if is_ours(params, statement)}


def compare(params: dict, document: dict) -> Comparison:
    comparison = Comparison()
    comparison.map("statements", own_statements(params, document), asked_statements(params), same_statement)
    return comparison


def merged(params: dict, document: dict) -> dict:
    """The whole policy as it should be: the statements of others untouched, in their places."""
    asked = asked_statements(params)
    kept = []
    for statement in document["Statement"]:
        if not is_ours(params, statement):
            kept.append(statement)
        elif statement["Sid"] in asked:
            wanted = asked.pop(statement["Sid"])
            kept.append(statement if same_statement(statement, wanted) else wanted)
    return {**document, "Statement": [*kept, *asked.values()]}


def check_length(document: dict) -> None:
    length = len(dump(document).encode())
    if length > LONGEST:
        raise InvalidOption(f"statements: the whole policy would have {length} bytes, {LONGEST} are allowed.")


def write_conditions(found: dict | None, enable_hybrid: bool | None) -> dict[str, str]:
    """AWS takes the policy only while the one there is the one that was read."""
    hybrid = {} if enable_hybrid is None else {"EnableHybrid": "TRUE" if enable_hybrid else "FALSE"}
    if found is None:
        return {"PolicyExistsCondition": "NOT_EXIST", **hybrid}
    return {"PolicyExistsCondition": "MUST_EXIST", "PolicyHashCondition": found["PolicyHash"], **hybrid}


def policy_result(found: dict | None, document: dict | None = None) -> dict[str, Any]:
    """A policy as AWS returns it, or the document that it would be."""
    if document is None:
        document = parse(found["PolicyInJson"]) if found else {"Statement": []}
    if not document["Statement"]:
        return {}
    facts = {"hash": "PolicyHash", "create_time": "CreateTime", "update_time": "UpdateTime"}
    known = {option: found[name] for option, name in facts.items() if found and name in found}
    return plain({"document": document, **known})
