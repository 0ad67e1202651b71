# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.local_aws.glue_catalog.refusals import refused


@pytest.fixture(scope="module")
def catalog(glue):
    """Words that no other test uses."""
    for database in ("search_one", "search_two"):
        glue.create_database(DatabaseInput={"Name": database})
    column = {"Name": "quetzal_id", "Type": "int", "Comment": "the axolotl"}
    glue.create_table(
        DatabaseName="search_one",
        TableInput={
            "Name": "customer-link",
            "Description": "Zebra crossing",
            "Parameters": {"owner_team": "okapi"},
            "StorageDescriptor": {"Columns": [column]},
        },
    )
    glue.create_table(DatabaseName="search_two", TableInput={"Name": "xx-link-yy", "Description": "zebra"})
    glue.create_table(DatabaseName="search_two", TableInput={"Name": "xxlinkyy", "Description": "okapi"})
    yield
    for database in ("search_one", "search_two"):
        glue.delete_database(Name=database)


def names(answer):
    return [table["Name"] for table in answer["TableList"] if table["DatabaseName"].startswith("search_")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ZEBRA", ["customer-link", "xx-link-yy"]),
        ("crossing zebra", ["customer-link"]),
        ('"zebra"', ["xx-link-yy"]),
        ("quetzal", ["customer-link"]),
        ("axolotl", ["customer-link"]),
        ("okapi", ["customer-link", "xxlinkyy"]),
        ("unicorn", []),
    ],
)
def test_words_are_looked_for_everywhere(glue, catalog, text, found):
    assert names(glue.search_tables(SearchText=text)) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([{"Key": "Name", "Value": "link"}], ["customer-link", "xx-link-yy"]),
        ([{"Key": "DatabaseName", "Value": "search_two"}], ["xx-link-yy", "xxlinkyy"]),
        ([{"Key": "owner_team", "Value": "okapi"}], ["customer-link"]),
        ([{"Key": "Name", "Value": "link"}, {"Key": "DatabaseName", "Value": "search_one"}], ["customer-link"]),
        ([{"Key": "CreateTime", "Value": "2020-01-01T00:00:00Z", "Comparator": "LESS_THAN"}], []),
        (
            [{"Key": "CreateTime", "Value": "0", "Comparator": "GREATER_THAN"}, {"Key": "Name", "Value": "link"}],
            ["customer-link", "xx-link-yy"],
        ),
    ],
)
def test_properties_filter(glue, catalog, filters, found):
    assert names(glue.search_tables(Filters=filters)) == found


def test_results_are_sorted_and_paged(glue, catalog):
    order = [{"FieldName": "Name", "Sort": "DESC"}]
    pages = []
    token = {}
    while True:
        answer = glue.search_tables(
            Filters=[{"Key": "DatabaseName", "Value": "search_two"}], SortCriteria=order, MaxResults=1, **token
        )
        pages.append(names(answer))
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert pages == [["xxlinkyy"], ["xx-link-yy"]]


def test_a_time_that_is_none_is_refused(glue, catalog):
    with refused("InvalidInputException", "Invalid time: yesterday"):
        glue.search_tables(Filters=[{"Key": "CreateTime", "Value": "yesterday"}])
