# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.refusals import refused

WRONG_COUNT = ("InvalidInputException", "The number of partition keys do not match the number of partition values")
MISSING = ("EntityNotFoundException", "Cannot find partition.")
KEYS = [
    {"Name": "year", "Type": "int"},
    {"Name": "day", "Type": "date"},
    {"Name": "kind", "Type": "string"},
    {"Name": "price", "Type": "decimal(8,2)"},
]
ROWS = [
    ["9", "2026-01-31", "book", "9.50"],
    ["10", "2026-02-01", "bo'ok", "10.00"],
    ["11", "2026-12-24", "toy_car", "100"],
    ["11", "2026-12-25", "toy/train", "-1"],
]


@pytest.fixture
def table(glue, database):
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "t",
            "PartitionKeys": [{"Name": "y", "Type": "int"}, {"Name": "m", "Type": "string"}],
            "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}]},
        },
    )
    return {"DatabaseName": database, "TableName": "t"}


def values(answer):
    return [partition["Values"] for partition in answer["Partitions"]]


def test_life_of_a_partition(glue, table):
    storage = {"Columns": [{"Name": "a", "Type": "int"}], "Location": "s3://b/1"}
    glue.create_partition(**table, PartitionInput={"Values": ["1", "jan"], "StorageDescriptor": storage})
    found = glue.get_partition(**table, PartitionValues=["1", "jan"])["Partition"]
    created = found.pop("CreationTime")
    assert found == {
        "Values": ["1", "jan"],
        "DatabaseName": table["DatabaseName"],
        "TableName": "t",
        "StorageDescriptor": {
            **storage,
            "Compressed": False,
            "NumberOfBuckets": 0,
            "SortColumns": [],
            "StoredAsSubDirectories": False,
        },
        "CatalogId": ACCOUNT,
    }
    with refused("AlreadyExistsException", "Partition already exists."):
        glue.create_partition(**table, PartitionInput={"Values": ["1", "jan"]})
    glue.update_partition(
        **table, PartitionValueList=["1", "jan"], PartitionInput={"Values": ["1", "feb"], "Parameters": {"a": "b"}}
    )
    with refused(*MISSING):
        glue.get_partition(**table, PartitionValues=["1", "jan"])
    moved = glue.get_partition(**table, PartitionValues=["1", "feb"])["Partition"]
    assert moved["CreationTime"] == created
    assert moved["Parameters"] == {"a": "b"}
    assert "StorageDescriptor" not in moved
    glue.delete_partition(**table, PartitionValues=["1", "feb"])
    with refused(*MISSING):
        glue.delete_partition(**table, PartitionValues=["1", "feb"])


def test_an_update_cannot_take_the_place_of_another(glue, table):
    for value in ("jan", "feb"):
        glue.create_partition(**table, PartitionInput={"Values": ["1", value]})
    with refused("AlreadyExistsException", "Partition already exists."):
        glue.update_partition(**table, PartitionValueList=["1", "jan"], PartitionInput={"Values": ["1", "feb"]})
    with refused(*MISSING):
        glue.update_partition(**table, PartitionValueList=["2", "jan"], PartitionInput={"Values": ["2", "jan"]})


@pytest.mark.parametrize("given", [[], ["1"], ["1", "2", "3"]])
def test_values_must_match_the_keys(glue, table, given):
    with refused(*WRONG_COUNT):
        glue.create_partition(**table, PartitionInput={"Values": given})
    with refused(*WRONG_COUNT):
        glue.get_partition(**table, PartitionValues=given)


