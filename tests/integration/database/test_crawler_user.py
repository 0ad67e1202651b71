# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the crawler's user, over both ways to reach the database."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import psycopg
import pytest

from ansible_collections.datacatalog.aws.plugins.modules import postgresql_crawler_user

from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop

PUBLIC = ["public.big_orders", "public.daily", "public.orders", "public.tmp_import"]


def bind(run: Run, shop: Shop, connection: dict[str, Any]) -> Run:
    return partial(
        run,
        postgresql_crawler_user,
        user=shop.user,
        password_secret_id=shop.secret_id,
        database=shop.name,
        connection=connection,
    )


@pytest.fixture
def ensure(run: Run, shop: Shop) -> Run:
    return bind(run, shop, shop.cluster.connection("direct"))


@pytest.fixture
def ensure_both(run: Run, shop: Shop, connection: dict[str, Any]) -> Run:
    """Once directly and once through the RDS Data API."""
    return bind(run, shop, connection)


def role(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.sql("SELECT 1 FROM pg_roles WHERE rolname = %s", shop.user)


def test_the_whole_life_of_a_user(ensure_both: Run, shop: Shop) -> None:
    ensure_both = partial(ensure_both, own_clients=True)
    planned = ensure_both(check=True)
    assert planned["changed"]
    assert planned["password_set"]
    assert not role(shop)

    made = ensure_both()
    assert made["changed"]
    assert made["diff"] == planned["diff"]
    assert made["user"] == {
        "name": shop.user,
        "database": shop.name,
        "schemas": ["public"],
        "connection_limit": 2,
        "statement_timeout": "30s",
    }
    with shop.crawler() as crawler:
        assert crawler.execute("SELECT count(*) FROM public.orders").fetchone() == (0,)
        assert crawler.execute("SHOW statement_timeout").fetchone() == ("30s",)
    assert shop.readable() == PUBLIC

    for check in (True, False):
        again = ensure_both(check=check)
        assert not again["changed"], again["statements"]
        assert again["statements"] == []
        assert not again["password_set"]
        assert again["diff"] == {"before": {}, "after": {}}

    gone = ensure_both(check=True, state="absent")
    assert gone["changed"]
    assert role(shop)
    assert ensure_both(state="absent")["changed"]
    assert not role(shop)
    assert not ensure_both(state="absent")["changed"]
    assert not ensure_both(state="absent", check=True)["changed"]


def test_the_user_can_do_nothing_but_read(ensure: Run, shop: Shop) -> None:
    ensure()
    flags = shop.sql(
        "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit"
        " FROM pg_roles WHERE rolname = %s",
        shop.user,
    )
    assert flags == [(True, False, False, False, False, False, 2)]
    with shop.crawler() as crawler:
        for statement in (
            "INSERT INTO public.orders (total) VALUES (1)",
            "CREATE TABLE public.mine (id integer)",
            "SELECT * FROM archive.old_orders",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                crawler.execute(statement)


def test_a_table_made_tomorrow_is_readable(ensure: Run, shop: Shop) -> None:
    ensure()
    shop.sql("CREATE TABLE public.made_tomorrow (id integer)")
    shop.sql("CREATE VIEW public.seen_tomorrow AS SELECT 1 AS one")
    assert "public.made_tomorrow" in shop.readable()
    assert "public.seen_tomorrow" in shop.readable()
    assert not ensure()["changed"]


def test_a_schema_is_added_and_taken_back(ensure: Run, shop: Shop) -> None:
    ensure()
    added = ensure(schemas=["public", "sales"])
    assert added["changed"]
    assert shop.readable() == [*PUBLIC, "sales.leads", "sales.leads_1"]

    taken = ensure(schemas=["sales"])
    assert any(statement.startswith("REVOKE SELECT") for statement in taken["statements"])
    assert shop.readable() == ["sales.leads", "sales.leads_1"]
    shop.sql("CREATE TABLE public.made_later (id integer)")
    shop.sql("CREATE TABLE sales.made_later (id integer)")
    assert shop.readable() == ["sales.leads", "sales.leads_1", "sales.made_later"]
    assert not ensure(schemas=["sales"])["changed"]


def test_what_others_granted_is_taken_back(ensure_both: Run, shop: Shop) -> None:
    ensure_both()
    shop.sql(f"GRANT INSERT, UPDATE ON public.orders TO {shop.user}")
    shop.sql(f"GRANT SELECT ON archive.old_orders TO {shop.user}")
    shop.sql(f"GRANT CREATE ON SCHEMA public TO {shop.user}")
    shop.sql(f"GRANT USAGE ON SCHEMA archive TO {shop.user}")
    shop.sql(f"GRANT USAGE ON SEQUENCE public.orders_order_id_seq TO {shop.user}")
    shop.sql(f"GRANT TEMPORARY ON DATABASE {shop.name} TO {shop.user}")
    shop.sql(f"ALTER DEFAULT PRIVILEGES IN SCHEMA archive GRANT SELECT ON TABLES TO {shop.user}")
    shop.sql(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO {shop.user}")
    planned = ensure_both(check=True)
    done = ensure_both()
    assert done["diff"] == planned["diff"]
    assert done["diff"]["before"]["relations"] == {
        "archive.old_orders": ["SELECT"],
        "public.orders": ["INSERT", "SELECT", "UPDATE"],
        "public.orders_order_id_seq": ["USAGE"],
    }
    assert len(done["statements"]) == 8
    assert shop.readable() == PUBLIC
    assert not ensure_both()["changed"]


def test_drifted_attributes_are_set_right(ensure: Run, shop: Shop) -> None:
    ensure()
    shop.sql(f"ALTER ROLE {shop.user} NOLOGIN CREATEDB CREATEROLE CONNECTION LIMIT 50")
    shop.sql(f"ALTER ROLE {shop.user} IN DATABASE {shop.name} RESET statement_timeout")
    done = ensure()
    assert done["diff"]["before"] == {
        "login": False,
        "createdb": True,
        "createrole": True,
        "connection_limit": 50,
        "statement_timeout": "",
    }
    assert not done["password_set"]
    assert not ensure()["changed"]
    shop.sql(f"ALTER ROLE {shop.user} IN DATABASE {shop.name} SET statement_timeout = '30000ms'")
    assert not ensure()["changed"]
    assert ensure(connection_limit=3, statement_timeout="1min")["changed"]
    assert not ensure(connection_limit=3, statement_timeout="60s")["changed"]


def test_a_new_password_is_set_and_never_shown(ensure_both: Run, shop: Shop) -> None:
    ensure_both()
    shop.cluster.put_secret(shop.secret_id, username=shop.user, password="a new:one'\\%")
    planned = ensure_both(check=True)
    assert planned["password_set"]
    done = ensure_both()
    assert done["password_set"]
    assert done["statements"] == [f'ALTER ROLE "{shop.user}" PASSWORD (hidden)']
    assert "a new:one" not in str(done)
    assert "SCRAM" not in str(done)
    with shop.cluster.connect(shop.name, shop.user, "a new:one'\\%"):
        pass
    assert not ensure_both()["changed"]


def test_the_server_s_log_never_sees_the_password(ensure: Run, shop: Shop) -> None:
    before = len(shop.cluster.aws.home.postgres_log.read_text())
    shop.sql(f"ALTER DATABASE {shop.name} SET log_statement = 'all'")
    ensure()
    logged = shop.cluster.aws.home.postgres_log.read_text()[before:]
    assert f'ALTER ROLE "{shop.user}" PASSWORD' in logged
    assert "SCRAM-SHA-256" in logged
    assert shop.password not in logged
    assert shop.password.replace("'", "''") not in logged


def test_a_running_crawl_that_uses_up_the_connections_is_no_wrong_password(ensure_both: Run, shop: Shop) -> None:
    ensure_both()
    with shop.crawler(), shop.crawler():
        assert not ensure_both()["changed"]


# Refusals


def test_a_missing_schema_is_named(ensure: Run, shop: Shop) -> None:
    failed = ensure(schemas=["public", "nowhere"])
    assert failed["failed"]
    assert "Schema 'nowhere' does not exist" in failed["msg"]
    assert not role(shop)


def test_a_secret_for_somebody_else_is_refused(ensure_both: Run, shop: Shop) -> None:
    shop.cluster.put_secret(shop.secret_id, username="other", password="x")
    assert f"is for user 'other', and the task for '{shop.user}'" in ensure_both()["msg"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"username": "x"}, "has no key 'password'"),
        ({"password": "x"}, "has no key 'username'"),
        ({}, "has no key 'username' and no key 'password'"),
    ],
)
def test_a_secret_without_its_keys_is_refused(ensure: Run, shop: Shop, content: dict[str, str], says: str) -> None:
    shop.cluster.put_secret(shop.secret_id, **content)
    assert says in ensure()["msg"]


