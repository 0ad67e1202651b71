# SPDX-License-Identifier: GPL-3.0-or-later
"""What a deploy refuses before it has called AWS, and how it says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.roles.playbook import Playbook

type WithoutAws = Callable[..., Playbook]
ENDPOINT = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("variables", "named", "file"),
    [
        ('{"networking_s3_gateway_endpoint": "perhaps"}', "networking_s3_gateway_endpoint", "networking.yml"),
        ('{"database_instances": [{"identifier": "a"}]}', "instance_class", "database.yml"),
        ('{"security_kms_alais": "alias/x"}', "security_kms_alais", "security.yml"),
        ('{"glue_lakeformation_grants": [{"permissions": ["SELECT"]}]}', "principal", "glue.yml"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_name_and_file(
    without_aws: WithoutAws, variables: str, named: str, file: str
) -> None:
    run = without_aws("local", **ENDPOINT).run("site", "-e", variables)
    assert run.returncode != 0
    assert named in run.output
    assert f"group_vars/all/{file}" in run.output.replace("\n", "").replace("        ", "")
    assert "Ask AWS who and where this is" not in run.output


def test_an_alarm_that_cloudwatch_would_refuse_is_refused_first(without_aws: WithoutAws) -> None:
    run = without_aws("local", **ENDPOINT).run("site", "-e", '{"monitoring_event_period": 90}')
    assert run.returncode != 0
    assert "period 90 is given, 10, 20, 30 or a multiple of 60 is allowed" in " ".join(run.output.split())
    assert "Ask AWS who and where this is" not in run.output


def test_alarms_of_others_are_not_set_off_without_a_word(without_aws: WithoutAws) -> None:
    run = without_aws("production").run("test_alarms")
    assert run.returncode != 0
    assert "add -e confirm_alarms=production" in " ".join(run.output.split())
    assert "Ask AWS who and where this is" not in run.output


def test_the_local_inventory_does_not_reach_aws_itself(without_aws: WithoutAws) -> None:
    run = without_aws("local").run("site")
    assert run.returncode != 0
    assert "AWS_ENDPOINT_URL is not set" in " ".join(run.output.split())
    assert "Ask AWS who and where this is" not in run.output


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_GLUE"])
def test_the_local_endpoint_does_not_leak_into_production(without_aws: WithoutAws, variable: str) -> None:
    run = without_aws("production", **{variable: "http://127.0.0.1:9"}).run("site")
    assert run.returncode != 0
    assert f"{variable} is set" in " ".join(run.output.split())
    assert "Ask AWS who and where this is" not in run.output


@pytest.mark.parametrize(
    ("environment", "options", "words"),
    [
        ("local", (), "add -e confirm_drill=local, without --check"),
        ("local", ("-e", "confirm_drill=local", "--check"), "add -e confirm_drill=local, without --check"),
        ("production", ("-e", "confirm_drill=production"), "drill_allowed is not true there"),
    ],
)
def test_a_drill_destroys_nothing_that_it_may_not(
    without_aws: WithoutAws, environment: str, options: tuple[str, ...], words: str
) -> None:
    run = without_aws(environment).run("drill", *options)
    assert run.returncode != 0
    assert words in " ".join(run.output.split())
    assert "Ask AWS who and where this is" not in run.output