def test_batches_report_each_failure(glue, table):
    duplicate = {"ErrorCode": "AlreadyExistsException", "ErrorMessage": "Partition already exists."}
    missing = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Cannot find partition."}
    inputs = [{"Values": ["1", value]} for value in ("a", "b", "a")]
    created = glue.batch_create_partition(**table, PartitionInputList=inputs)
    assert created["Errors"] == [{"PartitionValues": ["1", "a"], "ErrorDetail": duplicate}]
    updated = glue.batch_update_partition(
        **table,
        Entries=[
            {"PartitionValueList": ["1", v], "PartitionInput": {"Values": ["1", v], "Parameters": {"v": v}}}
            for v in ("a", "z")
        ],
    )
    assert updated["Errors"] == [{"PartitionValueList": ["1", "z"], "ErrorDetail": missing}]
    wanted = [{"Values": ["1", v]} for v in ("b", "z", "a")]
    got = glue.batch_get_partition(**table, PartitionsToGet=wanted)
    assert values(got) == [["1", "b"], ["1", "a"]]
    assert got["Partitions"][1]["Parameters"] == {"v": "a"}
    assert got["UnprocessedKeys"] == []
    deleted = glue.batch_delete_partition(**table, PartitionsToDelete=wanted)
    assert deleted["Errors"] == [{"PartitionValues": ["1", "z"], "ErrorDetail": missing}]
    assert glue.get_partitions(**table)["Partitions"] == []


@pytest.mark.parametrize(
    ("call", "most"),
    [
        (lambda glue, t, n: glue.batch_create_partition(**t, PartitionInputList=[{"Values": ["1", "a"]}] * n), 100),
        (lambda glue, t, n: glue.batch_delete_partition(**t, PartitionsToDelete=[{"Values": ["1", "a"]}] * n), 25),
        (lambda glue, t, n: glue.batch_get_partition(**t, PartitionsToGet=[{"Values": ["1", "a"]}] * n), 1000),
    ],
)
def test_batches_are_bounded(glue, table, call, most):
    call(glue, table, most)
    with pytest.raises(glue.exceptions.ClientError, match=f"Member must have length less than or equal to {most}"):
        call(glue, table, most + 1)


def test_listing_pages_segments_and_leaves_out_columns(glue, table):
    inputs = [
        {"Values": ["1", f"{n:02}"], "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}]}}
        for n in range(50)
    ]
    glue.batch_create_partition(**table, PartitionInputList=inputs)
    pages = list(glue.get_paginator("get_partitions").paginate(**table, PaginationConfig={"PageSize": 20}))
    assert [len(page["Partitions"]) for page in pages] == [20, 20, 10]
    segments = [
        value
        for number in range(3)
        for value in values(glue.get_partitions(**table, Segment={"SegmentNumber": number, "TotalSegments": 3}))
    ]
    assert sorted(segments) == [given["Values"] for given in inputs]
    bare = glue.get_partitions(**table, ExcludeColumnSchema=True, MaxResults=1)["Partitions"][0]
    assert "Columns" not in bare["StorageDescriptor"]


@pytest.fixture(scope="module")
def sales(glue):
    glue.create_database(DatabaseInput={"Name": "sales_by_day"})
    place = {"DatabaseName": "sales_by_day", "TableName": "sales"}
    glue.create_table(DatabaseName="sales_by_day", TableInput={"Name": "sales", "PartitionKeys": KEYS})
    glue.batch_create_partition(**place, PartitionInputList=[{"Values": row} for row in ROWS])
    yield place
    glue.delete_database(Name="sales_by_day")


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("year = 9", [0]),
        ("9 < year", [1, 2, 3]),
        ("year>=10 AND year<11", [1]),
        ("year <> 11", [0, 1]),
        ("year != 11", [0, 1]),
        ("year IN (9, 10)", [0, 1]),
        ("year not in ('9')", [1, 2, 3]),
        ("year BETWEEN 9 AND 10", [0, 1]),
        ("NOT year BETWEEN 9 AND 10", [2, 3]),
        ("day > '2026-02-01'", [2, 3]),
        ("day = DATE '2026-02-01'", [1]),
        ("kind = 'bo''ok'", [1]),
        ("kind LIKE 'toy%'", [2, 3]),
        ("kind LIKE 'b__k'", [0]),
        ("kind LIKE 'toy\\_car'", [2]),
        ("kind = 'toy/train'", [3]),
        ("price > 9.75", [1, 2]),
        ("price = -1", [3]),
        ("(year = 9 OR year = 11) AND kind <> 'book'", [2, 3]),
        ("year = 9 OR year = 11 AND day = '2026-12-24'", [0, 2]),
        ("not (year = 11)", [0, 1]),
        ('"year" = 9', [0]),
        ("`year` = 9", [0]),
        ("YEAR = 9", [0]),
        ("kind IS NULL", []),
        ("kind is not null", [0, 1, 2, 3]),
        ("  ", [0, 1, 2, 3]),
    ],
)
def test_expressions_compare_by_the_type_of_the_key(glue, sales, expression, rows):
    assert sorted(values(glue.get_partitions(**sales, Expression=expression))) == sorted(ROWS[row] for row in rows)


