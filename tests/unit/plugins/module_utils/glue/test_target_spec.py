# SPDX-License-Identifier: GPL-3.0-or-later
"""Every suboption of every kind of target: taken in both spellings, sent, and compared."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from botocore.session import get_session

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.compare import same_targets
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.target_spec import TARGETS_SPEC
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import targets_from_api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import targets_to_api

ONE: dict[str, Any] = {"str": "one", "int": 1, "float": 0.5, "bool": True, "list": ["COMMENTS"]}
OTHER: dict[str, Any] = {"str": "other", "int": 2, "float": 1.0, "bool": False, "list": ["RAWTYPES"]}
SUBOPTIONS = [(kind, name) for kind, entry in TARGETS_SPEC.items() for name in entry["options"]]


def filled(kind: str) -> dict[str, Any]:
    return {name: ONE[option["type"]] for name, option in TARGETS_SPEC[kind]["options"].items()}


def test_all_kinds_and_keys_of_the_api_are_there() -> None:
    shapes = get_session().get_service_model("glue").shape_for("CrawlerTargets").members
    assert {entry["aliases"][0] for entry in TARGETS_SPEC.values()} == set(shapes)
    for entry in TARGETS_SPEC.values():
        kind = entry["aliases"][0]
        assert {option["aliases"][0] for option in entry["options"].values()} == set(shapes[kind].member.members), kind


@pytest.mark.parametrize("kind", TARGETS_SPEC)
def test_both_spellings_are_one_target(kind: str) -> None:
    target = filled(kind)
    options = TARGETS_SPEC[kind]["options"]
    in_api = {options[name]["aliases"][0]: value for name, value in target.items()}
    sent = []
    for given in ({kind: [target]}, {TARGETS_SPEC[kind]["aliases"][0]: [in_api]}):
        result = ArgumentSpecValidator(TARGETS_SPEC).validate(given)
        assert result.error_messages == []
        sent.append(targets_to_api(result.validated_parameters))
    assert sent == [{TARGETS_SPEC[kind]["aliases"][0]: [in_api]}] * 2
    assert targets_from_api(sent[0]) == {kind: [target]}


@pytest.mark.parametrize(("kind", "name"), SUBOPTIONS)
def test_every_suboption_is_compared(kind: str, name: str) -> None:
    target, option = filled(kind), TARGETS_SPEC[kind]["options"][name]
    one, same = (targets_to_api({kind: [dict(target)]}) for _time in range(2))
    other = targets_to_api({kind: [{**target, name: OTHER[option["type"]]}]})
    assert same_targets(one, same)
    assert not same_targets(one, other)


@pytest.mark.parametrize("kind", TARGETS_SPEC)
def test_dropped_kind_is_a_difference(kind: str) -> None:
    rest = {"s3_targets": [{"path": "s3://b"}]} if kind != "s3_targets" else {"dynamodb_targets": [{"path": "t"}]}
    there = targets_to_api({kind: [filled(kind)], **rest})
    assert not same_targets(there, targets_to_api(rest))
