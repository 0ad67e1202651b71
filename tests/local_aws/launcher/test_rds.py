# SPDX-License-Identifier: GPL-3.0-or-later
"""An Aurora PostgreSQL cluster of the embedded RDS is the embedded PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.launcher.conftest import PASSWORD


@pytest.fixture(scope="module")
def aws(with_cluster: EmbeddedAws) -> EmbeddedAws:
    return with_cluster


def cluster_of(aws: EmbeddedAws) -> dict[str, Any]:
    return aws.client("rds").describe_db_clusters(DBClusterIdentifier="demo")["DBClusters"][0]


def test_the_endpoints_are_those_of_the_embedded_server(aws: EmbeddedAws) -> None:
    cluster = cluster_of(aws)
    port = int(aws.environment()["PGPORT"])
    assert (cluster["Endpoint"], cluster["ReaderEndpoint"], cluster["Port"]) == ("localhost", "localhost", port)
    instance = aws.client("rds").describe_db_instances(DBInstanceIdentifier="demo-1")["DBInstances"][0]
    assert (instance["Endpoint"]["Address"], instance["Endpoint"]["Port"]) == ("localhost", port)
    assert cluster["EngineVersion"].startswith("16.")
    assert cluster["EnabledCloudwatchLogsExports"] == ["postgresql"]


def test_the_master_password_is_the_one_that_was_given(aws: EmbeddedAws) -> None:
    with aws.connect(passfile="/dev/null", password=PASSWORD) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("genai_admin",)
    with aws.connect() as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("genai_demo",)


def test_a_changed_password_holds_at_once_and_in_pgpass(aws: EmbeddedAws) -> None:
    rds = aws.client("rds")
    rds.modify_db_cluster(DBClusterIdentifier="demo", MasterUserPassword="second:Pass\\word", ApplyImmediately=True)
    with aws.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        aws.connect(passfile="/dev/null", password=PASSWORD)
    rds.modify_db_cluster(DBClusterIdentifier="demo", MasterUserPassword=PASSWORD, ApplyImmediately=True)


@pytest.mark.parametrize("password", ["short", "with space in it", "with/slash-1234", 'with"quote-1234'])
def test_a_password_that_rds_refuses_is_refused(aws: EmbeddedAws, password: str) -> None:
    with pytest.raises(ClientError) as caught:
        aws.client("rds").modify_db_cluster(DBClusterIdentifier="demo", MasterUserPassword=password)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_the_data_api_reaches_it(aws: EmbeddedAws) -> None:
    secret = aws.client("secretsmanager").describe_secret(SecretId="rds-master")["ARN"]
    answer = aws.client("rds-data").execute_statement(
        resourceArn=cluster_of(aws)["DBClusterArn"], secretArn=secret, database="genai_demo", sql="SELECT current_user"
    )
    assert answer["records"] == [[{"stringValue": "genai_admin"}]]


def test_log_exports_are_switched_one_by_one(aws: EmbeddedAws) -> None:
    rds = aws.client("rds")
    rds.modify_db_cluster(
        DBClusterIdentifier="demo", CloudwatchLogsExportConfiguration={"DisableLogTypes": ["postgresql"]}
    )
    assert not cluster_of(aws).get("EnabledCloudwatchLogsExports")
    rds.modify_db_cluster(
        DBClusterIdentifier="demo", CloudwatchLogsExportConfiguration={"EnableLogTypes": ["postgresql"]}
    )
    assert cluster_of(aws)["EnabledCloudwatchLogsExports"] == ["postgresql"]


def test_force_ssl_of_the_parameter_group_decides_on_plain_connections(aws: EmbeddedAws) -> None:
    def plain() -> str:
        try:
            with aws.connect(sslmode="disable") as connection:
                return str(connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone())
        except psycopg.OperationalError as error:
            return str(error)

    rds = aws.client("rds")
    assert "no pg_hba.conf entry" in plain()
    assert "no encryption" in plain()
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="lax", DBParameterGroupFamily="aurora-postgresql16", Description="no TLS"
    )
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="lax", Parameters=[parameter])
    rds.modify_db_cluster(DBClusterIdentifier="demo", DBClusterParameterGroupName="lax")
    assert "no encryption" in plain()  # another group acts after a reboot, its dynamic parameters at once from then on
    rds.reboot_db_instance(DBInstanceIdentifier="demo-1")
    assert plain() == "(False,)"
    parameter["ParameterValue"] = "1"
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="lax", Parameters=[parameter])
    assert "no encryption" in plain()
