# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of PostgreSQL's log to CloudWatch Logs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from tests.local_aws.aurora.stage import Stage

GROUP = "/aws/rds/cluster/demo/postgresql"


@pytest.fixture(scope="module", autouse=True)
def exported(stage: Stage) -> Iterator[None]:
    stage.rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="logged", DBParameterGroupFamily="aurora-postgresql16", Description="of a test"
    )
    parameter = {"ParameterName": "log_statement", "ParameterValue": "ddl", "ApplyMethod": "immediate"}
    stage.rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="logged", Parameters=[parameter])
    before = stage.cluster("demo")["DBClusterParameterGroup"]
    stage.rds.modify_db_cluster(
        DBClusterIdentifier="demo",
        DBClusterParameterGroupName="logged",
        CloudwatchLogsExportConfiguration={"EnableLogTypes": ["postgresql"]},
    )
    stage.rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    yield
    stage.rds.modify_db_cluster(
        DBClusterIdentifier="demo",
        DBClusterParameterGroupName=before,
        CloudwatchLogsExportConfiguration={"DisableLogTypes": ["postgresql"]},
    )
    stage.rds.delete_db_cluster_parameter_group(DBClusterParameterGroupName="logged")


def test_a_change_of_the_schema_is_in_the_log_group_within_seconds(stage: Stage) -> None:
    assert stage.logged(GROUP, "database system is ready to accept connections")
    begin = time.monotonic()
    with stage.connect("demo") as connection:
        connection.execute("CREATE TABLE logged (\n  i int\n)")
        connection.execute("DROP TABLE logged")
    assert stage.logged(GROUP, "DROP TABLE logged")
    assert time.monotonic() - begin < 10
    [stream] = stage.logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
    assert stream["logStreamName"] == "demo-1.0"


def test_an_entry_of_several_lines_is_one_event_in_the_form_of_rds(stage: Stage) -> None:
    [entry] = [message for message in stage.messages(GROUP) if "CREATE TABLE logged" in message]
    assert entry.splitlines()[1:] == ["\t  i int", "\t)"]
    first = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC:127\.0\.0\.1\(\d+\):genai_admin@genai_demo:\[\d+\]:LOG:  statement: "
    assert re.match(first, entry)


def test_nothing_is_logged_twice_or_after_the_export_ends(stage: Stage) -> None:
    messages = stage.messages(GROUP)
    assert len([message for message in messages if "DROP TABLE logged" in message]) == 1
    stage.rds.modify_db_cluster(
        DBClusterIdentifier="demo", CloudwatchLogsExportConfiguration={"DisableLogTypes": ["postgresql"]}
    )
    with stage.connect("demo") as connection:
        connection.execute("CREATE TABLE unlogged (i int); DROP TABLE unlogged")
    assert not stage.logged(GROUP, "unlogged", seconds=1.5)