def test_the_login_user_is_not_the_crawler_s(ensure: Run, shop: Shop) -> None:
    assert "is the login user itself" in ensure(user="shop_admin", password_secret_id="shop-master")["msg"]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ({"statement_timeout": "soon"}, "'soon' is no duration"),
        ({"connection_limit": -2}, "use -1 for no limit"),
        ({"schemas": []}, "schemas is empty"),
    ],
)
def test_impossible_options_are_refused(ensure: Run, option: dict[str, Any], says: str) -> None:
    assert says in ensure(**option)["msg"]


def test_an_owner_that_the_login_user_cannot_act_for_is_named_with_the_mend(ensure: Run, shop: Shop) -> None:
    shop.sql(f"CREATE ROLE app_{shop.user}")
    shop.sql(f"GRANT app_{shop.user} TO shop_admin WITH INHERIT TRUE, SET TRUE")
    shop.sql(f"GRANT CREATE ON SCHEMA public TO app_{shop.user}")
    shop.sql(f"SET ROLE app_{shop.user}; CREATE TABLE public.of_the_application (id integer); RESET ROLE")
    try:
        shop.sql(f"REVOKE INHERIT OPTION FOR app_{shop.user} FROM shop_admin")
        failed = ensure()
        assert f"may not change who can use tables of 'app_{shop.user}'" in failed["msg"]
        assert f'GRANT "app_{shop.user}" TO "shop_admin"' in failed["msg"]
        assert not role(shop)

        shop.sql(f"GRANT app_{shop.user} TO shop_admin WITH INHERIT TRUE")
        assert ensure()["changed"]
        shop.sql(f"SET ROLE app_{shop.user}; CREATE TABLE public.of_tomorrow (id integer); RESET ROLE")
        assert {"public.of_the_application", "public.of_tomorrow"} <= set(shop.readable())
        assert not ensure()["changed"]
        assert ensure(state="absent")["changed"]
    finally:
        shop.sql(f"DROP OWNED BY app_{shop.user}")
        shop.sql(f"DROP ROLE app_{shop.user}")


