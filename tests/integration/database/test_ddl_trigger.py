# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the event triggers, and what they make of the commands of an ordinary user."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import psycopg
import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import glob_matches
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.introspection import read_tables
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceColumn
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceTable
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceType
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.query import psycopg_query
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.ddl_trigger.definition import patterns
from ansible_collections.datacatalog.aws.plugins.modules import postgresql_ddl_trigger

from local_aws.paths import REPOSITORY
from tests.integration.database import ddl
from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop
from tests.integration.database.ddl import SCHEMA
from tests.integration.database.ddl import Watched

SAMPLE = REPOSITORY / "local_aws" / "sample"


@pytest.fixture(scope="module", autouse=True)
def function(cluster: Cluster) -> None:
    ddl.make_function(cluster)


@pytest.fixture
def ensure(run: Run, shop: Shop) -> Run:
    return bind(run, shop, shop.cluster.connection("direct"))


def bind(run: Run, shop: Shop, connection: dict[str, Any]) -> Run:
    return partial(
        run,
        postgresql_ddl_trigger,
        database=shop.name,
        connection=connection,
        function_arn=ddl.FUNCTION_ARN,
        exclusions=["tmp_*"],
    )


@pytest.fixture
def watched(ensure: Run, shop: Shop) -> Watched:
    made = ensure()
    assert made["changed"], made
    ddl.make_developer(shop)
    return Watched(shop)


def event_triggers(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.sql("SELECT evtname, CAST(evtenabled AS text) FROM pg_event_trigger ORDER BY 1")


def test_the_whole_life_of_the_triggers(run: Run, shop: Shop, connection: dict[str, Any]) -> None:
    ensure = bind(run, shop, connection)
    planned = ensure(check=True)
    assert planned["changed"], planned
    assert event_triggers(shop) == []
    made = ensure()
    assert made["changed"], made
    assert made["diff"] == planned["diff"]
    assert event_triggers(shop) == [(f"{SCHEMA}_command", "O"), (f"{SCHEMA}_drop", "O")]
    assert made["ddl_trigger"]["status"]["watched"] == 3
    for check in (True, False):
        again = ensure(check=check)
        assert not again["changed"], again["diff"]
        assert again["diff"] == {"before": {}, "after": {}}

    changed = ensure(comments=True)
    assert changed["diff"]["after"]["settings"] == {"comments": True}
    assert ensure(comments=True, check=True)["changed"] is False

    assert ensure(state="paused", check=True)["diff"]["after"]["state"] == "paused"
    assert ensure(state="paused")["changed"]
    assert {enabled for _name, enabled in event_triggers(shop)} == {"D"}
    assert not ensure(state="paused")["changed"]

    assert ensure(state="absent", check=True)["changed"]
    assert ensure(state="absent")["changed"]
    assert event_triggers(shop) == []
    assert shop.sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", SCHEMA) == []
    assert not ensure(state="absent")["changed"]


def test_what_somebody_altered_is_put_right(ensure: Run, watched: Watched) -> None:
    watched.shop.sql(
        f"CREATE OR REPLACE FUNCTION {SCHEMA}.on_drop() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"
    )
    assert ensure(check=True)["diff"]["before"] == {"definition": "altered by somebody else"}
    assert ensure()["changed"]
    assert not ensure()["changed"]
    watched.shop.sql(f"DROP EVENT TRIGGER {SCHEMA}_drop")
    assert ensure()["changed"]
    watched.shop.sql("DROP TABLE public.orders CASCADE")
    assert watched.names() == ["-public.orders", "-public.big_orders", "-public.daily"]


def test_a_schema_of_somebody_else_is_left_alone(ensure: Run, shop: Shop) -> None:
    assert "does not belong to this module" in ensure(schema="archive")["msg"]
    gone = ensure(schema="archive", state="absent")
    assert not gone["changed"]
    assert "left alone" in gone["warnings"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"schemas": []}, "schemas is empty"),
        ({"schemas": ["public", SCHEMA]}, "cannot be watched"),
        ({"function_arn": "TriggerCrawler"}, "is not the ARN of a Lambda function"),
        ({"exclusions": ["a[b"]}, "is not a valid glob"),
        ({"retention_days": 0}, "use 1 or more"),
    ],
)
def test_senseless_options_are_refused(ensure: Run, options: dict[str, Any], said: str) -> None:
    assert said in ensure(**options)["msg"]


