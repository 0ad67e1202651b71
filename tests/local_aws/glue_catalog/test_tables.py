# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.refusals import refused

STALE = ("ConcurrentModificationException", "Update table failed due to concurrent modifications.")


def read(glue, database, name="t"):
    return glue.get_table(DatabaseName=database, Name=name)["Table"]


def versions(glue, database, name="t"):
    return [v["VersionId"] for v in glue.get_table_versions(DatabaseName=database, TableName=name)["TableVersions"]]


def test_a_table_reads_with_what_aws_fills_in(glue, database):
    given = {"Name": "Orders", "StorageDescriptor": {"Columns": [{"Name": "Id", "Type": "int"}], "Location": "db.s.t"}}
    glue.create_table(DatabaseName=database, TableInput=given)
    table = read(glue, database, "ORDERS")
    created, updated = table.pop("CreateTime"), table.pop("UpdateTime")
    assert created == updated
    assert created.microsecond == 0
    assert table == {
        "Name": "orders",
        "DatabaseName": database,
        "Retention": 0,
        "StorageDescriptor": {
            "Columns": [{"Name": "Id", "Type": "int"}],
            "Location": "db.s.t",
            "Compressed": False,
            "NumberOfBuckets": 0,
            "SortColumns": [],
            "StoredAsSubDirectories": False,
        },
        "CreatedBy": f"arn:aws:iam::{ACCOUNT}:root",
        "IsRegisteredWithLakeFormation": False,
        "CatalogId": ACCOUNT,
        "VersionId": "0",
        "IsMultiDialectView": False,
    }


def test_a_crawled_table_comes_back_as_the_crawler_wrote_it(glue, database):
    parameters = {"classification": "postgresql", "typeOfData": "table"}
    given = {
        "Name": "genai_demo_public_orders",
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [],
        "Parameters": parameters,
        "LastAccessTime": 1_700_000_000,
        "StorageDescriptor": {
            "Columns": [{"Name": "id", "Type": "bigint", "Comment": "c", "Parameters": {"k": "v"}}],
            "Location": "genai_demo.public.orders",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": {"Parameters": {}},
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": parameters,
            "StoredAsSubDirectories": False,
        },
    }
    glue.create_table(DatabaseName=database, TableInput=given)
    table = read(glue, database, given["Name"])
    assert table.pop("LastAccessTime").timestamp() == given.pop("LastAccessTime")
    assert {name: table[name] for name in given} == given


