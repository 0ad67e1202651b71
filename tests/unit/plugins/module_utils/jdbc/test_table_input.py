# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceColumn
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceTable
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceType
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import cut_comments
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import fit_comment
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import fit_description
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import table_input

ORDERS = SourceTable(
    "genai_demo",
    "public",
    "Orders",
    comment="All orders\nof the shop",
    columns=(
        SourceColumn("order_id", SourceType("int8", raw="bigint"), 1, nullable=False),
        SourceColumn(
            "Total", SourceType("numeric", raw="numeric(10,2)", precision=10, scale=2), 2, comment="Yen\twithout\ntax"
        ),
    ),
)
NAMES = {"connection_name": "a-connection", "crawler_name": "a-crawler"}


def test_a_table_is_written_as_recorded_catalogs_show_it() -> None:
    written = table_input(ORDERS, **NAMES)
    parameters = {
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": "a-crawler",
        "classification": "postgresql",
        "compressionType": "none",
        "connectionName": "a-connection",
        "typeOfData": "table",
    }
    assert written == {
        "Name": "genai_demo_public_orders",
        "Owner": "owner",
        "Retention": 0,
        "StorageDescriptor": {
            "Columns": [{"Name": "order_id", "Type": "bigint"}, {"Name": "total", "Type": "decimal(10,2)"}],
            "Location": "genai_demo.public.Orders",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": {"Parameters": {}},
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": parameters,
            "StoredAsSubDirectories": False,
        },
        "PartitionKeys": [],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
    }


@pytest.mark.parametrize(
    ("kind", "type_of_data"),
    [
        ("view", "view"),
        ("materialized_view", "view"),
        ("partitioned_table", "table"),
        ("partition", "table"),
        ("foreign_table", "table"),
    ],
)
def test_views_are_told_from_tables(kind: str, type_of_data: str) -> None:
    assert table_input(replace(ORDERS, kind=kind), **NAMES)["Parameters"]["typeOfData"] == type_of_data


def test_exclusions_and_run_stand_in_both_sets_of_parameters() -> None:
    written = table_input(ORDERS, **NAMES, exclusions=["tmp_*", 'a"b'], crawl_run_id="run-1", table_prefix="p_")
    for parameters in (written["Parameters"], written["StorageDescriptor"]["Parameters"]):
        assert json.loads(parameters["exclusions"]) == ["tmp_*", 'a"b']
        assert parameters["CRAWL_RUN_ID"] == "run-1"
    assert written["Name"] == "p_genai_demo_public_orders"


def test_the_two_sets_of_parameters_are_not_one_object() -> None:
    written = table_input(ORDERS, **NAMES)
    written["Parameters"]["x"] = "y"
    assert "x" not in written["StorageDescriptor"]["Parameters"]


def test_additional_metadata_is_written_when_asked_for() -> None:
    written = table_input(ORDERS, **NAMES, additional_metadata=["COMMENTS", "RAWTYPES"])
    assert written["Description"] == "All orders\nof the shop"
    assert written["StorageDescriptor"]["Columns"] == [
        {"Name": "order_id", "Type": "bigint", "Parameters": {"rawType": "bigint"}},
        {
            "Name": "total",
            "Type": "decimal(10,2)",
            "Comment": "Yen\twithout tax",
            "Parameters": {"rawType": "numeric(10,2)"},
        },
    ]


def test_comments_too_long_are_cut_and_named() -> None:
    long = SourceColumn("note", SourceType("text"), 3, comment="n" * 256)
    table = replace(ORDERS, comment="t" * 2049, columns=(*ORDERS.columns, long))
    written = table_input(table, **NAMES, additional_metadata=["COMMENTS"])
    assert len(written["Description"]) == 2048
    assert written["StorageDescriptor"]["Columns"][-1]["Comment"] == "n" * 252 + "..."
    assert cut_comments(table) == ["public.Orders", "public.Orders.note"]
    assert cut_comments(ORDERS) == []


@given(st.text(max_size=300), st.text(max_size=2100))
def test_any_comment_is_one_that_the_api_takes(comment: str, description: str) -> None:
    assert len(fit_comment(comment)) == min(len(comment), 255)
    assert "\n" not in fit_comment(comment)
    assert len(fit_description(description)) == min(len(description), 2048)
    if len(comment) <= 255 and comment.isascii() and comment.isprintable():
        assert fit_comment(comment) == comment


def test_the_api_knows_every_field() -> None:
    shape: Any = botocore.session.get_session().get_service_model("glue").shape_for("TableInput")
    report = ParamValidator().validate(
        table_input(ORDERS, **NAMES, additional_metadata=["COMMENTS", "RAWTYPES"]), shape
    )
    assert not report.has_errors(), report.generate_report()
