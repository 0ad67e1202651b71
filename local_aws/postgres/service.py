# SPDX-License-Identifier: GPL-3.0-or-later
"""Run PostgreSQL as a child process: start, watch, stop."""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import psycopg

from local_aws import credentials as credential_store
from local_aws import envfile
from local_aws import ports as port_choice
from local_aws import process
from local_aws.aurora import programs
from local_aws.credentials import Credentials
from local_aws.errors import LocalAwsError
from local_aws.names import MASTER_USER
from local_aws.names import SUPERUSER
from local_aws.paths import Home
from local_aws.postgres import admin
from local_aws.postgres import binaries
from local_aws.postgres import identity
from local_aws.postgres import sample
from local_aws.postgres.datadir import DataFolder
from local_aws.postgres.remains import REMAINS_SECONDS
from local_aws.postgres.remains import STOP_SIGNALS
from local_aws.postgres.remains import clear_remains
from local_aws.postgres.remains import stop_orphan

_START_SECONDS = 30
_REMAINS = "pre-existing shared memory block"


@dataclass
class PostgresService:
    """PostgreSQL of one home; every method may be called from any thread."""

    home: Home
    port: int
    credentials: Credentials
    force_ssl: bool = True
    # Called with the data folder each time before the server starts.
    before_start: Callable[[DataFolder], None] | None = None
    _child: subprocess.Popen[bytes] | None = None
    _data: DataFolder | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def ensure_running(self) -> None:
        """Bring PostgreSQL to the state in which clients can use the sample database, unless it is held stopped."""
        with self._lock:
            data = self._prepared()
            if self.held:
                return
            if not self.alive:
                self._start(data)
            with self.superuser() as connection:
                self._ensure_content(connection)

    @property
    def held(self) -> bool:
        """Whether the cluster that has this server was stopped, so that only starting the cluster starts it."""
        return self._hold_file.exists()

    def hold(self, held: bool) -> None:
        """Keep the server stopped, over restarts of the launcher as well, or end that."""
        if held:
            self._hold_file.touch()
        else:
            self._hold_file.unlink(missing_ok=True)

    def data_folder(self) -> DataFolder:
        """Where the server's data is; it need not be there yet."""
        with self._lock:
            if self._data is None:
                self._data = self._find_folder()
            return self._data

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None and self.alive else None

    @property
    def folder(self) -> Path | None:
        return self._data.folder if self._data else None

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        return self.connect(SUPERUSER, self.credentials.superuser_password, database)

    def connect(self, user: str, password: str, database: str) -> psycopg.Connection:
        """Log in as anybody, over TLS."""
        return admin.connect(self.port, self.home.certificate_authority, user, password, database)

    def loaded(self) -> dict[str, int]:
        """Tables of each database that is not the server's own."""
        with self.superuser() as connection:
            names = [name for (name,) in connection.execute(admin.USER_DATABASES)]
        found = {}
        for name in names:
            with self.superuser(name) as connection:
                (found[name],) = connection.execute(admin.COUNT_TABLES).fetchone() or (0,)
        return found

    def set_master(self, user: str, password: str) -> None:
        """Make the user and its password valid; the master user's is what the environment of this home gives out."""
        with self._lock:
            with self.superuser() as connection:
                admin.ensure_master(connection, user, password)
            if user == MASTER_USER and password != self.credentials.master_password:
                self.credentials = dataclasses.replace(self.credentials, master_password=password)
                credential_store.save(self.home, self.credentials)
                envfile.write_pgpass(self.home, self.port, self.credentials)

    def ensure_database(self, name: str, owner: str) -> None:
        with self._lock, self.superuser() as connection:
            admin.ensure_database(connection, name, owner)

    def set_force_ssl(self, *, required: bool) -> None:
        """What rds.force_ssl does, at once."""
        with self._lock:
            changed = required != self.force_ssl
            self.force_ssl = required
            if changed and self._data is not None and self.alive:
                self._data.write_access_rules(force_ssl=required)
                with self.superuser() as connection:
                    connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Stop the server, letting it write everything first."""
        with self._lock:
            if self._child is not None:
                for number, seconds in STOP_SIGNALS:
                    with contextlib.suppress(subprocess.TimeoutExpired, ProcessLookupError):
                        self._child.send_signal(number)
                        self._child.wait(seconds)
                        break
            self._child = None

    @property
    def _hold_file(self) -> Path:
        return self.data_folder().folder / "held"

    def _find_folder(self) -> DataFolder:
        return prepare(self.home)

    def _ensure_content(self, connection: psycopg.Connection) -> None:
        admin.ensure_roles(connection, self.credentials.master_password)
        sample.ensure(connection, self.superuser)

    def _prepared(self) -> DataFolder:
        data = self.data_folder()
        data.ensure(self.credentials.superuser_password)
        return data

    def _start(self, data: DataFolder) -> None:
        stop_orphan(data.path)
        clear_remains(data.path)
        port_choice.require_free("postgres", self.port, patience=REMAINS_SECONDS)
        preload = programs.LIBRARY if programs.install(data.binaries) else ""
        data.configure(self.port, force_ssl=self.force_ssl, preload=preload)
        if self.before_start is not None:
            self.before_start(data)
        deadline = time.monotonic() + REMAINS_SECONDS
        said = self._try_to_start(data)
        while said and _REMAINS in said and time.monotonic() < deadline:
            said = self._try_to_start(data)
        if said:
            raise LocalAwsError(f"PostgreSQL did not start. {self.home.postgres_log} says:\n{said}")

    def _try_to_start(self, data: DataFolder) -> str | None:
        """None when the server takes connections, else what it said."""
        libraries = str(data.binaries.parent / "lib")  # its own libpq, not an older one of the system
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "LD_LIBRARY_PATH": libraries}
        with self.home.postgres_log.open("ab") as log:
            begin = log.tell()
            self._child = subprocess.Popen(
                [data.binaries / "postgres", "-D", data.path],
                cwd=data.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **data.identity.popen_arguments(),
            )
        process.wait_until(lambda: not self.alive or self._ready(data.path), _START_SECONDS)
        if self.alive and self._ready(data.path):
            return None
        self.stop()
        return self._log_since(begin) or f"nothing within {_START_SECONDS} seconds"

    def _ready(self, data: Path) -> bool:
        """PostgreSQL writes `ready` into its pid file when it takes connections."""
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"
        return False

    def _log_since(self, offset: int) -> str:
        with self.home.postgres_log.open("rb") as log:
            log.seek(offset)
            return log.read()[-2000:].decode(errors="replace").strip()


def prepare(home: Home) -> DataFolder:
    """Unpack PostgreSQL where its user can reach it."""
    user = identity.Identity.current()
    folder = identity.folder(home, user)
    return DataFolder(folder, binaries.ensure(folder, user), user, home)
