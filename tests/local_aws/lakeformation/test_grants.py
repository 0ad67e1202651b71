# SPDX-License-Identifier: GPL-3.0-or-later
"""Grants as AWS keeps and lists them, by boto3 against the embedded AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws

ACCOUNT = "000000000000"
DATABASE = "granted_on"
ANALYST = "arn:aws:iam::111122223333:role/Analyst"
TABLE = {"Table": {"DatabaseName": DATABASE, "Name": "orders"}}


@pytest.fixture(scope="module")
def glue(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.client("glue")


@pytest.fixture(scope="module")
def lake(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.client("lakeformation")


@pytest.fixture(autouse=True)
def database(glue: Any) -> Iterator[None]:
    glue.create_database(DatabaseInput={"Name": DATABASE})
    glue.create_table(DatabaseName=DATABASE, TableInput={"Name": "orders"})
    yield
    glue.delete_database(Name=DATABASE)


def grant(lake: Any, resource: dict, *permissions: str, grantable: tuple[str, ...] = ()) -> None:
    lake.grant_permissions(
        Principal={"DataLakePrincipalIdentifier": ANALYST},
        Resource=resource,
        Permissions=list(permissions),
        PermissionsWithGrantOption=list(grantable),
    )


def revoke(lake: Any, resource: dict, *permissions: str) -> None:
    lake.revoke_permissions(
        Principal={"DataLakePrincipalIdentifier": ANALYST}, Resource=resource, Permissions=list(permissions)
    )


def listed(lake: Any, resource: dict, **more: Any) -> list[tuple[dict, list[str], list[str]]]:
    found = lake.list_permissions(Principal={"DataLakePrincipalIdentifier": ANALYST}, Resource=resource, **more)
    return [
        (entry["Resource"], entry["Permissions"], entry["PermissionsWithGrantOption"])
        for entry in found["PrincipalResourcePermissions"]
    ]


def refused(code: str, words: str) -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\).*{words}")


def test_grants_add_up_and_are_taken_away(lake: Any) -> None:
    resource = {"Database": {"Name": DATABASE.upper()}}
    grant(lake, resource, "DESCRIBE")
    grant(lake, resource, "ALTER", grantable=("ALTER",))
    shown = {"Database": {"CatalogId": ACCOUNT, "Name": DATABASE}}
    assert listed(lake, resource) == [(shown, ["ALTER", "DESCRIBE"], ["ALTER"])]
    revoke(lake, resource, "ALTER")
    assert listed(lake, resource) == [(shown, ["DESCRIBE"], [])]
    with refused("InvalidInputException", r"No permissions revoked. Grantee does not have: \[ALTER\]"):
        revoke(lake, resource, "ALTER")
    revoke(lake, resource, "DESCRIBE")
    assert listed(lake, resource) == []


def test_select_on_a_table_is_listed_as_select_on_its_columns(lake: Any) -> None:
    grant(lake, TABLE, "SELECT", "DESCRIBE")
    table = {"CatalogId": ACCOUNT, "DatabaseName": DATABASE, "Name": "orders"}
    assert listed(lake, TABLE) == [
        ({"Table": table}, ["DESCRIBE"], []),
        ({"TableWithColumns": {**table, "ColumnWildcard": {}}}, ["SELECT"], []),
    ]
    whole = {"TableWithColumns": {"DatabaseName": DATABASE, "Name": "orders", "ColumnWildcard": {}}}
    revoke(lake, whole, "SELECT")
    assert [permissions for _, permissions, _ in listed(lake, TABLE)] == [["DESCRIBE"]]


def test_all_tables_have_a_name_of_their_own(lake: Any) -> None:
    every = {"Table": {"DatabaseName": DATABASE, "TableWildcard": {}}}
    grant(lake, every, "DESCRIBE")
    [(shown, _, _)] = listed(lake, every)
    assert shown["Table"] == {
        "CatalogId": ACCOUNT,
        "DatabaseName": DATABASE,
        "Name": "ALL_TABLES",
        "TableWildcard": {},
    }
    assert listed(lake, TABLE) == []


def test_columns_are_listed_with_their_table(lake: Any) -> None:
    some = {"TableWithColumns": {"DatabaseName": DATABASE, "Name": "orders", "ColumnNames": ["b", "a"]}}
    grant(lake, some, "SELECT")
    [(shown, permissions, _)] = listed(lake, TABLE)
    assert (shown["TableWithColumns"]["ColumnNames"], permissions) == (["a", "b"], ["SELECT"])
    with refused("InvalidInputException", "Resource must have either"):
        listed(lake, some)


def test_grants_do_not_outlive_what_they_are_about(glue: Any, lake: Any) -> None:
    grant(lake, TABLE, "DESCRIBE")
    glue.delete_table(DatabaseName=DATABASE, Name="orders")
    with refused("EntityNotFoundException", "Table orders not found"):
        listed(lake, TABLE)
    assert not [
        entry
        for entry in lake.list_permissions(ResourceType="TABLE")["PrincipalResourcePermissions"]
        if entry["Principal"]["DataLakePrincipalIdentifier"] == ANALYST
    ]


def test_pages(lake: Any) -> None:
    grant(lake, TABLE, "SELECT", "DESCRIBE")
    first = lake.list_permissions(Resource=TABLE, MaxResults=1)
    second = lake.list_permissions(Resource=TABLE, MaxResults=1, NextToken=first["NextToken"])
    kinds = [next(iter(page["PrincipalResourcePermissions"][0]["Resource"])) for page in (first, second)]
    assert kinds == ["Table", "TableWithColumns"]
    assert "NextToken" not in second


def test_what_aws_refuses(lake: Any) -> None:
    with refused("EntityNotFoundException", "Database nowhere not found"):
        grant(lake, {"Database": {"Name": "nowhere"}}, "DESCRIBE")
    with refused("InvalidInputException", "Permissions modification is invalid"):
        grant(lake, TABLE, "CREATE_TABLE")
    with refused("InvalidInputException", "Permissions modification is invalid"):
        grant(lake, TABLE, "SELECT", grantable=("DROP",))
    with refused("InvalidInputException", "Invalid principal"):
        lake.grant_permissions(
            Principal={"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:role/nobody"},
            Resource=TABLE,
            Permissions=["SELECT"],
        )
    with refused("UnknownOperationException", "GetDataLakeSettings is not emulated"):
        lake.get_data_lake_settings()


def test_iam_is_asked(embedded_aws: EmbeddedAws, lake: Any) -> None:
    iam = embedded_aws.client("iam")
    iam.create_user(UserName="lister")
    iam.put_user_policy(
        UserName="lister",
        PolicyName="lists",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "lakeformation:ListPermissions", "Resource": "*"}],
            }
        ),
    )
    key = iam.create_access_key(UserName="lister")["AccessKey"]
    session = embedded_aws.session().__class__(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        region_name="ap-northeast-1",
    )
    mine = embedded_aws.client("lakeformation", session)
    assert listed(mine, TABLE) == []
    with pytest.raises(ClientError, match=r"AccessDenied.*lakeformation:GrantPermissions"):
        grant(mine, TABLE, "SELECT")