def test_a_user_that_owns_tables_is_neither_kept_nor_dropped(ensure: Run, shop: Shop) -> None:
    ensure()
    shop.sql(f"GRANT {shop.user} TO shop_admin")
    shop.sql(f"GRANT CREATE ON SCHEMA public TO {shop.user}")
    shop.sql(f"ALTER TABLE public.tmp_import OWNER TO {shop.user}")
    assert "owns public.tmp_import, and an owner may do anything" in ensure()["msg"]
    failed = ensure(state="absent")
    assert f"owns 1 objects in database '{shop.name}'" in failed["msg"]
    assert "REASSIGN OWNED BY" in failed["msg"]
    shop.sql(f"REASSIGN OWNED BY {shop.user} TO shop_admin")
    assert ensure(state="absent")["changed"]


def test_a_user_with_privileges_elsewhere_is_not_dropped(ensure: Run, shop: Shop) -> None:
    ensure()
    with shop.cluster.connect("shop") as other:
        other.execute(f"CREATE TABLE public.t_{shop.user} (id integer)")
        other.execute(f"GRANT SELECT ON public.t_{shop.user} TO {shop.user}")
    assert "still has privileges in database 'shop'" in ensure(state="absent")["msg"]
    with shop.cluster.connect("shop") as other:
        other.execute(f"DROP TABLE public.t_{shop.user}")
    assert ensure(state="absent")["changed"]


