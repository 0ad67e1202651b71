# SPDX-License-Identifier: GPL-3.0-or-later
"""An Aurora cluster of the embedded AWS, a database of its own for every test, and a way to run a module."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import psycopg
import pytest
from psycopg import sql

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from tests.integration.modules.harness import as_a_module
from tests.local_aws.embedded import EmbeddedAws

ADMIN = "shop_admin"
PASSWORD = "shop-admin-Password"
CLUSTER = "shop"

_NUMBERS = itertools.count(1)
_SCHEMA = """
CREATE SCHEMA sales;
CREATE SCHEMA archive;
CREATE TABLE public.orders (order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(10, 2));
CREATE TABLE public.tmp_import (line text);
CREATE VIEW public.big_orders AS SELECT * FROM public.orders WHERE total > 1000;
CREATE MATERIALIZED VIEW public.daily AS SELECT count(*) AS orders FROM public.orders;
CREATE TABLE sales.leads (id integer, "Name" text) PARTITION BY RANGE (id);
CREATE TABLE sales.leads_1 PARTITION OF sales.leads FOR VALUES FROM (1) TO (100);
CREATE TABLE archive.old_orders (order_id bigint);
"""


@cache
def variables_of(aws: EmbeddedAws) -> dict[str, str]:
    """What `.local/env` exports."""
    return aws.environment()


@cache
def _client(aws: EmbeddedAws, service: str) -> Any:
    return aws.client(service)


@dataclass(frozen=True)
class Cluster:
    """The cluster, and the secret of its master user."""

    aws: EmbeddedAws
    arn: str
    secret_id: str
    secret_arn: str

    def client(self, service: str) -> Any:
        """One client a service for all tests: to make one costs more than most calls."""
        return _client(self.aws, service)

    def connect(self, database: str, user: str = ADMIN, password: str = PASSWORD) -> psycopg.Connection:
        """Over TLS that is checked, as everybody has to connect."""
        variables = variables_of(self.aws)
        return psycopg.connect(
            host=variables["PGHOST"],
            port=variables["PGPORT"],
            sslmode=variables["PGSSLMODE"],
            sslrootcert=variables["PGSSLROOTCERT"],
            dbname=database,
            user=user,
            password=password,
            autocommit=True,
        )

    def connection(self, method: str) -> dict[str, Any]:
        """The `connection` option of a module."""
        if method == "data_api":
            return {"method": method, "cluster_arn": self.arn, "login_secret_id": self.secret_id}
        return {"method": method, "login_secret_id": self.secret_id}

    def put_secret(self, name: str, **content: Any) -> str:
        manager = self.client("secretsmanager")
        text = json.dumps(content)
        try:
            return manager.create_secret(Name=name, SecretString=text)["ARN"]
        except manager.exceptions.ResourceExistsException:
            return manager.put_secret_value(SecretId=name, SecretString=text)["ARN"]


@dataclass(frozen=True)
class Shop:
    """A database with a few tables, and the crawler's user that a test may make in it."""

    cluster: Cluster
    name: str
    user: str
    secret_id: str
    password: str

    def admin(self) -> psycopg.Connection:
        return self.cluster.connect(self.name)

    def crawler(self) -> psycopg.Connection:
        return self.cluster.connect(self.name, self.user, self.password)

    def sql(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run a statement as the master user."""
        with self.admin() as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def readable(self) -> list[str]:
        """What the crawler's user may read, asked of PostgreSQL."""
        rows = self.sql(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname IN ('public', 'sales', 'archive', 'later')"
            " AND has_schema_privilege(%s, n.oid, 'USAGE') AND has_table_privilege(%s, c.oid, 'SELECT') ORDER BY 1",
            self.user,
            self.user,
        )
        return [row[0] for row in rows]


@pytest.fixture(scope="session")
def embedded_aws(make_embedded_aws: Callable[[str], EmbeddedAws]) -> EmbeddedAws:
    """One for these tests alone: the cluster that they create stays until the end."""
    aws = make_embedded_aws("database")
    aws.up()
    return aws


@pytest.fixture(scope="session")
def cluster(embedded_aws: EmbeddedAws) -> Cluster:
    rds = embedded_aws.client("rds")
    arn = rds.create_db_cluster(
        DBClusterIdentifier=CLUSTER,
        Engine="aurora-postgresql",
        MasterUsername=ADMIN,
        MasterUserPassword=PASSWORD,
        DatabaseName="shop",
        EnableHttpEndpoint=True,
    )["DBCluster"]["DBClusterArn"]
    rds.create_db_instance(
        DBInstanceIdentifier=f"{CLUSTER}-1",
        DBClusterIdentifier=CLUSTER,
        Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )
    secret = embedded_aws.client("secretsmanager").create_secret(
        Name="shop-master", SecretString=json.dumps({"username": ADMIN, "password": PASSWORD})
    )
    return Cluster(embedded_aws, arn, "shop-master", secret["ARN"])


@pytest.fixture
def shop(cluster: Cluster) -> Iterator[Shop]:
    number = next(_NUMBERS)
    name, user, password = f"shop_{number}", f"crawler_{number}", f"Crawler's:pass%word {number}"
    secret_id = f"shop-crawler-{number}"
    cluster.put_secret(secret_id, username=user, password=password)
    with cluster.connect("shop") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    shop = Shop(cluster, name, user, secret_id, password)
    shop.sql(_SCHEMA)
    yield shop
    with cluster.connect("shop") as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(user)))


@pytest.fixture(autouse=True)
def environment(embedded_aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `.local/env` exports, save the user and its password: these come from secrets here."""
    for name, value in variables_of(embedded_aws).items():
        if name.startswith(("AWS_", "PG")):
            monkeypatch.setenv(name, value)
    for name in ("PGUSER", "PGPASSFILE"):
        monkeypatch.delenv(name)


@pytest.fixture(params=["direct", "data_api"])
def connection(request: pytest.FixtureRequest, cluster: Cluster) -> dict[str, Any]:
    """Both ways to reach the database."""
    return cluster.connection(request.param)


Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a module in this process: its result, with `failed` where it failed.

    It gets the clients that all tests share, unless `own_clients` lets it make them as it does in a play.
    """
    own_client = AnsibleAWSModule.client

    def run_module(
        module: ModuleType, check: bool = False, own_clients: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        client = own_client if own_clients else lambda _module, service: cluster.client(service)
        monkeypatch.setattr(AnsibleAWSModule, "client", client)
        output = io.StringIO()
        options = {**arguments, "_ansible_check_mode": check, "_ansible_diff": True}
        with as_a_module(options), contextlib.redirect_stdout(output), pytest.raises(SystemExit):
            module.main()
        result = json.loads(output.getvalue().strip().splitlines()[-1])
        result["warnings"] = " ".join(warning["event"]["msg"] for warning in result.get("warnings", []))
        return result

    return run_module
