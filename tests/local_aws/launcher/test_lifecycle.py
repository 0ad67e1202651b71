# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever was killed or left behind: the next `up` gets to the same state, or says what is in the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from local_aws import process
from local_aws.names import HOST
from tests.local_aws.embedded import EmbeddedAws

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def aws(make_embedded_aws: Callable[[str], EmbeddedAws]) -> EmbeddedAws:
    """One that these tests may kill; its folder has a space in its name."""
    return make_embedded_aws("life cycle")


@pytest.fixture
def running(aws: EmbeddedAws) -> dict[str, Any]:
    aws.up()
    return status(aws)


def status(aws: EmbeddedAws) -> dict[str, Any]:
    return json.loads(aws.run("status", "--json").stdout)


def kill(pid: int) -> None:
    started = process.start_time(pid)
    os.kill(pid, signal.SIGKILL)
    assert process.wait_until(lambda: process.start_time(pid) != started, 10)


def works(aws: EmbeddedAws) -> bool:
    with aws.connect() as connection:
        counted = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return aws.client("sts").get_caller_identity()["Account"] == "000000000000" and counted is not None


def test_status_tells_what_runs(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    assert running["postgres"]["running"]
    assert running["postgres"]["loaded"]["genai_demo"] > 0
    assert running["aws"]["memory_bytes"] + running["postgres"]["memory_bytes"] < 250 * MEGABYTE
    shown = aws.run("status")
    assert shown.returncode == 0
    for part in (running["endpoint"], str(running["aws"]["pid"]), str(running["postgres"]["port"]), "genai_demo ("):
        assert part in shown.stdout


def test_what_holds_secrets_is_its_owners_alone(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    del running
    for file in (aws.home.environment, aws.home.pgpass, aws.home.credentials):
        assert file.stat().st_mode & 0o777 == 0o600
    for folder in (aws.home.state, aws.home.objects, aws.home.log, aws.home.run):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_killed_server_comes_back_with_its_state(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    bucket = {"Bucket": "kept", "CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-1"}}
    s3 = aws.client("s3")
    s3.create_bucket(**bucket)
    s3.put_object(Bucket="kept", Key="k", Body=b"content")
    aws.client("iam").create_role(RoleName="kept", AssumeRolePolicyDocument="{}", Description="\u00e9")
    aws.client("glue").create_database(DatabaseInput={"Name": "kept"}, Tags={"a": "b"})
    secret = aws.client("secretsmanager").create_secret(Name="kept", SecretString="s")["ARN"]
    assert process.wait_until(lambda: secret.encode() in aws.saved(), 2)
    kill(running["aws"]["pid"])
    assert status(aws)["aws"] is None
    assert aws.run("status").returncode == 1
    aws.up()
    assert works(aws)
    assert aws.client("s3").get_object(Bucket="kept", Key="k")["Body"].read() == b"content"
    assert aws.client("iam").get_role(RoleName="kept")["Role"]["Description"] == "\u00e9"
    assert aws.client("glue").get_database(Name="kept")["Database"]["Name"] == "kept"
    assert aws.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"] == "s"


def test_a_large_state_is_saved_as_soon(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    """10,000 log events are more than can be copied, encoded and written whenever something changes."""
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="large")
    logs.create_log_stream(logGroupName="large", logStreamName="s")
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": f"event {number}"} for number in range(10_000)]
    logs.put_log_events(logGroupName="large", logStreamName="s", logEvents=events)
    assert process.wait_until(lambda: b"event 9999" in aws.saved(), 30)

    def soon(name: str) -> bool:
        aws.client("iam").create_user(UserName=f"{name}-beside")
        return process.wait_until(lambda: f"{name}-beside".encode() in aws.saved(), 2)

    # Whatever saving the one before has cost; one may be late, since other tests share the machine.
    late = [name for name in ("first", "second", "third", "fourth") if not soon(name)]
    assert len(late) <= 1, late
    logs.create_log_stream(logGroupName="large", logStreamName="last-stream")
    assert process.wait_until(lambda: b"last-stream" in aws.saved(), 30)
    kill(running["aws"]["pid"])
    aws.up()
    found = aws.client("logs").get_log_events(logGroupName="large", logStreamName="s", startFromHead=False, limit=1)
    assert found["events"][0]["message"] == "event 9999"
    assert aws.client("iam").get_user(UserName="fourth-beside")["User"]["UserName"] == "fourth-beside"
    aws.client("logs").delete_log_group(logGroupName="large")


def test_a_killed_postgresql_is_reported_and_brought_back(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    with aws.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS tmp_survives (n int)")
        connection.execute("INSERT INTO tmp_survives VALUES (1)")
        kill(running["postgres"]["pid"])  # its other processes, with this connection, are left to notice
        assert not status(aws)["postgres"]["running"]
        shown = aws.run("status")
        assert shown.returncode == 1
        assert "NOT RUNNING" in shown.stdout
        aws.up()
    assert status(aws)["aws"]["pid"] == running["aws"]["pid"]
    with aws.connect() as connection:
        assert connection.execute("SELECT count(*) >= 1 FROM tmp_survives").fetchone() == (True,)


def test_both_killed_come_back(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    kill(running["aws"]["pid"])
    kill(running["postgres"]["pid"])
    aws.up()
    assert works(aws)


def test_up_at_the_same_time_starts_one(aws: EmbeddedAws) -> None:
    aws.run("down")
    commands = [aws.start("up", "--json") for _ in range(3)]
    answers = [command.communicate(timeout=90) for command in commands]
    assert [command.returncode for command in commands] == [0, 0, 0], answers
    assert len({json.loads(out)["aws"]["pid"] for out, _ in answers}) == 1


@pytest.mark.parametrize("seconds", [0.3, 0.9])
def test_an_interrupted_up_is_carried_on_by_the_next(aws: EmbeddedAws, seconds: float) -> None:
    aws.run("down")
    command = aws.start("up")
    with pytest.raises(subprocess.TimeoutExpired):
        command.wait(seconds)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=30)
    aws.up()
    assert works(aws)


def test_a_stale_record_is_nobody(aws: EmbeddedAws) -> None:
    aws.run("down")
    aws.home.server_lock.write_text(json.dumps({"pid": os.getpid(), "started": process.start_time(os.getpid())}))
    assert aws.run("down").stdout.startswith("Nothing was running")
    aws.up()
    assert works(aws)


def test_a_taken_port_is_named_with_its_holder(make_embedded_aws: Callable[[str], EmbeddedAws]) -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        variables = ("LOCAL_AWS_PORT", "LOCAL_PG_PORT")
        commands = {each: make_embedded_aws(f"taken {each}").start("up", **{each: str(port)}) for each in variables}
        said = {variable: command.communicate(timeout=60)[1] for variable, command in commands.items()}
    for variable, text in said.items():
        assert commands[variable].returncode == 1
        assert f"Port {port} on 127.0.0.1 is held by process {os.getpid()}" in text
        assert f"{variable}=" in text


def test_ports_are_kept_until_others_are_asked_for(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    aws.up(LOCAL_PG_PORT=str(port))
    aws.run("down")
    aws.up()
    after = status(aws)
    assert after["postgres"]["port"] == port
    assert after["aws"]["port"] == running["aws"]["port"]
    assert works(aws)


@pytest.mark.parametrize("damage", [lambda good: good.replace(b"null", b"nu1l"), lambda good: good[: len(good) // 2]])
def test_a_damaged_state_is_refused_and_kept(
    aws: EmbeddedAws, running: dict[str, Any], damage: Callable[[bytes], bytes]
) -> None:
    del running
    aws.run("down")
    file = aws.home.state / "aws.sqlite"
    good = file.read_bytes()
    damaged = damage(good)
    assert damaged != good
    file.write_bytes(damaged)
    done = aws.run("up")
    assert done.returncode == 1
    assert f"{file} cannot be read" in done.stderr
    assert "move it away to start with an empty account" in done.stderr
    assert file.read_bytes() == damaged
    file.write_bytes(good)


def test_nothing_listens_beyond_this_machine(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    del aws
    for port in (running["aws"]["port"], running["postgres"]["port"]):
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0


def test_the_master_user_is_what_aurora_makes_it(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    del running
    with aws.connect() as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, pg_has_role('rds_superuser', 'MEMBER'),"
            " pg_has_role('pg_monitor', 'MEMBER') FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, True, True, True, True)
        connection.execute("CREATE ROLE somebody LOGIN CONNECTION LIMIT 2 PASSWORD 'somebody-Password'")
        connection.execute("ALTER ROLE somebody SET statement_timeout = '30s'")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO somebody")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT rolpassword FROM pg_authid")
        connection.execute("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM somebody")
        connection.execute("DROP ROLE somebody")


def test_the_commands_need_no_environment_of_the_checkout(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    """A user's own AWS and PostgreSQL variables do not steer the servers."""
    del running
    hostile = {"AWS_PROFILE": "mine", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "PGHOST": "/nowhere", "PGPORT": "1"}
    aws.run("down")
    aws.up(**hostile)
    assert works(aws)


def test_down_keeps_the_data_and_purge_removes_it(aws: EmbeddedAws, running: dict[str, Any]) -> None:
    with aws.connect() as connection:
        connection.execute("CREATE TABLE tmp_kept (n int)")
    assert aws.run("down").stdout.startswith("Stopped.")
    assert aws.run("down").stdout.startswith("Nothing was running.")
    assert process.start_time(running["postgres"]["pid"]) is None
    aws.up()
    with aws.connect() as connection:
        assert connection.execute("SELECT to_regclass('tmp_kept')").fetchone() == ("tmp_kept",)
    aws.run("down", "--purge")
    assert not aws.home.root.exists()
    assert aws.run("status").returncode == 1


def test_half_made_folders_are_made_again(aws: EmbeddedAws) -> None:
    assert not aws.home.root.exists()  # since the test before
    aws.home.prepare()
    leftover = aws.home.root / "postgres" / "data.new-abc"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18")
    aws.up()
    assert works(aws)
    assert not list((aws.home.root / "postgres").glob("data.new-*"))


def test_below_a_folder_that_nobody_else_can_pass(
    make_embedded_aws: Callable[[str], EmbeddedAws],
) -> None:
    """Root's PostgreSQL runs as another user and moves out; everybody else's runs as themselves and stays."""
    moves_out = os.geteuid() == 0
    aws = make_embedded_aws("locked/a home")
    base = aws.home.root.parent
    base.mkdir(mode=0o700)
    aws.up()
    folder = Path(status(aws)["postgres"]["folder"])
    assert (base not in folder.parents) == moves_out
    assert str(folder) in aws.run("status").stdout
    assert works(aws)
    uid = (folder / "data").stat().st_uid
    assert uid != 0
    assert (uid != os.geteuid()) == moves_out
    assert process.working_directory(status(aws)["postgres"]["pid"]) == folder / "data"
    aws.run("down", "--purge")
    assert not folder.exists()
    assert not aws.home.root.exists()
