# SPDX-License-Identifier: GPL-3.0-or-later
"""An embedded AWS for tests: in a folder of its own, on free ports, one for the whole session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest

from local_aws import lifecycle
from local_aws.names import MASTER_USER
from local_aws.paths import REPOSITORY
from local_aws.paths import Home

# Of root users: to make one takes longer than most calls.
_clients: dict[tuple[str, str, str], Any] = {}
_SWITCHES = ("LOCAL_AWS_PORT", "LOCAL_PG_PORT", "LOCAL_AWS_HOME")


@dataclass(frozen=True)
class EmbeddedAws:
    """A home in which the commands can be run, and clients of what they started."""

    home: Home

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m local_aws` as a user does."""
        process = self.start(*command, **variables)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        """The same without waiting for its end."""
        return subprocess.Popen(
            [sys.executable, "-m", "local_aws", *command],
            cwd=REPOSITORY,
            env=self._command_environment(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def up(self, **variables: str) -> None:
        done = self.run("up", **variables)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{self.logs()}"

    def logs(self) -> str:
        return "\n".join(file.read_text() for file in sorted(self.home.log.glob("*.log")))[-8000:]

    def saved(self) -> bytes:
        """What is on disk of the state of the services; the file is the server's alone as long as that runs."""
        return b"".join(file.read_bytes() for file in sorted(self.home.state.glob("aws.sqlite*")))

    def environment(self) -> dict[str, str]:
        """The environment of a program that uses this embedded AWS."""
        return lifecycle.environment(self.home)

    def session(self) -> boto3.Session:
        """A session of the account's root user."""
        variables = self.environment()
        return boto3.Session(
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            region_name=variables["AWS_REGION"],
        )

    def client(self, service: str, session: boto3.Session | None = None) -> Any:
        """A boto3 client of one service, as root or as the session's principal."""
        variables = self.environment()
        endpoint = variables["AWS_ENDPOINT_URL"]
        if session is not None:
            return session.client(service, endpoint_url=endpoint)
        known = (endpoint, variables["AWS_SECRET_ACCESS_KEY"], service)
        if known not in _clients:
            _clients[known] = self.session().client(service, endpoint_url=endpoint)
        return _clients[known]

    def connect(self, **overrides: Any) -> psycopg.Connection:
        """A connection to the sample database, as the master user unless told otherwise."""
        variables = self.environment()
        arguments = {
            "host": variables["PGHOST"],
            "port": variables["PGPORT"],
            "user": MASTER_USER,
            "dbname": variables["PGDATABASE"],
            "sslmode": variables["PGSSLMODE"],
            "sslrootcert": variables["PGSSLROOTCERT"],
            "passfile": variables["PGPASSFILE"],
            "autocommit": True,
        }
        return psycopg.connect(**{**arguments, **overrides})

    def _command_environment(self, variables: dict[str, str]) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in _SWITCHES}
        return {**inherited, "LOCAL_AWS_HOME": str(self.home.root), **variables}


@pytest.fixture(scope="session")
def make_embedded_aws() -> Iterator[Callable[[str], EmbeddedAws]]:
    """Make homes that are purged at the end; below a folder that other users can pass through."""
    base = Path(tempfile.mkdtemp(prefix="local-aws-"))
    base.chmod(0o755)
    made: list[EmbeddedAws] = []

    def make(name: str) -> EmbeddedAws:
        made.append(EmbeddedAws(Home(base / name)))
        return made[-1]

    yield make
    for purging in [aws.start("down", "--purge") for aws in made]:
        purging.communicate(timeout=120)
    shutil.rmtree(base)


@pytest.fixture(scope="session")
def embedded_aws(make_embedded_aws: Callable[[str], EmbeddedAws]) -> EmbeddedAws:
    """A running embedded AWS that tests share: each must use names of its own."""
    aws = make_embedded_aws("shared")
    aws.up()
    return aws
