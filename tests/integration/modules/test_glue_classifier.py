# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a classifier of each kind. Moto has no classifiers, so all of it is against the embedded AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-classifier"
CSV = {"delimiter": ";", "contains_header": "PRESENT", "header": ["id", "name"]}
LIVES: dict[str, tuple[dict, list[dict]]] = {
    "grok": (
        {"classification": "log", "grok_pattern": "%{GREEDYDATA:message}"},
        [
            {"classification": "application-log"},
            {"grok_pattern": "%{TENANT:tenant} %{GREEDYDATA:message}"},
            {"custom_patterns": "TENANT [a-z]+"},
            {"custom_patterns": ""},
        ],
    ),
    "xml": ({"classification": "orders", "row_tag": "order"}, [{"classification": "items"}, {"row_tag": "item"}]),
    "json": ({"json_path": "$"}, [{"json_path": "$[*]"}]),
    "csv": (
        CSV,
        [
            {"delimiter": "|"},
            {"quote_symbol": '"'},
            {"contains_header": "ABSENT"},
            {"header": ["name", "id"]},
            {"header": []},
            {"disable_value_trimming": True},
            {"disable_value_trimming": False},
            {"allow_single_column": True},
            {"custom_datatype_configured": True},
            {"custom_datatypes": ["INT", "STRING"]},
            {"custom_datatypes": []},
            {"serde": "OpenCSVSerDe"},
            {"serde": "None"},
        ],
    ),
}


@pytest.fixture
def aws(embedded: Aws) -> Iterator[Aws]:
    yield embedded
    embedded.traffic.faults.clear()
    embedded.run("glue_classifier", name=NAME, state="absent")


