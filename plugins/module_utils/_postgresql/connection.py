# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a database by a module's `connection` option: directly, or through the RDS Data API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .data_api import DataApiDatabase
from .database import Database
from .direct import DirectDatabase
from .errors import PASSWORD_ACCEPTED
from .errors import DatabaseError
from .secrets import Login
from .secrets import read_login

Clients = Callable[[str], Any]


@dataclass(frozen=True)
class Connector:
    """Knows where the database is and makes connections to it; `client` gives a boto3 client by its service's name."""

    options: dict[str, Any]
    database: str
    client: Clients
    on_secret: Callable[[str], None] = lambda _value: None

    def connect(self) -> Database:
        """As the login user of the options."""
        login = self._login
        if self.options["method"] == "data_api":
            return self._data_api(login)
        return DirectDatabase(self._arguments(login))

    def password_works(self, login: Login) -> bool:
        """Whether the user of this secret can log in with its password. Any other trouble is an error."""
        self.on_secret(login.password)
        try:
            with self._open_as(login) as database:
                database.query("SELECT 1 AS one")
        except DatabaseError as error:
            if "password authentication failed" in str(error):
                return False
            if any(phrase in str(error) for phrase in PASSWORD_ACCEPTED):
                return True
            raise
        return True

    def _open_as(self, login: Login) -> Database:
        if self.options["method"] == "data_api":
            return self._data_api(login)
        arguments = self._arguments(self._login)
        return DirectDatabase({**arguments, "user": login.username, "password": login.password})

    @cached_property
    def _login(self) -> Login | None:
        """The login user of the options, where a secret names one."""
        secret_id = self.options.get("login_secret_id")
        if not secret_id:
            return None
        login = read_login(self.client("secretsmanager"), secret_id)
        self.on_secret(login.password)
        return login

    def _data_api(self, login: Login | None) -> Database:
        if login is None:
            raise DatabaseError("The RDS Data API needs login_secret_id.")
        return DataApiDatabase(self.client("rds-data"), self.options["cluster_arn"], login.arn, self.database)

    def _arguments(self, login: Login | None) -> dict[str, Any]:
        """libpq's arguments; what stands in the options wins over the secret, and both over the environment."""
        options = self.options
        return {
            "host": options.get("host") or (login.host if login else None),
            "port": options.get("port") or (login.port if login else None),
            "user": options.get("user") or (login.username if login else None),
            "password": login.password if login else None,
            "dbname": self.database,
            "sslmode": options.get("ssl_mode"),
            "sslrootcert": options.get("ssl_root_cert"),
        }
