# SPDX-License-Identifier: GPL-3.0-or-later
"""The Configuration of a crawler."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local_aws.glue.crawlers.configuration import ConfigurationError
from local_aws.glue.crawlers.configuration import parse_configuration

WHOLE: dict[str, Any] = {
    "Version": 1.0,
    "CrawlerOutput": {
        "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
        "Tables": {"AddOrUpdateBehavior": "MergeNewColumns", "TableThreshold": 28},
    },
    "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas", "TableLevelConfiguration": 2},
    "CreatePartitionIndex": True,
}


def refusal(document: Any) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(ConfigurationError) as refused:
        parse_configuration(text)
    message = str(refused.value)
    assert message.startswith("Crawler configuration not valid: ")
    return message.removeprefix("Crawler configuration not valid: ")


def test_everything_documented_is_taken() -> None:
    parsed = parse_configuration(json.dumps(WHOLE))
    assert json.loads(parsed.text) == WHOLE
    assert parsed.table_threshold == 28


def test_a_whole_version_comes_back_as_a_fraction_and_the_order_stays() -> None:
    text = '{"Version": 1, "CrawlerOutput": {"Partitions": {"AddOrUpdateBehavior": "InheritFromTable"}}}'
    expected = '{"Version":1.0,"CrawlerOutput":{"Partitions":{"AddOrUpdateBehavior":"InheritFromTable"}}}'
    assert parse_configuration(text).text == expected


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[]", '"text"', "{'Version': 1.0}", "[" * 100_000])
def test_what_is_no_json_object(text: str) -> None:
    assert refusal(text) == "Error parsing JSON"


@pytest.mark.parametrize("document", [{}, {"CrawlerOutput": {}}])
def test_the_version_is_required(document: dict[str, Any]) -> None:
    assert refusal(document) == "Crawler configuration missing required key: Version."


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"Version": "1.0"}, "Version type invalid: expected Double, received String"),
        ({"Version": True}, "Version type invalid: expected Double, received Boolean"),
        ({"Version": None}, "Version type invalid: expected Double, received null"),
        ({"Version": 1.0, "CrawlerOutput": []}, "CrawlerOutput type invalid: expected Map, received List"),
        (
            {"Version": 1.0, "CrawlerOutput": {"Tables": {"TableThreshold": "5"}}},
            "TableThreshold type invalid: expected Integer, received String",
        ),
        ({"Version": 1.0, "CrawlerOutput": {"Tables": {"TableThreshold": 0}}}, "TableThreshold value invalid: 0"),
        (
            {"Version": 1.0, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "Merge"}}},
            "AddOrUpdateBehavior value invalid: Merge",
        ),
    ],
)
def test_wrong_types_and_values(document: dict[str, Any], complaint: str) -> None:
    assert refusal(document) == complaint


def test_unknown_keys_are_refused_unless_they_are_wanted() -> None:
    document = {"Version": 1.0, "PostgreSQL": {"SampleSize": 1000}}
    assert refusal(document) == "Crawler configuration has unknown key: PostgreSQL."
    assert json.loads(parse_configuration(json.dumps(document), unknown_keys=True).text) == document
