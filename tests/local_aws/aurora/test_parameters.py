# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameter group of a cluster reaches its server: at once, or with the next reboot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local_aws.aurora.stage import Stage
from tests.local_aws.aurora.stage import refusal

GROUP = "parameters"


def change(stage: Stage, name: str, value: str, method: str = "immediate") -> None:
    parameter = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
    stage.rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=GROUP, Parameters=[parameter])


def shown(stage: Stage, name: str) -> str:
    with stage.connect("demo") as connection:
        return str(connection.execute("SELECT current_setting(%s, true)", [name]).fetchone()[0])


def status(stage: Stage) -> set[str]:
    return {member["DBClusterParameterGroupStatus"] for member in stage.cluster("demo")["DBClusterMembers"]}


@pytest.fixture(scope="module", autouse=True)
def group(stage: Stage) -> Iterator[None]:
    stage.rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=GROUP, DBParameterGroupFamily="aurora-postgresql16", Description="of a test"
    )
    before = stage.cluster("demo")["DBClusterParameterGroup"]
    stage.rds.modify_db_cluster(DBClusterIdentifier="demo", DBClusterParameterGroupName=GROUP)
    assert status(stage) == {"pending-reboot"}
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    yield
    delete = stage.rds.delete_db_cluster_parameter_group
    assert refusal(delete, DBClusterParameterGroupName=GROUP)[0] == "InvalidDBParameterGroupState"
    stage.rds.modify_db_cluster(DBClusterIdentifier="demo", DBClusterParameterGroupName=before)
    delete(DBClusterParameterGroupName=GROUP)


def test_a_dynamic_parameter_acts_at_once(stage: Stage) -> None:
    assert status(stage) == {"in-sync"}
    change(stage, "log_statement", "ddl")
    change(stage, "log_connections", "1")
    assert (shown(stage, "log_statement"), shown(stage, "log_connections")) == ("ddl", "1")
    assert status(stage) == {"in-sync"}
    change(stage, "aws_lambda.request_timeout_ms", "5000")
    assert shown(stage, "aws_lambda.request_timeout_ms") == "5000"


def test_what_is_reset_goes_back(stage: Stage) -> None:
    change(stage, "work_mem", "8192")
    assert shown(stage, "work_mem") == "8MB"
    parameter = {"ParameterName": "work_mem", "ApplyMethod": "immediate"}
    stage.rds.reset_db_cluster_parameter_group(DBClusterParameterGroupName=GROUP, Parameters=[parameter])
    assert shown(stage, "work_mem") == "4MB"


def test_a_parameter_may_wait_for_the_reboot(stage: Stage) -> None:
    change(stage, "statement_timeout", "60000", "pending-reboot")
    change(stage, "track_activity_query_size", "8192", "pending-reboot")
    assert (shown(stage, "statement_timeout"), shown(stage, "track_activity_query_size")) == ("0", "1kB")
    assert status(stage) == {"pending-reboot"}
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    assert (shown(stage, "statement_timeout"), shown(stage, "track_activity_query_size")) == ("1min", "8kB")
    assert status(stage) == {"in-sync"}


def test_libraries_are_loaded_with_a_reboot(stage: Stage) -> None:
    change(stage, "shared_preload_libraries", "pg_stat_statements,auto_explain,not_in_the_box", "pending-reboot")
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    assert shown(stage, "shared_preload_libraries").endswith("pg_stat_statements,auto_explain")
    with stage.connect("demo") as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        assert connection.execute("SELECT count(*) >= 0 FROM pg_stat_statements").fetchone() == (True,)
        connection.execute("DROP EXTENSION pg_stat_statements")


def test_what_makes_the_server_small_stays(stage: Stage) -> None:
    change(stage, "shared_buffers", "{DBInstanceClassMemory/12038}", "pending-reboot")
    change(stage, "max_connections", "5000", "pending-reboot")
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    assert (shown(stage, "shared_buffers"), shown(stage, "max_connections")) == ("24MB", "60")


@pytest.mark.parametrize(
    ("name", "value", "method", "code", "said"),
    [
        ("no_such_thing", "1", "immediate", "InvalidParameterValue", "Could not find parameter with name"),
        ("fsync", "0", "immediate", "InvalidParameterValue", "cannot be modified"),
        ("log_statement", "some", "immediate", "InvalidParameterValue", "allowed values are: none,ddl,mod,all"),
        ("work_mem", "lots", "immediate", "InvalidParameterValue", "Invalid parameter value: lots for: work_mem"),
        (
            "shared_preload_libraries",
            "auto_explain",
            "immediate",
            "InvalidParameterCombination",
            "cannot use immediate apply method for static parameter",
        ),
    ],
)
def test_what_rds_refuses(stage: Stage, name: str, value: str, method: str, code: str, said: str) -> None:
    parameter = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
    modify = stage.rds.modify_db_cluster_parameter_group
    found = refusal(modify, DBClusterParameterGroupName=GROUP, Parameters=[parameter])
    assert (found[0], said in found[1]) == (code, True), found
