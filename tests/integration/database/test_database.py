# SPDX-License-Identifier: GPL-3.0-or-later
"""Both ways to reach PostgreSQL answer alike and fail alike."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.connection import Connector
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.database import Database
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import LoginRefused
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import StatementFailed
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import Unreachable
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.secrets import SecretMissing
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.secrets import read_login

from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Shop
from tests.integration.database.conftest import variables_of


def connector(cluster: Cluster, options: dict[str, Any], database: str = "shop") -> Connector:
    return Connector(options, database, cluster.client)


@pytest.fixture
def database(cluster: Cluster, connection: dict[str, Any]) -> Iterator[Database]:
    with connector(cluster, connection).connect() as opened:
        yield opened


def test_values_come_back_with_their_types(database: Database) -> None:
    rows = database.query(
        "SELECT 1 AS int, CAST(2 AS bigint) AS big, 1.5 AS num, CAST(2.5 AS double precision) AS dbl, true AS yes,"
        " CAST(NULL AS text) AS nothing, CAST('text: ''x''' AS text) AS txt, DATE '2026-01-02' AS day,"
        " TIMESTAMP '2026-01-02 03:04:05' AS moment, TIMESTAMPTZ '2026-01-02 03:04:05+09' AS instant,"
        " CAST('00000000-0000-0000-0000-000000000001' AS uuid) AS id, CAST('{\"a\": [1]}' AS jsonb) AS doc,"
        " decode('00ff', 'hex') AS bytes"
    )
    assert rows == [
        {
            "int": 1,
            "big": 2,
            "num": Decimal("1.5"),
            "dbl": 2.5,
            "yes": True,
            "nothing": None,
            "txt": "text: 'x'",
            "day": datetime.date(2026, 1, 2),
            "moment": datetime.datetime(2026, 1, 2, 3, 4, 5),
            "instant": datetime.datetime.fromisoformat("2026-01-01T18:04:05+00:00"),
            "id": uuid.UUID(int=1),
            "doc": {"a": [1]},
            "bytes": b"\x00\xff",
        }
    ]


def test_arrays_come_back_as_lists(database: Database) -> None:
    rows = database.query(
        "SELECT ARRAY[1, 2] AS ints, ARRAY['a', 'b'] AS texts, ARRAY[true] AS bools, ARRAY[1.5] AS nums,"
        " ARRAY[[1, 2], [3, 4]] AS square, CAST('{}' AS integer[]) AS none"
    )
    assert rows == [
        {
            "ints": [1, 2],
            "texts": ["a", "b"],
            "bools": [True],
            "nums": [Decimal("1.5")],
            "square": [[1, 2], [3, 4]],
            "none": [],
        }
    ]


def test_parameters_go_in_with_their_types(database: Database) -> None:
    rows = database.query(
        "SELECT CAST(:text AS text) AS text, CAST(:big AS bigint) + 1 AS big, :yes AND true AS yes,"
        " CAST(:nothing AS text) AS nothing, CAST(:num AS numeric) AS num, CAST(:day AS date) AS day,"
        " CAST(:id AS uuid) AS id, ':text' AS literal, 7 % 4 AS rest WHERE 'a%' LIKE 'a%'",
        {
            "text": "it's :big 100%",
            "big": 2**40,
            "yes": True,
            "nothing": None,
            "num": Decimal("1.25"),
            "day": datetime.date(2026, 1, 2),
            "id": uuid.UUID(int=5),
        },
    )
    assert rows == [
        {
            "text": "it's :big 100%",
            "big": 2**40 + 1,
            "yes": True,
            "nothing": None,
            "num": Decimal("1.25"),
            "day": datetime.date(2026, 1, 2),
            "id": uuid.UUID(int=5),
            "literal": ":text",
            "rest": 3,
        }
    ]


def test_a_transaction_is_all_or_nothing(cluster: Cluster, connection: dict[str, Any], shop: Shop) -> None:
    with connector(cluster, connection, shop.name).connect() as database:
        with database.transaction():
            assert database.execute("INSERT INTO public.orders (total) SELECT generate_series(1, 3)") == 3
        assert shop.sql("SELECT count(*) FROM public.orders") == [(3,)]
        with pytest.raises(StatementFailed), database.transaction():
            database.execute("DELETE FROM public.orders")
            database.execute("SELECT 1 / 0")
        assert shop.sql("SELECT count(*) FROM public.orders") == [(3,)]


def test_large_results_arrive_whole(database: Database) -> None:
    # About 2 MB: the Data API answers with at most 1 MiB at a time.
    rows = database.query_all(
        "SELECT g AS number, repeat('x', 700) AS text FROM generate_series(1, 2500) AS g ORDER BY g"
    )
    assert [row["number"] for row in rows] == list(range(1, 2501))


def test_a_refused_statement_says_why(database: Database) -> None:
    with pytest.raises(StatementFailed) as error:
        database.query("SELECT * FROM nowhere")
    assert error.value.sqlstate == "42P01"
    assert 'relation "nowhere" does not exist' in str(error.value)


def test_a_missing_right_comes_with_its_mend(database: Database) -> None:
    with pytest.raises(StatementFailed) as error:
        database.execute("ALTER ROLE rdsadmin CONNECTION LIMIT 1")
    assert error.value.sqlstate == "42501"
    assert "GRANT <owner> TO <login user>" in str(error.value)


def test_a_missing_database_is_unreachable(cluster: Cluster, connection: dict[str, Any]) -> None:
    with pytest.raises(Unreachable, match='database "nowhere" does not exist'):
        connector(cluster, connection, "nowhere").connect().query("SELECT 1 AS one")


def test_a_wrong_password_is_a_refused_login(cluster: Cluster, connection: dict[str, Any]) -> None:
    cluster.put_secret("wrong-password", username="shop_admin", password="wrong")
    with pytest.raises(LoginRefused, match="password authentication failed"):
        connector(cluster, {**connection, "login_secret_id": "wrong-password"}).connect().query("SELECT 1 AS one")


def test_a_missing_secret_is_named(cluster: Cluster, connection: dict[str, Any]) -> None:
    with pytest.raises(SecretMissing, match="Secret 'nowhere' does not exist"):
        connector(cluster, {**connection, "login_secret_id": "nowhere"}).connect()


def test_whether_a_password_works_is_known(cluster: Cluster, connection: dict[str, Any]) -> None:
    manager = cluster.client("secretsmanager")
    reach = connector(cluster, connection)
    assert reach.password_works(read_login(manager, "shop-master"))
    cluster.put_secret("wrong-password", username="shop_admin", password="wrong")
    assert not reach.password_works(read_login(manager, "wrong-password"))


def test_secrets_are_handed_over_to_be_hidden(cluster: Cluster, connection: dict[str, Any]) -> None:
    seen: list[str] = []
    reach = Connector(connection, "shop", cluster.client, seen.append)
    with reach.connect():
        assert seen == ["shop-admin-Password"]


# Directly


def test_libpq_s_environment_is_enough(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = variables_of(cluster.aws)
    monkeypatch.setenv("PGUSER", variables["PGUSER"])
    monkeypatch.setenv("PGPASSFILE", variables["PGPASSFILE"])
    with connector(cluster, {"method": "direct"}, "genai_demo").connect() as database:
        rows = database.query(
            "SELECT CAST(current_user AS text) AS who, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        )
    assert rows == [{"who": "genai_admin", "ssl": True}]


def test_host_and_port_of_the_secret_are_used(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = variables_of(cluster.aws)
    cluster.put_secret(
        "with-host",
        username="shop_admin",
        password="shop-admin-Password",
        host=variables["PGHOST"],
        port=int(variables["PGPORT"]),
    )
    monkeypatch.setenv("PGHOST", "nowhere.invalid")
    monkeypatch.setenv("PGPORT", "1")
    with connector(cluster, {"method": "direct", "login_secret_id": "with-host"}).connect() as database:
        assert database.query("SELECT 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"port": 1}, Unreachable, "method data_api"),
        ({"host": "nowhere.invalid"}, Unreachable, "Check that the server runs"),
        ({"ssl_mode": "disable"}, LoginRefused, "set ssl_mode to verify-full"),
        ({"ssl_root_cert": "/nowhere.pem"}, LoginRefused, "Name in ssl_root_cert"),
    ],
)
def test_a_connection_that_fails_says_what_to_mend(
    cluster: Cluster, options: dict[str, Any], kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says):
        connector(cluster, {**cluster.connection("direct"), **options}).connect()


# Through the Data API


def test_a_data_api_that_is_off_says_how_to_switch_it_on(cluster: Cluster) -> None:
    rds = cluster.client("rds")
    rds.modify_db_cluster(DBClusterIdentifier="shop", EnableHttpEndpoint=False, ApplyImmediately=True)
    try:
        with pytest.raises(LoginRefused, match="aws rds enable-http-endpoint --resource-arn"):
            connector(cluster, cluster.connection("data_api")).connect().query("SELECT 1 AS one")
    finally:
        rds.modify_db_cluster(DBClusterIdentifier="shop", EnableHttpEndpoint=True, ApplyImmediately=True)


def test_a_cluster_that_is_not_there_is_unreachable(cluster: Cluster) -> None:
    options = {**cluster.connection("data_api"), "cluster_arn": cluster.arn.replace(":shop", ":nowhere")}
    with pytest.raises(Unreachable, match="Check the cluster's ARN"):
        connector(cluster, options).connect().query("SELECT 1 AS one")
