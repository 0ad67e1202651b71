# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the documentation can be copied: every option is one, every value is allowed."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec

COLLECTION = "datacatalog.aws"
PACKAGE = "ansible_collections.datacatalog.aws.plugins.modules"
MODULES = [
    "glue_catalog_encryption",
    "glue_connection_info",
    "glue_crawl_info",
    "glue_crawler_info",
    "glue_database_info",
    "glue_table_info",
    "glue_connection",
    "glue_crawler",
    "glue_crawler_run",
    "glue_database",
    "glue_catalog_backup",
    "glue_catalog_encryption_info",
    "glue_catalog_restore",
    "glue_classifier",
    "glue_classifier_info",
    "glue_resource_policy",
    "glue_resource_policy_info",
    "glue_security_configuration",
    "glue_security_configuration_info",
    "lambda_archive",
    "lakeformation_permissions",
    "lakeformation_permissions_info",
    "rds_global_cluster",
]


def examples(module: str) -> list[tuple[str, dict[str, Any] | None]]:
    tasks = yaml.safe_load(importlib.import_module(f"{PACKAGE}.{module}").EXAMPLES)
    return [(task["name"], task.get(f"{COLLECTION}.{module}", {})) for task in tasks]


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_what_the_module_takes(module: str) -> None:
    loaded = importlib.import_module(f"{PACKAGE}.{module}")
    [spec] = [value for name, value in vars(loaded).items() if name.endswith("_SPEC")]
    validator = ArgumentSpecValidator({**aws_argument_spec(), **spec})
    mine = [(name, options) for name, options in examples(module) if options != {}]
    assert mine
    for name, options in mine:
        assert validator.validate(options or {}).error_messages == [], name
        assert name[0].isupper()