def test_the_commands_of_an_ordinary_user_are_told(watched: Watched) -> None:
    with watched.developer() as developer:
        developer.execute("CREATE TABLE public.carts (id serial PRIMARY KEY, total numeric(8, 2))")
        assert watched.changes() == [("CREATE TABLE", "table", "public", "carts", False, True)]
        developer.execute("ALTER TABLE public.carts ADD COLUMN note text")
        developer.execute("ALTER TABLE public.carts ALTER COLUMN total TYPE numeric(10, 2)")
        developer.execute("ALTER TABLE public.carts RENAME COLUMN note TO remark")
        developer.execute("ALTER TABLE public.carts RENAME TO baskets")
        assert watched.names() == ["+public.carts"] * 3 + ["-public.carts", "+public.baskets"]
        developer.execute("CREATE VIEW public.totals AS SELECT total FROM public.baskets")
        developer.execute("CREATE OR REPLACE VIEW public.totals AS SELECT total, remark FROM public.baskets")
        developer.execute("ALTER VIEW public.totals RENAME TO sums")
        developer.execute("CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM public.sums")
        developer.execute("SELECT * INTO public.copied FROM public.baskets")
        developer.execute("CREATE TABLE public.copied_again AS SELECT * FROM public.baskets")
        assert watched.names() == [
            "+public.totals",
            "+public.totals",
            "-public.totals",
            "+public.sums",
            "+public.kept",
            "+public.copied",
            "+public.copied_again",
        ]
        developer.execute("DROP TABLE public.baskets CASCADE")
        assert sorted(watched.names()) == ["-public.baskets", "-public.kept", "-public.sums"]
    [row] = watched.shop.sql(f"SELECT DISTINCT session_user_name, role_name, error FROM {SCHEMA}.changes")
    assert row == (ddl.DEVELOPER, ddl.DEVELOPER, None)
    assert watched.failures() == []
    told = watched.told(12)
    assert told[0] == {
        "source": "datacatalog.ddl",
        "version": 1,
        "database": watched.shop.name,
        "transaction": told[0]["transaction"],
        "sent_at": told[0]["sent_at"],
        "changes": [
            {
                "id": 1,
                "command_tag": "CREATE TABLE",
                "object_type": "table",
                "schema": "public",
                "name": "carts",
                "dropped": False,
                "user": ddl.DEVELOPER,
                "transaction": told[0]["transaction"],
            }
        ],
        "truncated": False,
        "tables": None,
    }
    assert told[0]["sent_at"].endswith("+00:00")


def test_what_changes_no_shape_is_ignored(ensure: Run, watched: Watched) -> None:
    with watched.shop.admin() as admin:
        for command in (
            "CREATE TEMPORARY TABLE orders_now (id int)",
            "ALTER TABLE orders_now ADD COLUMN more text",
            "DROP TABLE orders_now",
            "CREATE TABLE public.tmp_other (id int)",
            "DROP TABLE public.tmp_import",
            "CREATE TABLE archive.older (id int)",
            "CREATE INDEX by_total ON public.orders (total)",
            "ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0)",
            "ALTER TABLE public.orders OWNER TO CURRENT_USER",
            "GRANT SELECT ON public.orders TO PUBLIC",
            "COMMENT ON TABLE public.orders IS 'What was ordered'",
            "CREATE FUNCTION public.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE VIEW public.big_orders AS SELECT * FROM public.orders WHERE total > 2000",
            "REFRESH MATERIALIZED VIEW public.daily",
            "TRUNCATE public.orders",
            "DROP INDEX public.by_total",
        ):
            admin.execute(command)
    assert watched.changes() == []
    ensure(comments=True)
    watched.changes()
    watched.shop.sql("COMMENT ON COLUMN public.orders.total IS 'In yen'")
    assert watched.changes() == [("COMMENT", "table", "public", "orders", False, True)]