def there(aws: Aws) -> dict:
    [found] = aws.client("glue").get_classifier(Name=NAME)["Classifier"].values()
    return found


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("glue_classifier", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_classifier", name=NAME, **options)
    again = aws.run("glue_classifier", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetClassifier"]
    return done


@pytest.mark.parametrize("kind", LIVES)
def test_life_cycle(aws: Aws, kind: str) -> None:
    first, changes = LIVES[kind]
    made = change(aws, **{kind: first})
    assert made["diff"] == {"before": {}, "after": {"name": NAME, kind: first}}
    assert (made["classifier"]["kind"], made["classifier"]["version"]) == (kind, 1)
    expected = dict(first)
    for options in changes:
        done = change(aws, **{kind: options})
        assert list(done["diff"]["after"]) == [kind]
        assert list(done["diff"]["after"][kind]) == list(options)
        expected |= options
        assert aws.run("glue_classifier", name=NAME, **{kind: expected})["changed"] is False, "the rest is left alone"
    assert aws.run("glue_classifier", check=True, name=NAME, state="absent")["changed"]
    assert aws.traffic.writes == []
    gone = aws.run("glue_classifier", name=NAME, state="absent")
    assert gone["changed"]
    assert gone["diff"]["before"]["name"] == NAME
    assert kind in gone["diff"]["before"]
    assert not aws.run("glue_classifier", name=NAME, state="absent")["changed"]


def test_what_aws_fills_in_is_no_difference(aws: Aws) -> None:
    change(aws, csv={"delimiter": ";"})
    assert there(aws)["Serde"] == "None"
    defaults = {"contains_header": "UNKNOWN", "serde": "None", "allow_single_column": False, "header": []}
    assert not aws.run("glue_classifier", name=NAME, csv={**defaults, "quote_symbol": ""})["changed"]
    change(aws, csv={"custom_datatype_configured": True, "custom_datatypes": ["STRING", "INT"]})
    assert not aws.run("glue_classifier", name=NAME, csv={"custom_datatypes": ["INT", "STRING"]})["changed"]


def test_another_kind_is_refused_or_made_anew(aws: Aws) -> None:
    change(aws, csv=CSV)
    as_json = {"name": NAME, "json": {"json_path": "$"}}
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=r"of the kind csv, not json\. Set replace to true"):
            aws.run("glue_classifier", check=check, **as_json)
        assert aws.traffic.writes == []
    done = change(aws, json={"json_path": "$"}, replace=True)
    assert done["diff"] == {"before": {"csv": {**CSV, "serde": "None"}}, "after": {"json": {"json_path": "$"}}}
    assert done["classifier"]["kind"] == "json"


def test_what_cannot_be_taken_away_is_refused_or_made_anew(aws: Aws) -> None:
    change(aws, csv={**CSV, "quote_symbol": "'"})
    with pytest.raises(ModuleFailed, match=r"AWS cannot take quote_symbol away from it\. Set replace to true"):
        aws.run("glue_classifier", name=NAME, csv={"quote_symbol": ""})
    change(aws, csv={"quote_symbol": ""}, replace=True)
    assert "QuoteSymbol" not in there(aws)
    assert there(aws)["Header"] == CSV["header"]


def test_the_old_one_is_put_back_when_aws_refuses_the_new_one(aws: Aws) -> None:
    change(aws, csv=CSV)
    aws.traffic.fail_once("CreateClassifier", "InvalidInputException", "said the test")
    with pytest.raises(ModuleFailed, match="said the test"):
        aws.run("glue_classifier", name=NAME, json={"json_path": "$"}, replace=True)
    assert not aws.run("glue_classifier", name=NAME, csv=CSV)["changed"]


def test_somebody_else_gets_in_between(aws: Aws) -> None:
    """Another run makes it after the first look: it is read again, and what is left to change is changed."""
    aws.traffic.before("CreateClassifier", lambda: _create(aws, {"Name": NAME, "Delimiter": ";"}))
    done = aws.run("glue_classifier", name=NAME, csv=CSV)
    assert done["changed"]
    assert aws.traffic.writes == ["CreateClassifier", "UpdateClassifier"]
    assert there(aws)["ContainsHeader"] == "PRESENT"


def test_answer_that_was_lost_is_still_a_change(aws: Aws) -> None:
    aws.traffic.before("CreateClassifier", lambda: _create(aws, {"Name": NAME, "Delimiter": ";"}))
    done = aws.run("glue_classifier", name=NAME, csv={"delimiter": ";"})
    assert (done["changed"], done["diff"]["after"]["name"]) == (True, NAME)
    assert aws.traffic.writes == ["CreateClassifier"]


def _create(aws: Aws, classifier: dict) -> None:
    aws.client("glue").create_classifier(CsvClassifier=classifier)


def test_passing_errors_are_tried_again(aws: Aws) -> None:
    for operation in ("GetClassifier", "CreateClassifier"):
        for code in ("ThrottlingException", "OperationTimeoutException", "InternalServiceException"):
            aws.traffic.fail_once(operation, code)
    assert aws.run("glue_classifier", name=NAME, csv=CSV)["changed"]
    assert aws.traffic.operations.count("CreateClassifier") == 4


def test_words_of_aws_come_through(aws: Aws) -> None:
    aws.traffic.fail_once("CreateClassifier", "InvalidInputException", "The classifier is not to my taste")
    with pytest.raises(ModuleFailed, match=f"Failed to create classifier {NAME}: .*not to my taste"):
        aws.run("glue_classifier", name=NAME, csv=CSV)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "state is present but any of the following are missing: grok, xml, json, csv"),
        ({"csv": {}, "json": {"json_path": "$"}}, "mutually exclusive"),
        ({"name": "", "csv": {}}, "name: 0 characters are given, 1 to 255 are allowed"),
        ({"grok": {"grok_pattern": ""}}, "grok.grok_pattern: is empty"),
        ({"grok": {"grok_pattern": "x" * 2049}}, "grok.grok_pattern: 2049 characters are given, 0 to 2048"),
        ({"json": {"json_path": "[*]"}}, r"json.json_path: '\[\*\]' does not start with \$"),
        ({"xml": {"row_tag": "<row>"}}, "xml.row_tag: '<row>' is not the bare name of an element"),
        ({"csv": {"delimiter": ";;"}}, "csv.delimiter: ';;' is given, one character is allowed"),
        ({"csv": {"delimiter": ";", "quote_symbol": ";"}}, "csv.quote_symbol: ';' is the delimiter too"),
        ({"csv": {"serde": "OpenCsv"}}, "must be one of: OpenCSVSerDe, LazySimpleSerDe, None, got: OpenCsv"),
        ({"csv": {"custom_datatypes": ["NUMBER"]}}, "no match for: NUMBER"),
        (
            {"csv": {"custom_datatypes": ["INT"], "custom_datatype_configured": False}},
            "has no effect while csv.custom_datatype_configured is false",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("glue_classifier", **{"name": NAME, **options})
    assert foreign.traffic.calls == []


def test_what_a_new_one_cannot_be_without_is_named(aws: Aws) -> None:
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=f"grok.grok_pattern: must be set to create classifier {NAME}"):
            aws.run("glue_classifier", check=check, name=NAME, grok={"classification": "log"})
        assert aws.traffic.writes == []


def test_info(aws: Aws) -> None:
    made = aws.run("glue_classifier", name=NAME, csv=CSV)["classifier"]
    assert aws.run("glue_classifier_info", check=True, name=NAME)["classifiers"] == [made]
    assert made in aws.run("glue_classifier_info")["classifiers"]
    assert aws.traffic.operations == ["GetClassifiers"]
    assert aws.run("glue_classifier_info", name="nobody")["classifiers"] == []
