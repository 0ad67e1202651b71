# SPDX-License-Identifier: GPL-3.0-or-later
"""From what AWS lists and what a task asks for to the calls between."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import Grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import Plan
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import current_grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import grants_among
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.grant import plan_grant
from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.resource import key_of

ME = "arn:aws:iam::1:role/me"
TABLE = {"Table": {"DatabaseName": "d", "Name": "t"}}
NOBODY = Grant()


def grant(permissions: str = "", grantable: str = "") -> Grant:
    return Grant(frozenset(permissions.split()), frozenset(grantable.split()))


def options(permissions: str | None = None, **given: Any) -> dict[str, Any]:
    asked = None if permissions is None else permissions.split()
    return {"state": "present", "permissions": asked, "grantable": None, "purge_permissions": False, **given}


@pytest.mark.parametrize(
    ("current", "asked", "plan"),
    [
        (NOBODY, options("A B"), Plan(grant("A B"), grant=grant("A B"))),
        (NOBODY, options("A B", grantable=["A"]), Plan(grant("A B", "A"), grant=grant("A B", "A"))),
        (grant("A C"), options("A B"), Plan(grant("A B C"), grant=grant("B"))),
        (grant("A", "A"), options("A"), Plan(grant("A", "A"))),
        (grant("A"), options("A", grantable=["A"]), Plan(grant("A", "A"), grant=grant("A", "A"))),
        (
            grant("A B", "A B"),
            options("A", grantable=[]),
            Plan(grant("A B", "B"), revoke=grant("A", "A"), grant_again=grant("A")),
        ),
        (
            grant("A C", "C"),
            options("A B", purge_permissions=True),
            Plan(grant("A B"), grant=grant("B"), revoke=grant("C", "C")),
        ),
        (grant("ALL"), options("A B"), Plan(grant("ALL"))),
        (grant("ALL", "ALL"), options("A", grantable=["A"]), Plan(grant("ALL", "ALL"))),
        (
            grant("ALL"),
            options("A", purge_permissions=True),
            Plan(grant("A"), grant=grant("A"), revoke=grant("ALL"), grant_again=grant("A")),
        ),
        (grant("ALL A"), options("ALL", purge_permissions=True), Plan(grant("ALL A"))),
        (grant("A B", "A"), options(state="absent"), Plan(NOBODY, revoke=grant("A B", "A"))),
        (grant("A B", "A"), options("A C", state="absent"), Plan(grant("B"), revoke=grant("A", "A"))),
        (NOBODY, options(state="absent"), Plan(NOBODY)),
    ],
)
def test_plan(current: Grant, asked: dict[str, Any], plan: Plan) -> None:
    assert plan_grant(asked, current) == plan


@pytest.mark.parametrize(
    ("listed", "same"),
    [
        ({"Database": {"CatalogId": "1", "Name": "D"}}, {"Database": {"Name": "d"}}),
        ({"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnWildcard": {}}}, TABLE),
        (
            {"Table": {"DatabaseName": "d", "Name": "ALL_TABLES", "TableWildcard": {}}},
            {"Table": {"DatabaseName": "d", "TableWildcard": {}}},
        ),
        (
            {"TableWithColumns": {"DatabaseName": "d", "Name": "ALL_TABLES", "ColumnWildcard": {}}},
            {"Table": {"DatabaseName": "d", "TableWildcard": {}}},
        ),
        (
            {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnNames": ["b", "a"]}},
            {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnNames": ["a", "b"]}},
        ),
        ({"Catalog": {"Id": "1"}}, {"Catalog": {}}),
    ],
)
def test_one_resource_in_two_forms(listed: dict, same: dict) -> None:
    assert key_of(listed) == key_of(same)


def test_resources_are_told_apart() -> None:
    resources = [
        TABLE,
        {"Database": {"Name": "d"}},
        {"Catalog": {}},
        {"DataLocation": {"ResourceArn": "d"}},
        {"Table": {"DatabaseName": "d", "TableWildcard": {}}},
        {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnNames": ["a"]}},
        {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnWildcard": {"ExcludedColumnNames": ["a"]}}},
        {"LFTagPolicy": {"ResourceType": "TABLE"}},
    ]
    assert len({key_of(resource) for resource in resources}) == len(resources)


def test_what_aws_lists_in_parts_is_put_together() -> None:
    whole = {"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnWildcard": {}}}
    listed = [
        entry(TABLE, "DESCRIBE", "DROP"),
        entry(whole, "SELECT", grantable=["SELECT"]),
        entry({"TableWithColumns": {"DatabaseName": "d", "Name": "t", "ColumnNames": ["a"]}}, "SELECT"),
        entry(TABLE, "ALTER", principal="arn:aws:iam::1:role/other"),
    ]
    assert current_grant(listed, ME, key_of(TABLE)) == grant("DESCRIBE DROP SELECT", "SELECT")


def entry(resource: dict, *permissions: str, principal: str = ME, grantable: list[str] | None = None) -> dict:
    return {
        "Principal": {"DataLakePrincipalIdentifier": principal},
        "Resource": resource,
        "Permissions": list(permissions),
        "PermissionsWithGrantOption": grantable or [],
    }


def test_grants_on_what_no_module_manages_are_listed_too() -> None:
    policy = {"LFTagPolicy": {"ResourceType": "TABLE", "Expression": [{"TagKey": "k", "TagValues": ["v"]}]}}
    columns = {"DatabaseName": "d", "Name": "t", "ColumnWildcard": {"ExcludedColumnNames": ["b", "a"]}}
    listed = [
        entry(policy, "SELECT"),
        entry({"TableWithColumns": columns}, "SELECT"),
        entry({"Catalog": {"Id": "1"}}, "DESCRIBE"),
        entry({"DataLocation": {"ResourceArn": "arn"}}, "DATA_LOCATION_ACCESS"),
    ]
    resources = [found["resource"] for found in grants_among(listed)]
    tags = {"resource_type": "TABLE", "expression": [{"tag_key": "k", "tag_values": ["v"]}]}
    for resource in (
        {"lftagpolicy": tags},
        {"database": "d", "table": "t", "excluded_columns": ["a", "b"]},
        {"catalog": True},
        {"data_location": "arn"},
    ):
        assert resource in resources
