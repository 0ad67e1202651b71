# SPDX-License-Identifier: GPL-3.0-or-later
"""The master user may create event triggers, as on RDS, and is no superuser all the same."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.local_aws.aurora.stage import FUNCTION
from tests.local_aws.aurora.stage import FUNCTION_ARN
from tests.local_aws.aurora.stage import Stage

_FUNCTIONS = """
CREATE SCHEMA watch;
CREATE TABLE watch.seen (at timestamptz DEFAULT clock_timestamp(), tag text, object text);
GRANT USAGE ON SCHEMA watch TO PUBLIC;
GRANT INSERT ON watch.seen TO PUBLIC;
CREATE FUNCTION watch.changed() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO watch.seen (tag, object) SELECT command_tag, object_identity FROM pg_event_trigger_ddl_commands();
END $$;
CREATE FUNCTION watch.dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO watch.seen (tag, object)
    SELECT 'dropped ' || object_type, object_identity FROM pg_event_trigger_dropped_objects() WHERE original;
END $$;
CREATE FUNCTION watch.call() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM aws_lambda.invoke('echo', json_build_object('ddl', tg_tag), NULL, 'Event');
EXCEPTION WHEN OTHERS THEN
    INSERT INTO watch.seen (tag, object) VALUES ('failed', SQLERRM);
END $$;
"""


@pytest.fixture(scope="module")
def database(stage: Stage) -> Iterator[psycopg.Connection]:
    with stage.connect("demo") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS aws_lambda CASCADE")
        connection.execute(_FUNCTIONS)
        yield connection
        connection.execute("DROP SCHEMA watch CASCADE")


@pytest.fixture
def seen(database: psycopg.Connection) -> Iterator[psycopg.Connection]:
    database.execute("CREATE EVENT TRIGGER changed ON ddl_command_end EXECUTE FUNCTION watch.changed()")
    database.execute("CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION watch.dropped()")
    yield database
    database.execute("DROP EVENT TRIGGER changed; DROP EVENT TRIGGER dropped; TRUNCATE watch.seen")


def test_they_fire_and_belong_to_their_maker(seen: psycopg.Connection) -> None:
    seen.execute("CREATE TABLE public.fired (i int)")
    seen.execute("DROP TABLE public.fired")
    rows = seen.execute("SELECT tag, object FROM watch.seen ORDER BY at").fetchall()
    assert rows == [("CREATE TABLE", "public.fired"), ("dropped table", "public.fired")]
    owners = seen.execute("SELECT DISTINCT pg_get_userbyid(evtowner) FROM pg_event_trigger").fetchall()
    assert owners == [("genai_admin",)]


def test_they_fire_for_others_with_the_rights_of_those(stage: Stage, seen: psycopg.Connection) -> None:
    seen.execute("CREATE ROLE maker LOGIN PASSWORD 'maker-Password-1'; GRANT CREATE ON SCHEMA public TO maker")
    with stage.connect("demo", user="maker", password="maker-Password-1") as maker:
        maker.execute("CREATE TABLE public.of_maker (i int); DROP TABLE public.of_maker")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied to create event trigger"):
            maker.execute("CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION watch.changed()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner of event trigger"):
            maker.execute("ALTER EVENT TRIGGER changed DISABLE")
    assert ("CREATE TABLE", "public.of_maker") in seen.execute("SELECT tag, object FROM watch.seen").fetchall()
    seen.execute("GRANT maker TO CURRENT_USER; DROP OWNED BY maker; DROP ROLE maker")


def test_they_can_be_switched_off_and_renamed(seen: psycopg.Connection) -> None:
    seen.execute("ALTER EVENT TRIGGER changed DISABLE")
    seen.execute("CREATE TABLE public.unseen (i int); DROP TABLE public.unseen")
    assert ("CREATE TABLE", "public.unseen") not in seen.execute("SELECT tag, object FROM watch.seen").fetchall()
    seen.execute("ALTER EVENT TRIGGER changed RENAME TO other; ALTER EVENT TRIGGER other RENAME TO changed")


def test_an_error_leaves_nobody_a_superuser(database: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.SyntaxError, match="unrecognized event name"):
        database.execute("CREATE EVENT TRIGGER bad ON nothing EXECUTE FUNCTION watch.changed()")
    with pytest.raises(psycopg.errors.DuplicateObject), database.transaction():
        database.execute("CREATE EVENT TRIGGER twice ON sql_drop EXECUTE FUNCTION watch.dropped()")
        database.execute("CREATE EVENT TRIGGER twice ON sql_drop EXECUTE FUNCTION watch.dropped()")
    assert database.execute("SELECT count(*) FROM pg_event_trigger").fetchone() == (0,)
    for statement in ("SELECT * FROM pg_authid", "ALTER SYSTEM SET log_statement = 'all'", "CREATE ROLE s SUPERUSER"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(statement)


def test_a_change_of_the_schema_reaches_the_function(stage: Stage, database: psycopg.Connection) -> None:
    with stage.lambda_role(stage.make_role("ddl", allowed=FUNCTION_ARN)):
        database.execute("CREATE EVENT TRIGGER call ON ddl_command_end EXECUTE FUNCTION watch.call()")
        database.execute("CREATE TABLE public.called (i int)")
        assert stage.logged(f"/aws/lambda/{FUNCTION}", '{"ddl": "CREATE TABLE"}')
        database.execute("DROP EVENT TRIGGER call; DROP TABLE public.called")
    assert database.execute("SELECT object FROM watch.seen").fetchall() == []


def test_without_a_role_the_change_goes_through_when_the_trigger_swallows_it(database: psycopg.Connection) -> None:
    database.execute("CREATE EVENT TRIGGER call ON ddl_command_end EXECUTE FUNCTION watch.call()")
    database.execute("CREATE TABLE public.uncalled (i int)")
    database.execute("DROP EVENT TRIGGER call; DROP TABLE public.uncalled")
    [(said,)] = database.execute("SELECT object FROM watch.seen WHERE tag = 'failed'").fetchall()
    assert said == "credentials stored with the database cluster can't be accessed"