@pytest.mark.parametrize(
    "expression",
    [
        "nothing = 1",
        "year",
        "year =",
        "year = = 1",
        "(year = 1",
        "year = 1)",
        "year = 1 year = 2",
        "year IN ()",
        "year ~ 1",
        "AND",
        "((((" * 60 + "year = 1",
    ],
)
def test_what_is_no_expression_over_the_keys_is_refused(glue, sales, expression):
    with refused("InvalidInputException", "Invalid partition expression!"):
        glue.get_partitions(**sales, Expression=expression)


def test_a_value_that_is_no_number_fails_a_numeric_expression(glue, table):
    glue.create_partition(**table, PartitionInput={"Values": ["null", "a"]})
    with refused("InvalidStateException", 'For input string: "null" is not an integer.'):
        glue.get_partitions(**table, Expression="y >= 0")


STATISTICS = {
    "ColumnName": "a",
    "ColumnType": "int",
    "AnalyzedTime": 1_700_000_000,
    "StatisticsData": {
        "Type": "LONG",
        "LongColumnStatisticsData": {"MinimumValue": 1, "NumberOfNulls": 0, "NumberOfDistinctValues": 4},
    },
}
NO_STATISTICS = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Statistics do not exist for this column"}


@pytest.mark.parametrize("of", ["table", "partition"])
def test_column_statistics(glue, table, of):
    place = table if of == "table" else {**table, "PartitionValues": ["1", "a"]}
    if of == "partition":
        with refused(*MISSING):
            glue.get_column_statistics_for_partition(**place, ColumnNames=["a"])
        glue.create_partition(**table, PartitionInput={"Values": ["1", "a"]})

    def call(verb, **arguments):
        return getattr(glue, f"{verb}_column_statistics_for_{of}")(**place, **arguments)

    unknown = {**STATISTICS, "ColumnName": "z"}
    failed = call("update", ColumnStatisticsList=[STATISTICS, unknown])["Errors"]
    assert [(f["ColumnStatistics"]["ColumnName"], f["Error"]["ErrorCode"]) for f in failed] == [
        ("z", "EntityNotFoundException")
    ]
    found = call("get", ColumnNames=["a", "z"])
    assert found["ColumnStatisticsList"][0]["StatisticsData"] == STATISTICS["StatisticsData"]
    assert found["Errors"] == [{"ColumnName": "z", "Error": NO_STATISTICS}]
    call("delete", ColumnName="a")
    call("delete", ColumnName="a")
    assert call("get", ColumnNames=["a"])["Errors"] == [{"ColumnName": "a", "Error": NO_STATISTICS}]


def test_statistics_go_with_the_partition(glue, table):
    place = {**table, "PartitionValues": ["1", "a"]}
    glue.create_partition(**table, PartitionInput={"Values": ["1", "a"]})
    glue.update_column_statistics_for_partition(**place, ColumnStatisticsList=[STATISTICS])
    glue.delete_partition(**place)
    glue.create_partition(**table, PartitionInput={"Values": ["1", "a"]})
    assert glue.get_column_statistics_for_partition(**place, ColumnNames=["a"])["ColumnStatisticsList"] == []
