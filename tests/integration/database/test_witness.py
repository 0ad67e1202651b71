# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database tells the trigger function of its changes, as the crawler's user, over the Data API."""

from __future__ import annotations

import sys
from typing import Any

import psycopg
import pytest

from ansible_collections.datacatalog.aws.plugins.modules import postgresql_ddl_trigger

from local_aws.paths import REPOSITORY
from tests.integration.database import ddl
from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop

sys.path.append(str(REPOSITORY / "roles" / "lambda" / "files" / "trigger_crawler"))
sys.path.append(str(REPOSITORY / "plugins" / "module_utils"))

from catalog_refresh.config import DatabaseConfig
from catalog_refresh.failures import Permanent
from catalog_refresh.model import Found
from catalog_refresh.snapshots import shows
from catalog_refresh.source import Source

COLUMNS = f"id, transaction, sent_at FROM {ddl.SCHEMA}.changes"


@pytest.fixture
def source(shop: Shop, run: Run) -> Source:
    """Of a database whose every call fails: there is no such function."""
    assert not install(run, shop, transactions_readable=True).get("failed")
    ddl.make_developer(shop)
    secret = shop.cluster.put_secret("shop-developer", username=ddl.DEVELOPER, password=ddl.DEVELOPER_PASSWORD)
    return Source(shop.cluster.client("rds-data"), DatabaseConfig(shop.cluster.arn, secret), shop.name)


def install(run: Run, shop: Shop, **options: Any) -> dict[str, Any]:
    connection = shop.cluster.connection("direct")
    arn = ddl.NOBODY_ARN
    return run(postgresql_ddl_trigger, database=shop.name, connection=connection, function_arn=arn, **options)


def changes(source: Source, collected: str, *, also_sent: bool = False) -> Found:
    return source.changes(collected, also_sent=also_sent)


def test_a_change_is_found_until_it_is_collected(shop: Shop, source: Source) -> None:
    assert changes(source, "").count == 0
    shop.sql("CREATE TABLE public.one (id int)")
    shop.sql("CREATE TABLE public.two (id int)")
    found = changes(source, "")
    assert (found.count, changes(source, "").count) == (2, 2), "asking alone collects nothing"
    assert changes(source, found.snapshot).count == 0
    shop.sql("CREATE TABLE public.three (id int)")
    assert changes(source, found.snapshot).count == 1


def test_a_transaction_that_ends_after_a_later_one_is_found(shop: Shop, source: Source) -> None:
    with shop.admin() as slow, slow.transaction():
        slow.execute("CREATE TABLE public.slow (id int)")
        with slow.transaction():
            slow.execute("CREATE TABLE public.slow_too (id int)")
        shop.sql("CREATE TABLE public.quick (id int)")
        found = changes(source, "")
        assert found.count == 1
    again = changes(source, found.snapshot)
    assert again.count == 2
    assert changes(source, again.snapshot).count == 0


def test_a_snapshot_shows_what_the_database_says_it_does(shop: Shop, source: Source) -> None:
    """The function reads snapshots itself, to tell an event that comes too late."""
    with shop.admin() as slow, slow.transaction():
        transactions = [str(slow.execute("SELECT pg_current_xact_id()::text").fetchone()[0])]
        shop.sql("CREATE TABLE public.quick (id int)")
        transactions += [row[0] for row in shop.sql(f"SELECT transaction::text FROM {ddl.SCHEMA}.changes")]
        snapshot = changes(source, "").snapshot
        shop.sql("CREATE TABLE public.later (id int)")
        transactions += [row[0] for row in shop.sql(f"SELECT max(transaction)::text FROM {ddl.SCHEMA}.changes")]
        said = [shop.sql("SELECT pg_visible_in_snapshot(%s, %s)", each, snapshot)[0][0] for each in transactions]
    assert [shows(snapshot, [each]) for each in transactions] == said == [False, True, False]


def test_what_was_told_is_found_as_well_where_it_is_asked_for(shop: Shop, source: Source) -> None:
    shop.sql("CREATE TABLE public.made (id int)")
    shop.sql(f"UPDATE {ddl.SCHEMA}.changes SET sent_at = now()")
    assert (changes(source, "").count, changes(source, "", also_sent=True).count) == (0, 1)


def test_a_cluster_that_was_restored_is_asked_for_everything(shop: Shop, source: Source) -> None:
    shop.sql("CREATE TABLE public.made (id int)")
    assert changes(source, "99999999:99999999:").count == 1


def test_without_triggers_there_is_nothing_to_find(shop: Shop, source: Source, run: Run) -> None:
    shop.sql("CREATE TABLE public.made (id int)")
    found = changes(source, "")
    assert install(run, shop, state="absent")["changed"]
    assert changes(source, found.snapshot) == Found(0, found.snapshot)


def test_without_the_right_the_mend_is_named(shop: Shop, source: Source, run: Run) -> None:
    with shop.cluster.connect(shop.name, ddl.DEVELOPER, ddl.DEVELOPER_PASSWORD) as developer:
        developer.execute(f"SELECT {COLUMNS}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            developer.execute(f"SELECT name FROM {ddl.SCHEMA}.changes")
        assert install(run, shop)["changed"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            developer.execute(f"SELECT {COLUMNS}")
    with pytest.raises(Permanent, match=r"permission denied.*Install the triggers again"):
        changes(source, "")


def test_a_login_that_has_no_connection_left_may_have_one_later(shop: Shop, source: Source) -> None:
    shop.sql(f"ALTER ROLE {ddl.DEVELOPER} CONNECTION LIMIT 0")
    try:
        with pytest.raises(Exception, match="too many connections") as refused:
            changes(source, "")
        assert not isinstance(refused.value, Permanent)
    finally:
        shop.sql(f"ALTER ROLE {ddl.DEVELOPER} CONNECTION LIMIT -1")