def test_exclusions_mean_to_postgresql_what_they_mean_to_a_crawler(shop: Shop) -> None:
    globs = ["tmp_*", "{a,b.c}_?", "[a-c]x", "[!a]y*", "**z", r"we\*ird", "has-[.-]$", "(not|regex)", "", "tab+", "^"]
    names = ["tmp_", "tmp_a", "a_1", "b.c_1", "bXc_1", "bx", "dx", "by1", "ay1", "a/z", "zz", "we*ird", "weird"]
    names += ["has-.$", "has--$", "has-a$", "(not|regex)", "not", "tab+", "tabb", "^", "日本z", "UPPERz"]
    for glob, expression in zip(globs, patterns(globs), strict=True):
        sql = "SELECT name FROM unnest(CAST(%s AS text[])) AS one (name) WHERE name ~ %s"
        found = [name for (name,) in shop.sql(sql, names, expression)]
        assert found == [name for name in names if glob_matches(glob, name)], glob


def test_schemas_partitions_and_cascades(ensure: Run, watched: Watched) -> None:
    assert ensure(schemas=["public", "sales"])["changed"]
    assert sorted(watched.names()) == ["+sales.leads", "+sales.leads_1"]
    for command, names in {
        "ALTER TABLE sales.leads ADD COLUMN since date": ["+sales.leads", "+sales.leads_1"],
        "CREATE TABLE sales.leads_2 PARTITION OF sales.leads FOR VALUES FROM (100) TO (200)": ["+sales.leads_2"],
        "ALTER TABLE public.orders SET SCHEMA archive": ["-public.orders"],
        "ALTER TABLE archive.orders SET SCHEMA sales": ["+sales.orders"],
        "ALTER SCHEMA sales RENAME TO sold": ["-sales.leads", "-sales.leads_1", "-sales.leads_2", "-sales.orders"],
        "ALTER SCHEMA sold RENAME TO sales": ["+sales.leads", "+sales.leads_1", "+sales.leads_2", "+sales.orders"],
        "CREATE TYPE public.mood AS ENUM ('good')": [],
        "CREATE TABLE public.feelings (id int, now public.mood)": ["+public.feelings"],
        "DROP TYPE public.mood CASCADE": ["+public.feelings"],
        "CREATE SCHEMA more": [],
        "DROP SCHEMA sales CASCADE": [
            *("-public.big_orders", "-public.daily"),
            *("-sales.leads", "-sales.leads_1", "-sales.leads_2", "-sales.orders"),
        ],
    }.items():
        watched.shop.sql(command)
        assert sorted(watched.names()) == names, command
    assert watched.failures() == []


def test_a_transaction_is_told_once_and_a_rollback_never(watched: Watched) -> None:
    with watched.developer() as developer:
        with developer.transaction():
            for number in range(20):
                developer.execute(f"CREATE TABLE public.many_{number} (id int)")
            with pytest.raises(ZeroDivisionError), developer.transaction():
                developer.execute("CREATE TABLE public.never (id int)")
                raise ZeroDivisionError
            developer.execute("DROP TABLE public.many_0")
        with pytest.raises(ZeroDivisionError), developer.transaction():
            developer.execute("CREATE TABLE public.rolled_back (id int)")
            raise ZeroDivisionError
        with developer.transaction():
            developer.execute("CREATE TABLE public.early (id int)")
            developer.execute("SET CONSTRAINTS ALL IMMEDIATE")
            developer.execute("CREATE TABLE public.late (id int)")
    names = [f"+public.many_{number}" for number in range(20)]
    assert watched.names() == [*names, "-public.many_0", "+public.early", "+public.late"]
    told = watched.told(3)
    assert [len(payload["changes"]) for payload in told] == [21, 1, 1]
    assert len({payload["transaction"] for payload in told}) == 2


def test_a_pause_is_made_up_for_by_one_call(ensure: Run, watched: Watched) -> None:
    ensure(state="paused")
    with watched.developer() as developer:
        developer.execute("CREATE TABLE public.first (id int)")
        developer.execute("CREATE TABLE public.second (id int)")
        developer.execute("DROP TABLE public.second")
    watched.shop.sql("DROP VIEW public.big_orders")
    assert watched.changes() == []
    ensure()
    assert watched.changes() == [
        ("RESYNC", "view", "public", "big_orders", True, True),
        ("RESYNC", "table", "public", "first", False, True),
    ]
    assert len(watched.told(1)) == 1


