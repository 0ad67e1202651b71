# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL server of a cluster that is not the first: a data folder, a port and a log of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from pathlib import Path

import psycopg

from local_aws.paths import Home
from local_aws.postgres import admin
from local_aws.postgres.datadir import DataFolder
from local_aws.postgres.remains import CLUSTERS as FOLDER
from local_aws.postgres.service import PostgresService


@dataclass(frozen=True)
class ClusterHome(Home):
    """The home of the embedded AWS, but with this server's own log."""

    server: str = ""

    @cached_property
    def postgres_log(self) -> Path:
        return self.log / f"postgresql-{self.server}.log"


@dataclass
class ClusterServer(PostgresService):
    """One server. The first cluster's is a plain PostgresService; this one shares its programs and certificate."""

    name: str = ""
    first: PostgresService | None = field(default=None, repr=False)

    def set_master(self, user: str, password: str) -> None:
        """The environment of the home gives out the first server's master user, not this one's."""
        with self._lock, self.superuser() as connection:
            admin.ensure_master(connection, user, password)

    def _ensure_content(self, connection: psycopg.Connection) -> None:
        """A new server has RDS's roles and nothing else; what a restored one has came with its data."""
        admin.ensure_rds_roles(connection)

    def _find_folder(self) -> DataFolder:
        first = self._first().data_folder()
        found = DataFolder(first.folder / FOLDER / self.name, first.binaries, first.identity, self.home)
        for folder in (found.folder.parent, found.folder):
            folder.mkdir(mode=0o755, exist_ok=True)
            folder.chmod(0o755)
            found.identity.own(folder)
        return found

    def _start(self, data: DataFolder) -> None:
        source = self._first().data_folder().path
        for name in ("server.crt", "server.key"):
            shutil.copyfile(source / name, data.path / name)
            (data.path / name).chmod(0o600)
            data.identity.own(data.path / name)
        super()._start(data)

    def _first(self) -> PostgresService:
        if self.first is None:
            raise RuntimeError("a server of a cluster was made without the first one")
        return self.first
