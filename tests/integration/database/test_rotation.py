# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawler's secret is rotated for real: both ways to the database, each step failing, a crawl in flight."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.modules import postgresql_crawler_user

from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop
from tests.integration.database.conftest import variables_of
from tests.integration.database.rotating import Rotating
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.wire import gate


@pytest.fixture
def rotating(run: Run, shop: Shop, connection: dict[str, Any]) -> Iterator[Rotating]:
    yield from built(run, shop, connection)


@pytest.fixture
def rotating_directly(run: Run, shop: Shop) -> Iterator[Rotating]:
    yield from built(run, shop, shop.cluster.connection("direct"))


def built(run: Run, shop: Shop, connection: dict[str, Any]) -> Iterator[Rotating]:
    variables = variables_of(shop.cluster.aws)
    where = {"engine": "postgres", "host": variables["PGHOST"], "port": int(variables["PGPORT"])}
    shop.cluster.put_secret(shop.secret_id, username=shop.user, password=shop.password, **where)
    rotating = Rotating.of(shop, connection["method"])
    wanted = {"user": shop.user, "alternate_user": rotating.users[1], "database": shop.name, "connection": connection}
    made = run(postgresql_crawler_user, password_secret_id=shop.secret_id, schemas=["public", "sales"], **wanted)
    assert made["changed"], made
    rotating.build()
    yield rotating
    rotating.remove()
    assert run(postgresql_crawler_user, state="absent", **wanted)["changed"]


def may_log_in(shop: Shop, login: dict[str, Any]) -> bool:
    with shop.cluster.connect(shop.name, login["username"], login["password"]) as connection:
        return connection.execute("SELECT count(*) FROM public.orders").fetchone() == (0,)


@contextmanager
def denied(rotating: Rotating, action: str) -> Iterator[None]:
    rotating.deny(action)
    yield
    rotating.allow_again()


@contextmanager
def without_the_clone(rotating: Rotating) -> Iterator[None]:
    clone = rotating.users[1]
    rotating.shop.sql(f'ALTER ROLE "{clone}" RENAME TO "{clone}_away"')
    yield
    rotating.shop.sql(f'ALTER ROLE "{clone}_away" RENAME TO "{clone}"')


@contextmanager
def with_less(rotating: Rotating) -> Iterator[None]:
    clone = rotating.users[1]
    rotating.shop.sql(f'REVOKE SELECT ON sales.leads FROM "{clone}"')
    rotating.shop.sql(f'ALTER ROLE "{clone}" CONNECTION LIMIT 1')
    yield
    rotating.shop.sql(f'GRANT SELECT ON sales.leads TO "{clone}"')
    rotating.shop.sql(f'ALTER ROLE "{clone}" CONNECTION LIMIT 2')


FAILURES: dict[str, tuple[Callable[[Rotating], Any], str]] = {
    "createSecret": (lambda rotating: denied(rotating, "secretsmanager:PutSecretValue"), "AccessDenied"),
    "setSecret": (without_the_clone, "does not exist"),
    "testSecret": (with_less, "cannot read sales.leads; has another connection limit"),
    "finishSecret": (lambda rotating: denied(rotating, "secretsmanager:UpdateSecretVersionStage"), "AccessDenied"),
}


def test_a_step_that_fails_leaves_the_old_login_and_is_taken_up_again(rotating: Rotating) -> None:
    """One after the other each step fails, and in the end the same rotation succeeds."""
    first = rotating.current()
    for step, (broken, reason) in FAILURES.items():
        with broken(rotating):
            told = rotating.rotate()
        assert (told["message"], told["step"]) == ("failed", step) and reason in told["reason"], told
        assert rotating.current() == first
        assert may_log_in(rotating.shop, first)
    assert rotating.rotate()["outcome"] == "is current now"
    second = rotating.current()
    assert second == {**first, "username": rotating.users[1], "password": second["password"]}
    assert may_log_in(rotating.shop, second) and may_log_in(rotating.shop, first)
    # The next turn is the first user's again, with another password.
    assert rotating.rotate()["outcome"] == "is current now"
    third = rotating.current()
    assert third["username"] == first["username"] and third["password"] != first["password"]
    assert may_log_in(rotating.shop, third) and may_log_in(rotating.shop, second)
    log = rotating.whole_log()
    assert not any(login["password"] in log for login in (first, second, third))
    assert "SCRAM-SHA-256$" not in log


def test_a_crawl_in_flight_keeps_its_login(rotating_directly: Rotating) -> None:
    """The crawl has read the secret and is about to log in when the secret is rotated; so does the next crawl."""
    shop, stage = rotating_directly.shop, Stage(rotating_directly.shop.cluster.aws)
    cluster = shop.cluster.arn.rpartition(":")[2]
    stage.client("rds").modify_db_cluster(DBClusterIdentifier=cluster, VpcSecurityGroupIds=[stage.network.group])
    with gate(stage.port) as held:
        login = {"SECRET_ID": shop.secret_id}
        made = stage.make_connection(port=held.port, database=shop.name, properties=login)
        crawler = stage.make_crawler(f"{shop.name}/public/%", connection=made)
        stage.glue.start_crawler(Name=crawler)
        assert held.arrived.wait(20), stage.wait(crawler)["LastCrawl"]
        assert rotating_directly.rotate()["user"] == rotating_directly.users[1]
        held.open()
        assert stage.wait(crawler)["LastCrawl"]["Status"] == "SUCCEEDED"
        stage.glue.start_crawler(Name=crawler)
        assert stage.wait(crawler)["LastCrawl"]["Status"] == "SUCCEEDED"