def test_a_membership_is_warned_of(ensure: Run, shop: Shop) -> None:
    ensure()
    shop.sql(f"CREATE ROLE group_{shop.user}")
    shop.sql(f"GRANT group_{shop.user} TO {shop.user}")
    try:
        result = ensure()
        assert not result["changed"]
        assert f"is a member of 'group_{shop.user}'" in result["warnings"]
    finally:
        shop.sql(f"DROP ROLE group_{shop.user}")


# Plans for what is not there yet


def test_a_plan_needs_no_secret_yet(ensure: Run) -> None:
    planned = ensure(check=True, password_secret_id="nowhere")
    assert planned["changed"]
    assert planned["password_set"]
    assert "Secret 'nowhere' does not exist" in planned["warnings"]
    assert "Secret 'nowhere' does not exist" in ensure(password_secret_id="nowhere")["msg"]


def test_a_plan_needs_no_database_yet(ensure_both: Run) -> None:
    planned = ensure_both(check=True, database="nowhere")
    assert planned["changed"]
    assert planned["diff"]["after"]["exists"] is True
    assert planned["diff"]["after"]["schema public"] == ["USAGE"]
    assert 'database "nowhere" does not exist' in planned["warnings"]
    assert 'database "nowhere" does not exist' in ensure_both(database="nowhere")["msg"]
    assert not ensure_both(check=True, database="nowhere", state="absent")["changed"]


def test_a_plan_needs_no_login_secret_yet(ensure_both: Run, connection: dict[str, Any]) -> None:
    missing = {**connection, "login_secret_id": "nowhere"}
    assert ensure_both(check=True, connection=missing)["changed"]
    assert ensure_both(connection=missing)["failed"]


def test_two_users_take_turns(run: Run, shop: Shop, connection: dict[str, Any]) -> None:
    """Both get the same privileges and limits; only the one that the secret is for gets a password."""
    clone = f"{shop.user}_clone"
    wanted = {"user": shop.user, "alternate_user": clone, "database": shop.name, "connection": connection}
    present = {**wanted, "password_secret_id": shop.secret_id, "schemas": ["public", "sales"]}
    planned = run(postgresql_crawler_user, check=True, **present)
    made = run(postgresql_crawler_user, **present)
    assert made["changed"] and made["statements"] == planned["statements"] and made["alternate_user"]["name"] == clone
    assert sum("PASSWORD" in statement for statement in made["statements"]) == 1
    again = run(postgresql_crawler_user, **present)
    assert (again["changed"], again["statements"]) == (False, [])
    other = replace(shop, user=clone)
    assert other.readable() == shop.readable() != []
    with pytest.raises(psycopg.OperationalError):
        other.crawler()
    # As after a rotation: the secret names the other one, whose password is not set yet.
    shop.cluster.put_secret(shop.secret_id, username=clone, password=shop.password)
    turned = run(postgresql_crawler_user, **present)
    assert turned["password_set"] and len(turned["statements"]) == 1
    other.crawler().close()
    shop.crawler().close()
    shop.cluster.put_secret(shop.secret_id, username="somebody", password="x")
    assert "make the two agree" in run(postgresql_crawler_user, **present)["msg"]
    gone = run(postgresql_crawler_user, state="absent", **wanted)
    assert gone["changed"] and not gone.get("failed")
    assert shop.sql("SELECT 1 FROM pg_roles WHERE rolname LIKE %s", f"{shop.user}%") == []