def test_a_call_that_fails_opens_the_breaker_and_breaks_nothing(ensure: Run, watched: Watched) -> None:
    ensure(function_arn=ddl.NOBODY_ARN)
    with watched.developer() as developer:
        developer.execute("CREATE TABLE public.first (id int)")
        developer.execute("CREATE TABLE public.second (id int)")
        assert developer.execute("SELECT count(*) FROM public.second").fetchone() == (0,)
    assert [change[-1] for change in watched.changes()] == [False, False]
    [(stage, error)] = watched.failures()
    assert (stage, "invoke API failed" in error) == ("send", True)
    status = ensure(function_arn=ddl.NOBODY_ARN)["ddl_trigger"]["status"]
    assert (status["unsent"], status["failures"], status["last_error"]) == (2, 1, error)

    ensure(breaker_seconds=0)
    watched.shop.sql("CREATE TABLE public.third (id int)")
    assert [len(payload["changes"]) for payload in watched.told(1)] == [3]
    assert ensure(breaker_seconds=0)["ddl_trigger"]["status"]["unsent"] == 0


def test_of_a_burst_one_call_in_a_while_is_made(ensure: Run, watched: Watched) -> None:
    ensure(call_interval_ms=60_000)
    with watched.developer() as developer:
        for number in range(5):
            developer.execute(f"CREATE TABLE public.made_{number} (id int)")
        assert [change[-1] for change in watched.changes()] == [True, False, False, False, False]
        watched.shop.sql(f"UPDATE {SCHEMA}.changes SET sent_at = sent_at - interval '1 minute'")
        developer.execute("CREATE TABLE public.last (id int)")
    assert [len(payload["changes"]) for payload in watched.told(2)] == [1, 5]


def test_nothing_that_goes_wrong_reaches_the_user(watched: Watched) -> None:
    with watched.shop.admin() as admin, watched.developer() as developer:
        for wrecked in ("known", "changes", "failures"):
            admin.execute(f"ALTER TABLE {SCHEMA}.{wrecked} RENAME TO gone")
            developer.execute("CREATE TABLE public.made (id int)")
            developer.execute("DROP TABLE public.made")
            admin.execute(f"ALTER TABLE {SCHEMA}.gone RENAME TO {wrecked}")
        admin.execute("DROP EXTENSION aws_lambda CASCADE")
        developer.execute("CREATE TABLE public.made (id int)")
    stages = [stage for stage, _error in watched.failures()]
    assert {"command", "drop"} <= set(stages)
    assert stages[-1] == "send"
    assert ("CREATE TABLE", None, None, None, False, True) in watched.changes()


def test_a_lock_is_waited_for_a_bounded_time(watched: Watched) -> None:
    with watched.shop.admin() as admin, watched.developer() as developer, admin.transaction():
        admin.execute(f"LOCK TABLE {SCHEMA}.known")
        begun = time.monotonic()
        developer.execute("CREATE TABLE public.made (id int)")
        assert time.monotonic() - begun < 8
    assert "lock timeout" in watched.failures()[0][1]
    assert watched.changes() == [("CREATE TABLE", None, None, None, False, True)]


def test_a_call_that_hangs_is_given_up(watched: Watched) -> None:
    """The commit is not what statement_timeout bounds: PostgreSQL stops that clock before deferred triggers run."""
    watched.alter("invoke", "'Event'", "'RequestResponse'")
    with watched.developer() as developer:
        begun = time.monotonic()
        developer.execute(f"CREATE TABLE public.{ddl.SLOW} (id int)")
        assert 1 <= time.monotonic() - begun < 8
        begun = time.monotonic()
        developer.execute("CREATE TABLE public.next (id int)")
        assert time.monotonic() - begun < 1
    [(stage, error)] = watched.failures()
    assert (stage, "Timeout was reached" in error) == ("send", True)


def test_a_cancelled_call_lets_the_command_through(watched: Watched) -> None:
    watched.alter("invoke", "PERFORM aws_lambda.invoke(", "PERFORM pg_sleep(30); PERFORM aws_lambda.invoke(")
    with watched.developer() as developer:
        with developer.transaction():
            developer.execute("SET LOCAL statement_timeout = '300ms'")
            developer.execute("CREATE TABLE public.made (id int)")
            developer.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert developer.execute("SELECT count(*) FROM public.made").fetchone() == (0,)
    assert "statement timeout" in watched.failures()[0][1]