def test_update_replaces_the_whole_object_and_counts_versions(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t", "Description": "d", "Parameters": {"a": "1"}})
    before = read(glue, database)
    glue.update_table(DatabaseName=database, TableInput={"Name": "T", "Owner": "me"})
    after = read(glue, database)
    assert "Description" not in after
    assert "Parameters" not in after
    assert (after["Owner"], after["VersionId"]) == ("me", "1")
    assert (after["CreateTime"], after["CreatedBy"]) == (before["CreateTime"], before["CreatedBy"])


def test_a_stale_version_is_refused_and_changes_nothing(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    glue.update_table(DatabaseName=database, TableInput={"Name": "t", "Owner": "first"}, VersionId="0")
    with refused(*STALE):
        glue.update_table(DatabaseName=database, TableInput={"Name": "t", "Owner": "second"}, VersionId="0")
    assert read(glue, database)["Owner"] == "first"
    assert versions(glue, database) == ["1", "0"]


def test_versions_are_listed_newest_first_with_the_current_one(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t", "Description": "0"})
    assert versions(glue, database) == ["0"]
    for number in range(1, 12):
        glue.update_table(DatabaseName=database, TableInput={"Name": "t", "Description": str(number)})
    assert versions(glue, database) == [str(number) for number in range(11, -1, -1)]
    pages = glue.get_paginator("get_table_versions").paginate(
        DatabaseName=database, TableName="t", PaginationConfig={"PageSize": 5}
    )
    listed = [page["TableVersions"] for page in pages]
    assert [len(page) for page in listed] == [5, 5, 2]
    assert [v["Table"]["Description"] for page in listed for v in page] == [str(n) for n in range(11, -1, -1)]


def test_skip_archive_leaves_no_version_behind(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    glue.update_table(DatabaseName=database, TableInput={"Name": "t"}, SkipArchive=True)
    glue.update_table(DatabaseName=database, TableInput={"Name": "t"})
    assert versions(glue, database) == ["2", "1"]


def test_one_version_is_read_by_its_id(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t", "Description": "old"})
    glue.update_table(DatabaseName=database, TableInput={"Name": "t", "Description": "new"})

    def description(**which):
        found = glue.get_table_version(DatabaseName=database, TableName="t", **which)["TableVersion"]
        assert found["VersionId"] == found["Table"]["VersionId"]
        return found["Table"]["Description"]

    assert (description(VersionId="0"), description(VersionId="1"), description()) == ("old", "new", "new")
    with refused("EntityNotFoundException", "Version not found."):
        description(VersionId="7")
    with refused("InvalidInputException", 'For input string: "x"'):
        description(VersionId="x")


def test_versions_can_be_deleted_but_not_the_current_one(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    for _ in range(4):
        glue.update_table(DatabaseName=database, TableInput={"Name": "t"})
    glue.delete_table_version(DatabaseName=database, TableName="t", VersionId="1")
    assert versions(glue, database) == ["4", "3", "2", "0"]
    current = "The current version of a table cannot be deleted."
    with refused("InvalidInputException", current):
        glue.delete_table_version(DatabaseName=database, TableName="t", VersionId="4")
    answer = glue.batch_delete_table_version(DatabaseName=database, TableName="t", VersionIds=["0", "1", "4"])
    assert [(e["VersionId"], e["ErrorDetail"]) for e in answer["Errors"]] == [
        ("1", {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Version not found."}),
        ("4", {"ErrorCode": "InvalidInputException", "ErrorMessage": current}),
    ]
    assert versions(glue, database) == ["4", "3", "2"]


def test_a_new_table_of_an_old_name_starts_anew(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    glue.update_table(DatabaseName=database, TableInput={"Name": "t"})
    glue.delete_table(DatabaseName=database, Name="T")
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    assert versions(glue, database) == ["0"]


@pytest.mark.parametrize(
    "call",
    [
        lambda glue, db: glue.get_table(DatabaseName=db, Name="Missing"),
        lambda glue, db: glue.delete_table(DatabaseName=db, Name="Missing"),
        lambda glue, db: glue.update_table(DatabaseName=db, TableInput={"Name": "Missing"}),
        lambda glue, db: glue.get_table_version(DatabaseName=db, TableName="Missing"),
        lambda glue, db: glue.get_table_versions(DatabaseName=db, TableName="Missing"),
        lambda glue, db: glue.delete_table_version(DatabaseName=db, TableName="Missing", VersionId="0"),
        lambda glue, db: glue.get_partitions(DatabaseName=db, TableName="Missing"),
        lambda glue, db: glue.create_partition(DatabaseName=db, TableName="Missing", PartitionInput={"Values": ["1"]}),
        lambda glue, db: glue.get_column_statistics_for_table(DatabaseName=db, TableName="Missing", ColumnNames=["a"]),
        lambda glue, db: glue.get_partition_indexes(DatabaseName=db, TableName="Missing"),
    ],
)
def test_a_missing_table_is_named(glue, database, call):
    with refused("EntityNotFoundException", "Table Missing not found."):
        call(glue, database)


def test_duplicates_are_refused_whatever_the_case(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    with refused("AlreadyExistsException", "Table already exists."):
        glue.create_table(DatabaseName=database, TableInput={"Name": "T"})


def test_batch_delete_reports_what_was_missing(glue, database):
    for name in ("a", "b"):
        glue.create_table(DatabaseName=database, TableInput={"Name": name})
    answer = glue.batch_delete_table(DatabaseName=database, TablesToDelete=["a", "missing", "B"])
    detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table missing not found"}
    assert answer["Errors"] == [{"TableName": "missing", "ErrorDetail": detail}]
    assert glue.get_tables(DatabaseName=database)["TableList"] == []


@pytest.fixture
def listed(glue, database):
    for name in ("orders", "orders_archive", "customers", "t1", "t2", "t3"):
        glue.create_table(DatabaseName=database, TableInput={"Name": name, "TableType": "EXTERNAL_TABLE"})
    return database


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("orders", ["orders"]),
        ("orders.*", ["orders", "orders_archive"]),
        ("orders*", ["orders", "orders_archive"]),
        ("*archive", ["orders_archive"]),
        ("*ers*", ["customers", "orders", "orders_archive"]),
        ("t[12]", ["t1", "t2"]),
        ("[a-z]*", ["customers", "orders"]),
        ("^t\\d$", ["t1", "t2", "t3"]),
        ("customers|t3", ["customers", "t3"]),
        ("ORDERS", ["orders"]),
        ("\\Qorders\\E_.*", ["orders_archive"]),
        ("rders", []),
        ("", ["customers", "orders", "orders_archive", "t1", "t2", "t3"]),
    ],
)
def test_expression_is_a_regular_expression_for_the_whole_name(glue, listed, expression, names):
    tables = glue.get_tables(DatabaseName=listed, Expression=expression)["TableList"]
    assert [table["Name"] for table in tables] == names


def test_a_broken_expression_is_refused(glue, listed):
    with refused(
        "InvalidInputException",
        "Invalid pattern syntax: error parsing regexp: missing ), unterminated subpattern at position 0",
    ):
        glue.get_tables(DatabaseName=listed, Expression="(")


def test_a_filtered_listing_pages_too(glue, listed):
    first = glue.get_tables(DatabaseName=listed, Expression="t.*", MaxResults=2)
    assert [table["Name"] for table in first["TableList"]] == ["t1", "t2"]
    second = glue.get_tables(DatabaseName=listed, Expression="t.*", MaxResults=2, NextToken=first["NextToken"])
    assert [table["Name"] for table in second["TableList"]] == ["t3"]
    assert "NextToken" not in second


def test_attributes_to_get_must_name_the_name(glue, listed):
    tables = glue.get_tables(DatabaseName=listed, AttributesToGet=["NAME", "TABLE_TYPE"], MaxResults=1)["TableList"]
    assert tables == [{"Name": "customers", "TableType": "EXTERNAL_TABLE"}]
    with refused("InvalidInputException", "AttributesToGet must include NAME."):
        glue.get_tables(DatabaseName=listed, AttributesToGet=["TABLE_TYPE"])


def test_pages_hold_100_and_tokens_only_fit_where_they_came_from(glue, database):
    for number in range(101):
        glue.create_table(DatabaseName=database, TableInput={"Name": f"t{number:03}"})
    first = glue.get_tables(DatabaseName=database)
    assert len(first["TableList"]) == 100
    second = glue.get_tables(DatabaseName=database, NextToken=first["NextToken"])
    assert [table["Name"] for table in second["TableList"]] == ["t100"]
    for token in ("nonsense", first["NextToken"][:-4] + "AAAA", ""):
        if token:
            with refused("InvalidInputException", "Invalid pagination token."):
                glue.get_tables(DatabaseName=database, NextToken=token)
    with refused("InvalidInputException", "Invalid pagination token."):
        glue.get_databases(NextToken=first["NextToken"])
    with refused(
        "ValidationException",
        "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
    ):
        glue.get_tables(DatabaseName=database, MaxResults=101)


def test_a_table_cannot_be_renamed(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    with refused("InvalidInputException", "Table cannot be renamed"):
        glue.update_table(DatabaseName=database, Name="t", TableInput={"Name": "u"})


def test_partition_indexes_live_with_the_table(glue, database):
    keys = [{"Name": "y", "Type": "int"}, {"Name": "m", "Type": "string"}]
    glue.create_table(
        DatabaseName=database,
        TableInput={"Name": "t", "PartitionKeys": keys},
        PartitionIndexes=[{"Keys": ["y"], "IndexName": "by_y"}],
    )
    glue.create_partition_index(
        DatabaseName=database, TableName="t", PartitionIndex={"Keys": ["y", "m"], "IndexName": "by_both"}
    )
    found = glue.get_partition_indexes(DatabaseName=database, TableName="t")["PartitionIndexDescriptorList"]
    assert found == [
        {"IndexName": "by_both", "Keys": keys, "IndexStatus": "ACTIVE"},
        {"IndexName": "by_y", "Keys": keys[:1], "IndexStatus": "ACTIVE"},
    ]
    with refused("AlreadyExistsException", "Index by_y already exists."):
        glue.create_partition_index(
            DatabaseName=database, TableName="t", PartitionIndex={"Keys": ["y"], "IndexName": "by_y"}
        )
    with refused("InvalidInputException", "Key z of index by_z is not a partition key of the table."):
        glue.create_partition_index(
            DatabaseName=database, TableName="t", PartitionIndex={"Keys": ["z"], "IndexName": "by_z"}
        )
    glue.delete_partition_index(DatabaseName=database, TableName="t", IndexName="by_y")
    with refused("EntityNotFoundException", "Index by_y not found."):
        glue.delete_partition_index(DatabaseName=database, TableName="t", IndexName="by_y")
