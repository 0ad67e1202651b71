# SPDX-License-Identifier: GPL-3.0-or-later
"""What the trigger function learns of changes whose call never reached it, as the crawler's user, over the Data API."""

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
from catalog_refresh.source import Source

COLUMNS = f"id, transaction, sent_at FROM {ddl.SCHEMA}.changes"


@pytest.fixture
def source(shop: Shop, run: Run) -> Source:
    """Of a database whose every call fails: there is no such function."""
    assert not install(run, shop, unsent_readable=True).get("failed")
    ddl.make_developer(shop)
    secret = shop.cluster.put_secret("shop-developer", username=ddl.DEVELOPER, password=ddl.DEVELOPER_PASSWORD)
    return Source(shop.cluster.client("rds-data"), DatabaseConfig(shop.cluster.arn, secret), shop.name)


def install(run: Run, shop: Shop, **options: Any) -> dict[str, Any]:
    connection = shop.cluster.connection("direct")
    arn = ddl.NOBODY_ARN
    return run(postgresql_ddl_trigger, database=shop.name, connection=connection, function_arn=arn, **options)


def test_a_change_is_found_until_it_is_collected(shop: Shop, source: Source) -> None:
    assert source.unsent("").count == 0
    shop.sql("CREATE TABLE public.one (id int)")
    shop.sql("CREATE TABLE public.two (id int)")
    found = source.unsent("")
    assert (found.count, source.unsent("").count) == (2, 2), "asking alone collects nothing"
    assert source.unsent(found.collected).count == 0
    shop.sql("CREATE TABLE public.three (id int)")
    assert source.unsent(found.collected).count == 1


def test_a_transaction_that_ends_after_a_later_one_is_found(shop: Shop, source: Source) -> None:
    with shop.admin() as slow, slow.transaction():
        slow.execute("CREATE TABLE public.slow (id int)")
        with slow.transaction():
            slow.execute("CREATE TABLE public.slow_too (id int)")
        shop.sql("CREATE TABLE public.quick (id int)")
        found = source.unsent("")
        assert found.count == 1
    again = source.unsent(found.collected)
    assert again.count == 2
    assert source.unsent(again.collected).count == 0


def test_a_cluster_that_was_restored_is_asked_for_everything(shop: Shop, source: Source) -> None:
    shop.sql("CREATE TABLE public.made (id int)")
    assert source.unsent("99999999:99999999:").count == 1


def test_without_triggers_there_is_nothing_to_find(shop: Shop, source: Source, run: Run) -> None:
    shop.sql("CREATE TABLE public.made (id int)")
    found = source.unsent("")
    assert install(run, shop, state="absent")["changed"]
    assert source.unsent(found.collected) == type(found)(0, found.collected)


def test_without_the_right_the_mend_is_named(shop: Shop, source: Source, run: Run) -> None:
    with shop.cluster.connect(shop.name, ddl.DEVELOPER, ddl.DEVELOPER_PASSWORD) as developer:
        developer.execute(f"SELECT {COLUMNS}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            developer.execute(f"SELECT name FROM {ddl.SCHEMA}.changes")
        assert install(run, shop)["changed"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            developer.execute(f"SELECT {COLUMNS}")
    with pytest.raises(Permanent, match=r"permission denied.*Install the triggers again"):
        source.unsent("")


def test_a_login_that_has_no_connection_left_may_have_one_later(shop: Shop, source: Source) -> None:
    shop.sql(f"ALTER ROLE {ddl.DEVELOPER} CONNECTION LIMIT 0")
    try:
        with pytest.raises(Exception, match="too many connections") as refused:
            source.unsent("")
        assert not isinstance(refused.value, Permanent)
    finally:
        shop.sql(f"ALTER ROLE {ddl.DEVELOPER} CONNECTION LIMIT -1")
