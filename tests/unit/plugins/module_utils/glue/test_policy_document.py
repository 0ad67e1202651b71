# SPDX-License-Identifier: GPL-3.0-or-later
"""Which statements of a policy mean the same, and what becomes of the statements of others."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._glue import resource_policy
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.policy_document import as_sent
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.policy_document import parse
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.policy_document import same_statement

STATEMENT: dict[str, Any] = {
    "Sid": "Readers",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["glue:GetTable", "glue:GetTables"],
    "Resource": "arn:aws:glue:r:1:catalog",
    "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Principal", {"AWS": "arn:aws:iam::111122223333:root"}),
        ("Principal", {"AWS": ["arn:aws-cn:iam::111122223333:root", "111122223333"]}),
        ("Principal", {"AWS": ["111122223333"], "Service": []}),
        ("Action", ["glue:GetTables", "glue:GetTable", "glue:GetTable"]),
        ("Action", ["GLUE:gettables", "glue:GetTable"]),
        ("Resource", ["arn:aws:glue:r:1:catalog"]),
        ("Condition", {"StringEquals": {"AWS:sourceVpc": ["vpc-1"]}}),
        ("Condition", {"StringEquals": {"aws:SourceVpc": "vpc-1"}, "Bool": {}}),
    ],
)
def test_what_means_the_same(key: str, value: Any) -> None:
    assert same_statement(STATEMENT, {**STATEMENT, key: value})
    assert same_statement({**STATEMENT, key: value}, STATEMENT)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Effect", "Deny"),
        ("Sid", "readers"),
        ("Principal", "*"),
        ("Principal", {"AWS": "arn:aws:iam::111122223333:role/root"}),
        ("Principal", {"Service": "111122223333"}),
        ("Action", "glue:GetTable"),
        ("Resource", "arn:aws:glue:r:1:Catalog"),
        ("Condition", {"StringLike": {"aws:SourceVpc": "vpc-1"}}),
        ("Condition", {"StringEquals": {"aws:SourceVpc": "VPC-1"}}),
        ("Condition", {}),
    ],
)
def test_what_means_something_else(key: str, value: Any) -> None:
    assert not same_statement(STATEMENT, {**STATEMENT, key: value})


def test_everyone_can_be_written_in_two_ways() -> None:
    assert same_statement({**STATEMENT, "Principal": "*"}, {**STATEMENT, "Principal": {"AWS": "*"}})


def test_what_is_forbidden_is_not_what_is_said_of_all_others() -> None:
    other = {key: value for key, value in STATEMENT.items() if key != "Action"}
    assert not same_statement(STATEMENT, {**other, "NotAction": STATEMENT["Action"]})


def test_conditions_are_sent_as_strings() -> None:
    sent = as_sent({**STATEMENT, "Condition": {"Bool": {"a": True}, "NumericLessThan": {"b": [1, 2]}}})
    assert sent["Condition"] == {"Bool": {"a": "true"}, "NumericLessThan": {"b": ["1", "2"]}}
    assert "Condition" not in as_sent({**STATEMENT, "Condition": {}})


def test_one_statement_without_a_list_is_read_as_a_list() -> None:
    assert parse('{"Version": "2008-10-17", "Statement": {"Effect": "Deny"}}') == {
        "Version": "2008-10-17",
        "Statement": [{"Effect": "Deny"}],
    }
    assert parse(None) == {"Version": "2012-10-17", "Statement": []}


def options(**given: Any) -> dict[str, Any]:
    return {"state": "present", "statements": [], "sids": None, "owned_sid_prefix": None, **given}


def test_others_keep_their_place_and_their_words() -> None:
    nameless = {key: value for key, value in STATEMENT.items() if key != "Sid"}
    theirs = {**STATEMENT, "Sid": "Theirs"}
    ours = {**STATEMENT, "Action": "glue:GetTable"}
    added = {**STATEMENT, "Sid": "Writers"}
    document = parse(None) | {"Statement": [nameless, STATEMENT, theirs]}
    merged = resource_policy.merged(options(statements=[ours, added]), document)
    assert merged["Statement"] == [nameless, ours, theirs, added]


def test_a_statement_that_means_the_same_keeps_its_words() -> None:
    document = parse(None) | {"Statement": [STATEMENT]}
    same = {**STATEMENT, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}
    assert resource_policy.merged(options(statements=[same]), document)["Statement"] == [STATEMENT]


def test_only_what_begins_as_ours_is_purged() -> None:
    document = parse(None) | {"Statement": [{**STATEMENT, "Sid": sid} for sid in ("ShopA", "Shop", "OtherShop")]}
    asked = options(owned_sid_prefix="Shop", statements=[{**STATEMENT, "Sid": "ShopA"}])
    kept = resource_policy.merged(asked, document)["Statement"]
    assert [statement["Sid"] for statement in kept] == ["ShopA", "OtherShop"]
