# SPDX-License-Identifier: GPL-3.0-or-later
"""The first cluster of the shared embedded AWS, whose server is the one with the sample database."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.local_aws.embedded import EmbeddedAws

CLUSTER = "demo"
PASSWORD = "first-Password-1"


@pytest.fixture(scope="package")
def with_cluster(embedded_aws: EmbeddedAws) -> Iterator[EmbeddedAws]:
    """It has an instance, and there is a secret of its master user."""
    rds, secrets = embedded_aws.client("rds"), embedded_aws.client("secretsmanager")
    rds.create_db_cluster(
        DBClusterIdentifier=CLUSTER,
        Engine="aurora-postgresql",
        EngineVersion="16",
        MasterUsername="genai_admin",
        MasterUserPassword=PASSWORD,
        DatabaseName="genai_demo",
        EnableHttpEndpoint=True,
        EnableCloudwatchLogsExports=["postgresql"],
    )
    rds.create_db_instance(
        DBInstanceIdentifier=f"{CLUSTER}-1",
        DBClusterIdentifier=CLUSTER,
        Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )
    secret = {"username": "genai_admin", "password": PASSWORD}
    secrets.create_secret(Name="rds-master", SecretString=json.dumps(secret))
    yield embedded_aws
    rds.delete_db_instance(DBInstanceIdentifier=f"{CLUSTER}-1")
    rds.delete_db_cluster(DBClusterIdentifier=CLUSTER, SkipFinalSnapshot=True)
    secrets.delete_secret(SecretId="rds-master", ForceDeleteWithoutRecovery=True)
