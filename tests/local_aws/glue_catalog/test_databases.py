# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.conftest import REGION
from tests.local_aws.glue_catalog.refusals import refused

OPEN_TO_ALL = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]


def test_a_bare_database_reads_as_recorded_on_aws(glue, database):
    found = glue.get_database(Name=database)["Database"]
    assert found.pop("CreateTime").microsecond == 0
    assert found == {
        "Name": database,
        "Parameters": {},
        "CreateTableDefaultPermissions": OPEN_TO_ALL,
        "CatalogId": ACCOUNT,
    }


def test_names_are_folded_to_lower_case(glue, make_name):
    name = make_name("Mixed_Case")
    glue.create_database(DatabaseInput={"Name": name})
    assert glue.get_database(Name=name.upper())["Database"]["Name"] == name.lower()
    with refused("AlreadyExistsException", "Database already exists."):
        glue.create_database(DatabaseInput={"Name": name.lower()})
    glue.delete_database(Name=name)


def test_update_replaces_the_whole_object_and_keeps_its_creation(glue, make_name):
    name = make_name("db")
    full = {"Name": name, "Description": "d", "LocationUri": "s3://b/p", "Parameters": {"a": "1"}}
    glue.create_database(DatabaseInput=full)
    created = glue.get_database(Name=name)["Database"]["CreateTime"]
    glue.update_database(Name=name, DatabaseInput={"Name": name, "Description": "new"})
    assert glue.get_database(Name=name)["Database"] == {
        "Name": name,
        "Description": "new",
        "Parameters": {},
        "CreateTime": created,
        "CreateTableDefaultPermissions": OPEN_TO_ALL,
        "CatalogId": ACCOUNT,
    }
    glue.delete_database(Name=name)


def test_own_default_permissions_are_kept(glue, make_name):
    name = make_name("db")
    glue.create_database(DatabaseInput={"Name": name, "CreateTableDefaultPermissions": []})
    assert glue.get_database(Name=name)["Database"]["CreateTableDefaultPermissions"] == []
    glue.delete_database(Name=name)


def test_a_database_cannot_be_renamed(glue, database):
    with refused("InvalidInputException", "Database cannot be renamed"):
        glue.update_database(Name=database, DatabaseInput={"Name": "other"})


@pytest.mark.parametrize(
    "call",
    [
        lambda glue: glue.get_database(Name="nowhere"),
        lambda glue: glue.delete_database(Name="nowhere"),
        lambda glue: glue.update_database(Name="nowhere", DatabaseInput={"Name": "nowhere"}),
        lambda glue: glue.create_table(DatabaseName="nowhere", TableInput={"Name": "t"}),
        lambda glue: glue.get_tables(DatabaseName="nowhere"),
        lambda glue: glue.get_table(DatabaseName="nowhere", Name="t"),
        lambda glue: glue.delete_table(DatabaseName="nowhere", Name="t"),
        lambda glue: glue.get_partitions(DatabaseName="nowhere", TableName="t"),
        lambda glue: glue.get_table_versions(DatabaseName="nowhere", TableName="t"),
        lambda glue: glue.get_user_defined_functions(DatabaseName="nowhere", Pattern=".*"),
    ],
)
def test_a_missing_database_is_named(glue, call):
    with refused("EntityNotFoundException", "Database nowhere not found."):
        call(glue)


def test_delete_takes_everything_inside(glue, make_name):
    name = make_name("db")
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:database/{name}"
    key = {"PartitionKeys": [{"Name": "p", "Type": "int"}], "StorageDescriptor": {"Columns": []}}
    glue.create_database(DatabaseInput={"Name": name}, Tags={"a": "1"})
    glue.create_table(DatabaseName=name, TableInput={"Name": "t", **key})
    glue.update_table(DatabaseName=name, TableInput={"Name": "t", **key})
    glue.create_partition(DatabaseName=name, TableName="t", PartitionInput={"Values": ["1"]})
    glue.create_user_defined_function(DatabaseName=name, FunctionInput={"FunctionName": "f"})
    glue.delete_database(Name=name)
    with refused("EntityNotFoundException", f"Database {name} not found."):
        glue.get_table(DatabaseName=name, Name="t")
    glue.create_database(DatabaseInput={"Name": name})
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {}
    assert glue.get_user_defined_functions(DatabaseName=name, Pattern=".*")["UserDefinedFunctions"] == []
    glue.create_table(DatabaseName=name, TableInput={"Name": "t", **key})
    assert glue.get_partitions(DatabaseName=name, TableName="t")["Partitions"] == []
    assert [v["VersionId"] for v in glue.get_table_versions(DatabaseName=name, TableName="t")["TableVersions"]] == ["0"]
    glue.delete_database(Name=name)


def test_a_slash_in_a_name_does_not_reach_into_another_database(glue, make_name):
    name = make_name("db")
    glue.create_database(DatabaseInput={"Name": name})
    glue.create_database(DatabaseInput={"Name": f"{name}/x"})
    glue.create_table(DatabaseName=f"{name}/x", TableInput={"Name": "t"})
    glue.create_table(DatabaseName=name, TableInput={"Name": "x/t"})
    glue.delete_database(Name=name)
    assert [t["Name"] for t in glue.get_tables(DatabaseName=f"{name}/x")["TableList"]] == ["t"]
    glue.delete_database(Name=f"{name}/x")


def test_listing_pages_and_selects_attributes(glue, make_name):
    names = sorted(make_name("listed") for _ in range(3))
    for name in names:
        glue.create_database(DatabaseInput={"Name": name})
    pages = list(glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 1}))
    listed = [database["Name"] for page in pages for database in page["DatabaseList"]]
    assert all(len(page["DatabaseList"]) == 1 for page in pages)
    assert [name for name in listed if name in names] == names
    some = glue.get_databases(AttributesToGet=["NAME"])["DatabaseList"]
    assert {"Name": names[0]} in some
    assert glue.get_databases(ResourceShareType="FOREIGN")["DatabaseList"] == []
    for name in names:
        glue.delete_database(Name=name)


def test_a_resource_link_is_kept(glue, make_name):
    name = make_name("link")
    target = {"CatalogId": ACCOUNT, "DatabaseName": "elsewhere"}
    glue.create_database(DatabaseInput={"Name": name, "TargetDatabase": target})
    assert glue.get_database(Name=name)["Database"]["TargetDatabase"] == target
    glue.delete_database(Name=name)


def test_another_account_has_shared_nothing(glue):
    with refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: glue:GetDatabase on resource: "
        f"arn:aws:glue:{REGION}:123456789012:catalog because no resource-based policy allows the "
        "glue:GetDatabase action",
    ):
        glue.get_database(Name="x", CatalogId="123456789012")
    with refused("EntityNotFoundException", "Catalog nobody not found."):
        glue.get_database(Name="x", CatalogId="nobody")
