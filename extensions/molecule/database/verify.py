# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster through the API, and the crawler's user by logging in as it."""

from __future__ import annotations

import json
import os

import boto3
import psycopg

rds = boto3.client("rds")
(cluster,) = rds.describe_db_clusters(DBClusterIdentifier="genai-demo-aurora")["DBClusters"]
assert cluster["Engine"] == "aurora-postgresql" and cluster["StorageEncrypted"]
assert [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]] == ["genai-demo-aurora-1"]
pages = rds.get_paginator("describe_db_cluster_parameters").paginate(DBClusterParameterGroupName="genai-demo-aurora")
parameters = {p["ParameterName"]: p.get("ParameterValue") for page in pages for p in page["Parameters"]}
assert parameters["rds.force_ssl"] == "1"

answer = boto3.client("secretsmanager").get_secret_value(SecretId="aurora-credentials-local")
secret = json.loads(answer["SecretString"])
login = {
    "host": cluster["Endpoint"],
    "port": cluster["Port"],
    "dbname": "genai_demo",
    "user": secret["username"],
    "password": secret["password"],
    "sslmode": "verify-full",
    "sslrootcert": os.environ["PGSSLROOTCERT"],
}


def refused(connection: psycopg.Connection, statement: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


with psycopg.connect(**login) as connection:
    assert connection.execute("SHOW statement_timeout").fetchone() == ("30s",)
    assert connection.execute("SELECT count(*) > 0 FROM public.orders").fetchone() == (True,)
    limit = connection.execute("SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user").fetchone()
    assert limit == (5,), limit
    assert refused(connection, "DELETE FROM public.orders")
    assert refused(connection, "CREATE TABLE public.mine (id int)")
    assert refused(connection, "SELECT 1 FROM batch.job_runs") or refused(connection, "CREATE SCHEMA mine")

# A table that is made tomorrow can be read as well.
with psycopg.connect(autocommit=True, sslmode="verify-full") as owner:
    owner.execute("CREATE TABLE public.made_tomorrow (id int)")
    try:
        with psycopg.connect(**login) as connection:
            connection.execute("SELECT * FROM public.made_tomorrow")
    finally:
        owner.execute("DROP TABLE public.made_tomorrow")
