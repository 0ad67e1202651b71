# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments differ in values only: every inventory has the same variables, in the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from local_aws.paths import REPOSITORY

INVENTORIES = REPOSITORY / "inventories"
ENVIRONMENTS = ("local", "development", "staging", "production")
ROLES = ("networking", "security", "iam", "database", "rotation", "glue", "lambda", "backup")
MANDATORY_TAGS = {"Project", "Component", "Environment", "CostCenter", "Owner", "ManagedBy", "AutoShutdown"}
COST_TAGS = {"BillingGroup", "Service", "Team", "Application"}


def variables(environment: str) -> dict[str, dict[str, Any]]:
    """The variables of an environment, by the file that they stand in."""
    folder = INVENTORIES / environment / "group_vars" / "all"
    return {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.yml"))}


def keys(environment: str) -> dict[str, list[str]]:
    return {file: sorted(values) for file, values in variables(environment).items()}


def specification(role: str) -> dict[str, Any]:
    spec = yaml.safe_load((REPOSITORY / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    return spec["argument_specs"]["main"]


def options(role: str) -> dict[str, Any]:
    return specification(role)["options"]


@pytest.mark.parametrize("environment", ENVIRONMENTS[1:])
def test_every_environment_has_the_variables_of_the_local_one(environment: str) -> None:
    assert keys(environment) == keys("local")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("role", ROLES)
def test_every_variable_of_a_role_is_one_that_the_role_takes(environment: str, role: str) -> None:
    given = set(variables(environment)[f"{role}.yml"])
    assert given <= set(options(role))
    assert {name for name, option in options(role).items() if option.get("required")} <= given


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_tags_come_from_one_place(environment: str) -> None:
    found = variables(environment)
    tags = found["catalog.yml"]["catalog_tags"]
    assert set(tags) == MANDATORY_TAGS | COST_TAGS
    assert tags["ManagedBy"] == "Ansible"
    assert found["catalog.yml"]["catalog_environment"] == environment
    assert all(isinstance(value, str) and value.isascii() for value in tags.values())
    assert {found[f"{role}.yml"][f"{role}_tags"] for role in ROLES} == {"{{ catalog_tags }}"}


def test_accounts_are_strings_of_twelve_digits_and_differ() -> None:
    accounts = [variables(environment)["account.yml"]["aws_account_id"] for environment in ENVIRONMENTS]
    assert len(set(accounts)) == len(ENVIRONMENTS)
    assert all(isinstance(account, str) and len(account) == 12 and account.isdigit() for account in accounts)


def test_production_keeps_what_the_others_may_lose() -> None:
    found = variables("production")
    assert found["database.yml"]["database_deletion_protection"] is True
    assert found["database.yml"]["database_connection"] == "{{ catalog_database_connection }}"
    assert found["catalog.yml"]["catalog_database_connection"]["method"] == "data_api"
    assert found["security.yml"]["security_trail_bucket_on_removal"] == "keep"
    assert len(found["networking.yml"]["networking_nat_availability_zones"]) == 2


def test_a_drill_may_destroy_the_local_environment_alone() -> None:
    allowed = {name: variables(name)["recovery.yml"]["drill_allowed"] for name in ENVIRONMENTS}
    assert allowed == {"local": True, "development": False, "staging": False, "production": False}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_says_in_which_file_its_variables_belong(role: str) -> None:
    assert f"group_vars/all/{role}.yml" in " ".join(specification(role)["description"])


@pytest.mark.parametrize("role", ROLES)
def test_the_defaults_of_a_role_are_those_of_its_specification(role: str) -> None:
    defaults = yaml.safe_load((REPOSITORY / "roles" / role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert set(defaults) <= set(options(role))
    for name, option in options(role).items():
        if "default" in option:
            assert defaults[name] == option["default"], name


def test_no_task_knows_an_environment_by_name() -> None:
    files = [*REPOSITORY.glob("roles/*/tasks/*.yml"), *REPOSITORY.glob("playbooks/**/*.yml")]
    named = [file for file in files if any(f"== '{name}'" in _text(file) for name in ENVIRONMENTS)]
    assert named == []


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
