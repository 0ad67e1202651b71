# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a grant, on each kind of resource, against the embedded AWS and moto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

ANALYST = "arn:aws:iam::111122223333:role/Analyst"
OTHER = "arn:aws:iam::111122223333:role/Other"
DATABASE = "life_of_a_grant"
TABLE = {"database": DATABASE, "table": "orders"}


@pytest.fixture
def lake(aws: Aws) -> Iterator[Aws]:
    yield from _with_table(aws)


@pytest.fixture
def alone(embedded: Aws) -> Iterator[Aws]:
    yield from _with_table(embedded)


def _with_table(aws: Aws) -> Iterator[Aws]:
    glue = aws.client("glue")
    glue.create_database(DatabaseInput={"Name": DATABASE})
    glue.create_table(DatabaseName=DATABASE, TableInput={"Name": "orders"})
    yield aws
    aws.traffic.faults.clear()
    glue.delete_database(Name=DATABASE)


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    options = {"principal": ANALYST, **options}
    planned = aws.run("lakeformation_permissions", check=True, **options)
    assert aws.traffic.writes == []
    done = aws.run("lakeformation_permissions", **options)
    again = aws.run("lakeformation_permissions", **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["grant"] == done["grant"] == again["grant"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["ListPermissions"]
    return done


def held(aws: Aws, resource: dict, principal: str = ANALYST) -> set[str]:
    found = aws.client("lakeformation").list_permissions(
        Principal={"DataLakePrincipalIdentifier": principal}, Resource=resource
    )
    return {name for entry in found["PrincipalResourcePermissions"] for name in entry["Permissions"]}


RESOURCES: dict[str, tuple[dict, list[str]]] = {
    "catalog": ({"catalog": True}, ["CREATE_DATABASE"]),
    "database": ({"database": DATABASE}, ["CREATE_TABLE", "DESCRIBE"]),
    "all_tables": ({"database": DATABASE, "all_tables": True}, ["DESCRIBE", "SELECT"]),
    "table": (TABLE, ["ALTER", "SELECT"]),
    "columns": ({**TABLE, "columns": ["b", "a"]}, ["SELECT"]),
    "excluded_columns": ({**TABLE, "excluded_columns": ["email"]}, ["SELECT"]),
    "data_location": ({"data_location": "arn:aws:s3:::bucket/shop"}, ["DATA_LOCATION_ACCESS"]),
}


@pytest.mark.parametrize("kind", ["catalog", "database", "table", "data_location"])
def test_granted_and_revoked(lake: Aws, kind: str) -> None:
    """What moto can do too: a second grant on the same resource ends in its own KeyError at the next revoke."""
    resource, permissions = RESOURCES[kind]
    change(lake, **resource, permissions=permissions, grantable=permissions[:1])
    change(lake, **resource, state="absent")
    assert not lake.run("lakeformation_permissions", principal=ANALYST, **resource, state="absent")["changed"]


@pytest.mark.parametrize("kind", RESOURCES)
def test_life_cycle(alone: Aws, kind: str) -> None:
    aws, (resource, permissions) = alone, RESOURCES[kind]
    made = change(aws, **resource, permissions=permissions)
    assert made["diff"] == {"before": {}, "after": {"permissions": permissions}}
    assert made["grant"] == {"principal": ANALYST, "resource": resource, "permissions": permissions, "grantable": []}
    change(aws, **resource, permissions=permissions, grantable=permissions[:1])
    assert not aws.run("lakeformation_permissions", principal=ANALYST, **resource, permissions=permissions)["changed"]
    cleared = change(aws, **resource, permissions=permissions, grantable=[])
    assert cleared["grant"]["permissions"] == permissions
    if len(permissions) > 1:
        less = change(aws, **resource, permissions=permissions[:1], purge_permissions=True)
        assert less["diff"]["after"] == {"permissions": permissions[:1]}
        change(aws, **resource, permissions=permissions)
        change(aws, **resource, permissions=permissions[1:], state="absent")
    gone = change(aws, **resource, state="absent")
    assert (gone["grant"], gone["diff"]["after"]) == ({}, {})


def test_grants_of_others_and_on_other_things_stay(alone: Aws) -> None:
    table = {"Table": {"DatabaseName": DATABASE, "Name": "orders"}}
    change(alone, **TABLE, permissions=["SELECT"])
    change(alone, **TABLE, principal=OTHER, permissions=["DROP"])
    change(alone, **TABLE, columns=["id"], permissions=["SELECT"])
    change(alone, **TABLE, permissions=["DESCRIBE"])
    assert held(alone, table) == {"SELECT", "DESCRIBE"}
    change(alone, **TABLE, state="absent")
    assert (held(alone, table), held(alone, table, OTHER)) == ({"SELECT"}, {"DROP"})


def test_everything_holds_each_of_its_parts(alone: Aws) -> None:
    change(alone, database=DATABASE, permissions=["ALL"], grantable=["ALL"])
    same = {"principal": ANALYST, "database": DATABASE, "permissions": ["ALTER"], "grantable": ["ALTER"]}
    assert not alone.run("lakeformation_permissions", **same)["changed"]
    with pytest.raises(ModuleFailed, match="ALTER is held as a part of ALL, and cannot be revoked by itself"):
        alone.run("lakeformation_permissions", **{**same, "grantable": [], "state": "absent"})
    change(alone, database=DATABASE, permissions=["ALTER"], purge_permissions=True)
    assert held(alone, {"Database": {"Name": DATABASE}}) == {"ALTER"}


def test_a_plan_for_a_database_that_is_not_there_yet(aws: Aws) -> None:
    planned = aws.run(
        "lakeformation_permissions", check=True, principal=ANALYST, database="not_yet", permissions=["DESCRIBE"]
    )
    assert planned["changed"]
    assert not aws.run("lakeformation_permissions", principal=ANALYST, database="not_yet", state="absent")["changed"]


def test_pages_are_all_read(alone: Aws) -> None:
    client = alone.client("lakeformation")
    for column in range(3):
        client.grant_permissions(
            Principal={"DataLakePrincipalIdentifier": ANALYST},
            Resource={"TableWithColumns": {"DatabaseName": DATABASE, "Name": "orders", "ColumnNames": [f"c{column}"]}},
            Permissions=["SELECT"],
        )
    asked = {"principal": ANALYST, **TABLE, "columns": ["c2"], "permissions": ["SELECT"]}
    assert not alone.run("lakeformation_permissions", **asked)["changed"]


def test_a_principal_that_is_not_known_yet_is_waited_for(alone: Aws) -> None:
    iam, name = alone.client("iam"), "granted-later"
    options = {
        "principal": f"arn:aws:iam::{alone.account}:role/{name}",
        "database": DATABASE,
        "permissions": ["DESCRIBE"],
    }
    with pytest.raises(ModuleFailed, match=r"tried again for 3 seconds.*Invalid principal"):
        alone.run("lakeformation_permissions", **options, propagation_timeout=3)
    alone.traffic.before("GrantPermissions", lambda: None)
    alone.traffic.before(
        "GrantPermissions", lambda: iam.create_role(RoleName=name, AssumeRolePolicyDocument='{"Statement":[]}')
    )
    assert alone.run("lakeformation_permissions", **options)["changed"]
    assert alone.traffic.operations == ["ListPermissions", "GrantPermissions", "GrantPermissions"]
    iam.delete_role(RoleName=name)


def test_passing_errors_are_tried_again(lake: Aws) -> None:
    for operation in ("ListPermissions", "GrantPermissions"):
        for code in ("ThrottlingException", "ConcurrentModificationException", "OperationTimeoutException"):
            lake.traffic.fail_once(operation, code)
    assert lake.run("lakeformation_permissions", principal=ANALYST, **TABLE, permissions=["SELECT"])["changed"]
    assert lake.traffic.operations.count("GrantPermissions") == 4


def test_words_of_aws_come_with_the_mend(alone: Aws) -> None:
    with pytest.raises(ModuleFailed) as failed:
        alone.run("lakeformation_permissions", principal=ANALYST, database="nowhere", permissions=["DESCRIBE"])
    assert failed.value.result["error"]["code"] == "EntityNotFoundException"
    assert failed.value.result["msg"].startswith(f"Failed to grant permissions to {ANALYST}: ")
    assert failed.value.result["mend"] == ["Create the catalog database first, or correct database."]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "One of catalog, database and data_location must be set: none is given"),
        ({"catalog": True, "database": "d"}, "must be set: catalog and database are given"),
        ({"catalog": True, "table": "t"}, "table: needs database"),
        ({"data_location": "arn:aws:s3:::b", "all_tables": True}, "all_tables: needs database"),
        ({**TABLE, "all_tables": True}, "all_tables: has no meaning together with table"),
        ({"database": "d", "columns": ["a"]}, "columns: needs table"),
        ({**TABLE, "columns": ["a"], "excluded_columns": ["b"]}, "excluded_columns: has no meaning together with col"),
        ({**TABLE, "columns": []}, "columns: is empty"),
        ({**TABLE, "permissions": []}, "permissions: must be set, and not be empty"),
        ({**TABLE, "permissions": ["SELEKT"]}, "permissions on a table: 'SELEKT' is not allowed. Did you mean SELECT"),
        ({**TABLE, "columns": ["a"], "permissions": ["DROP"]}, "permissions on columns: 'DROP' is not allowed"),
        ({"database": "d", "permissions": ["SELECT"]}, "Allowed are ALL, ALTER, CREATE_TABLE, DESCRIBE, DROP"),
        ({**TABLE, "permissions": ["SELECT"], "grantable": ["DROP"]}, "grantable: DROP must be among permissions too"),
        ({"principal": "", "database": "d"}, "principal: 0 characters are given, 1 to 255 are allowed"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("lakeformation_permissions", **{"principal": ANALYST, "permissions": ["DESCRIBE"], **options})
    assert foreign.traffic.calls == []


def test_info(alone: Aws) -> None:
    change(alone, **TABLE, permissions=["DESCRIBE", "SELECT"], grantable=["SELECT"])
    change(alone, **TABLE, columns=["b", "a"], principal=OTHER, permissions=["SELECT"])
    change(alone, database=DATABASE, all_tables=True, permissions=["DROP"])
    on_table = [
        {"principal": ANALYST, "resource": TABLE, "permissions": ["DESCRIBE", "SELECT"], "grantable": ["SELECT"]},
        {
            "principal": OTHER,
            "resource": {**TABLE, "columns": ["a", "b"]},
            "permissions": ["SELECT"],
            "grantable": [],
        },
    ]
    read = alone.run("lakeformation_permissions_info", check=True, **TABLE)
    assert (read["changed"], read["grants"]) == (False, on_table)
    assert alone.traffic.operations == ["ListPermissions"]
    mine = alone.run("lakeformation_permissions_info", principal=ANALYST)["grants"]
    assert [grant["resource"] for grant in mine] == [{"database": DATABASE, "all_tables": True}, TABLE]
    assert alone.run("lakeformation_permissions_info", database=DATABASE)["grants"] == []
    assert alone.run("lakeformation_permissions_info", database="nowhere")["grants"] == []
    with pytest.raises(ModuleFailed, match="table: needs database"):
        alone.run("lakeformation_permissions_info", catalog=True, table="orders")
