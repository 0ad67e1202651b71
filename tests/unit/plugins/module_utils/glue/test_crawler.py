# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawler is told: groups completed, kinds dropped, versions as numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import compare_crawlers
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import configuration_text
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import crawler_request
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import create_request
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.crawler import update_request
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.target_spec import TARGETS_SPEC
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import targets_from_api
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.transform import targets_to_api

OPTIONS = (
    "role",
    "database_name",
    "description",
    "table_prefix",
    "classifiers",
    "security_configuration",
    "schema_change_policy",
    "recrawl_policy",
    "lineage_configuration",
    "lake_formation_configuration",
    "targets",
    "configuration",
    "raw_crawler_parameters",
)


def params(**given: Any) -> dict:
    return {**dict.fromkeys(OPTIONS), **given}


@pytest.mark.parametrize("text", ['{"Version": 1}', '{"Version": "1.0"}', '{"CreatePartitionIndex": true}'])
def test_version_is_sent_as_the_number_that_aws_demands(text: str) -> None:
    sent = configuration_text(text)
    assert '"Version":1.0' in sent
    assert json.loads(sent).keys() == {"Version", *json.loads(text)}


def test_empty_configuration_clears() -> None:
    assert configuration_text("{}") == configuration_text("") == ""


def test_unset_options_are_not_sent() -> None:
    assert crawler_request(params(), None, {}) == {}


def test_part_of_a_group_is_completed_from_what_is_there_or_from_the_default() -> None:
    given = params(schema_change_policy={"update_behavior": None, "delete_behavior": "LOG"})
    default = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"}
    assert crawler_request(given, None, {})["SchemaChangePolicy"] == default
    there = {"SchemaChangePolicy": {"UpdateBehavior": "LOG", "DeleteBehavior": "DEPRECATE_IN_DATABASE"}}
    assert crawler_request(given, None, there)["SchemaChangePolicy"]["UpdateBehavior"] == "LOG"


def test_raw_parameters_are_merged_at_every_depth() -> None:
    given = params(schema_change_policy={"delete_behavior": "LOG"}, raw_crawler_parameters={"NewField": {"A": 1}})
    given["raw_crawler_parameters"]["SchemaChangePolicy"] = {"UpdateBehavior": "LOG"}
    request = crawler_request(given, None, {})
    assert request["SchemaChangePolicy"] == {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    assert request["NewField"] == {"A": 1}


def test_dropped_kind_is_sent_as_an_empty_list() -> None:
    there = {"Targets": {"JdbcTargets": [{"Path": "a"}], "S3Targets": [{"Path": "b"}], "HudiTargets": []}}
    sent = update_request(there, {"Targets": {"S3Targets": [{"Path": "b"}]}, "Description": ""})
    assert sent == {"Targets": {"JdbcTargets": [], "S3Targets": [{"Path": "b"}]}, "Description": ""}


def test_new_crawler_is_not_sent_what_clears() -> None:
    assert create_request({"Role": "R", "Description": "", "Classifiers": []}) == {"Role": "R"}


def test_diff_speaks_the_options() -> None:
    request = {
        "SchemaChangePolicy": {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"},
        "Targets": {"JdbcTargets": [{"ConnectionName": "c", "Path": "d/%"}]},
        "Configuration": '{"Version":1.0,"CreatePartitionIndex":true}',
        "Description": "",
    }
    diff = compare_crawlers(False, {}, request, "c").as_diff()
    assert diff["before"] == {}
    assert diff["after"] == {
        "name": "c",
        "schema_change_policy": {"update_behavior": "LOG", "delete_behavior": "LOG"},
        "targets": {"jdbc_targets": [{"connection_name": "c", "path": "d/%"}]},
        "configuration": {"Version": 1.0, "CreatePartitionIndex": True},
    }


def test_every_option_of_a_target_goes_to_the_api_and_back() -> None:
    sample = {"str": "x", "list": ["x"], "int": 1, "bool": False, "float": 0.5}
    targets = {
        name: [{option: sample[spec["type"]] for option, spec in kind["options"].items()}]
        for name, kind in TARGETS_SPEC.items()
    }
    assert targets_from_api(targets_to_api(targets)) == targets
