# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a classifier to what is sent, and what cannot be sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import KINDS
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import classifier_result
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.classifier import plan_classifier

THERE = {"CsvClassifier": {"Name": "c", "Delimiter": ";", "Header": ["a"], "Serde": "None", "Version": 3}}


def options(**kinds: dict[str, Any]) -> dict[str, Any]:
    params: dict[str, Any] = {"name": "c", **dict.fromkeys(KINDS)}
    for kind, given in kinds.items():
        params[kind] = {**dict.fromkeys(KINDS[kind].fields), **given}
    return params


def test_the_whole_of_it_is_sent() -> None:
    plan = plan_classifier(options(csv={"quote_symbol": "'"}), THERE)
    assert plan.definition == {"Delimiter": ";", "Header": ["a"], "Serde": "None", "QuoteSymbol": "'"}
    assert plan.comparison.as_diff() == {"before": {"csv": {}}, "after": {"csv": {"quote_symbol": "'"}}}
    assert plan.obstacles == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"delimiter": ";"},
        {"serde": "None", "contains_header": "UNKNOWN", "allow_single_column": False},
        {"quote_symbol": "", "custom_datatypes": []},
    ],
)
def test_what_is_the_default_is_no_difference(given: dict[str, Any]) -> None:
    assert not plan_classifier(options(csv=given), THERE).comparison.changed


def test_the_order_of_columns_says_something_and_that_of_types_nothing() -> None:
    there = {"CsvClassifier": {"Name": "c", "Header": ["a", "b"], "CustomDatatypes": ["INT", "DATE"]}}
    assert plan_classifier(options(csv={"header": ["b", "a"]}), there).comparison.changed
    assert not plan_classifier(options(csv={"custom_datatypes": ["DATE", "INT"]}), there).comparison.changed


def test_what_aws_cannot_take_away_stands_in_the_way() -> None:
    plan = plan_classifier(options(csv={"delimiter": ""}), THERE)
    assert plan.obstacles == ["AWS cannot take delimiter away from it"]
    assert plan.definition == {"Header": ["a"], "Serde": "None"}


def test_a_text_that_aws_can_clear_is_sent_empty() -> None:
    there = {"GrokClassifier": {"Name": "c", "Classification": "l", "GrokPattern": "p", "CustomPatterns": "A b"}}
    plan = plan_classifier(options(grok={"custom_patterns": ""}), there)
    assert plan.definition["CustomPatterns"] == ""
    assert (
        "CustomPatterns"
        not in plan_classifier(
            options(grok={"classification": "l", "grok_pattern": "p", "custom_patterns": ""}), None
        ).definition
    )


@pytest.mark.parametrize(
    ("kind", "missing"), [("grok", "classification"), ("xml", "classification"), ("json", "json_path")]
)
def test_what_another_kind_cannot_be_without_is_named(kind: str, missing: str) -> None:
    with pytest.raises(InvalidOption, match=f"{kind}.{missing}: must be set to create classifier c"):
        plan_classifier(options(**{kind: {}}), THERE)


def test_another_kind_takes_nothing_over() -> None:
    plan = plan_classifier(options(json={"json_path": "$"}), THERE)
    assert plan.definition == {"JsonPath": "$"}
    assert plan.obstacles == ["it is of the kind csv, not json"]


def test_result() -> None:
    assert classifier_result(THERE) == {
        "name": "c",
        "kind": "csv",
        "csv": {"delimiter": ";", "header": ["a"], "serde": "None"},
        "version": 3,
    }
    assert classifier_result(None) == {}