@pytest.mark.parametrize(("longest", "changes"), [(100_000, 300), (30_000, 200)])
def test_what_is_too_long_for_an_event_is_cut(ensure: Run, watched: Watched, longest: int, changes: int) -> None:
    """First the shapes go, then the older changes: the function crawls then."""
    with watched.developer() as developer, developer.transaction():
        for number in range(300):
            developer.execute(f"CREATE TABLE public.many_{number} (id int, note text, total numeric(8, 2))")
    call = f"SELECT {SCHEMA}.payload(ARRAY(SELECT id FROM {SCHEMA}.changes), true, %s)"
    [(payload,)] = watched.shop.sql(call, longest)
    assert (payload["truncated"], payload["tables"], len(payload["changes"])) == (True, None, changes)
    assert payload["changes"][-1]["name"] == "many_299"
    [(whole,)] = watched.shop.sql(call, 1_000_000)
    assert (whole["truncated"], len(whole["tables"]), len(whole["changes"])) == (False, 300, 300)


def test_what_is_old_goes(ensure: Run, watched: Watched) -> None:
    watched.shop.sql("CREATE TABLE public.one (id int)")
    watched.shop.sql(f"UPDATE {SCHEMA}.changes SET at = at - interval '91 days'")
    watched.shop.sql("CREATE TABLE public.two (id int)")
    assert watched.shop.sql(f"SELECT name FROM {SCHEMA}.changes") == [("two",)]


def test_an_ordinary_user_can_neither_read_nor_forge_changes(watched: Watched) -> None:
    with watched.developer() as developer:
        for statement in (
            f"SELECT * FROM {SCHEMA}.changes",
            f"SELECT {SCHEMA}.resync()",
            f"CREATE TABLE public.mine (id int); CREATE TRIGGER t AFTER INSERT ON public.mine "
            f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.send()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                developer.execute(statement)


def test_the_shapes_are_those_that_introspection_reads(ensure: Run, shop: Shop) -> None:
    ensure(shapes=True, schemas=["*"])
    watched = Watched(shop)
    shop.sql("DROP VIEW public.big_orders; DROP TABLE public.orders CASCADE")
    with shop.admin() as admin, admin.transaction():
        for file in sorted(SAMPLE.glob("*.sql")):
            admin.execute(file.read_text())
    told = {str(table): table for table in map(source_table, watched.told(2)[-1]["tables"])}
    with shop.admin() as admin:
        read = {str(table): table for table in read_tables(psycopg_query(admin))}
    assert len(told) > 50
    assert told == {name: read[name] for name in told}


def test_a_direct_path_may_read_which_change_is_the_newest(ensure: Run, watched: Watched) -> None:
    ensure(shapes=True)
    watched.shop.sql("CREATE TABLE public.made (id int)")
    newest = f"SELECT max(id), min(pg_xact_status(transaction)) FROM {SCHEMA}.changes WHERE name = 'made'"
    with watched.developer() as developer:
        assert developer.execute(newest).fetchone() == (1, "committed")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            developer.execute(f"SELECT * FROM {SCHEMA}.changes")
    ensure()
    with watched.developer() as developer, pytest.raises(psycopg.errors.InsufficientPrivilege):
        developer.execute(newest)


def source_table(shape: dict[str, Any]) -> SourceTable:
    columns = [SourceColumn(**{**column, "type": SourceType(**column["type"])}) for column in shape["columns"]]
    return SourceTable(**{**shape, "columns": tuple(columns)})


def test_overhead_of_the_triggers_without_the_call(watched: Watched) -> None:
    """The best of many, for a busy machine; medians, and what the call takes, are in the bench."""

    def best(prefix: str) -> float:
        times = []
        for number in range(30):
            begun = time.perf_counter()
            developer.execute(f"CREATE TABLE public.{prefix}_{number} (id int, note text)")
            times.append(time.perf_counter() - begun)
        return min(times) * 1000

    watched.alter("invoke", "PERFORM aws_lambda.invoke(", "RETURN; PERFORM aws_lambda.invoke(")
    with watched.developer() as developer:
        with_triggers = best("with")
        watched.shop.sql(f"ALTER EVENT TRIGGER {SCHEMA}_command DISABLE")
        without = best("without")
    assert with_triggers - without < 5, f"{with_triggers:.1f} ms with the triggers, {without:.1f} ms without"
