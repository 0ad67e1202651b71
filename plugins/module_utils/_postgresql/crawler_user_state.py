# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PostgreSQL knows of the crawler's user: its role, and every privilege it was given in this database."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .crawler_user_sql import CREATORS_SQL
from .crawler_user_sql import DATABASE_SQL
from .crawler_user_sql import DEFAULTS_SQL
from .crawler_user_sql import DEPENDENCIES_SQL
from .crawler_user_sql import RELATIONS_SQL
from .crawler_user_sql import ROLE_SQL
from .crawler_user_sql import SCHEMAS_SQL
from .database import Database
from .database import Rows


@dataclass(frozen=True)
class Grant:
    """What the role may do with one thing, whose owner's privileges the login user has (`usable`) or has not."""

    privileges: frozenset[str]
    owner: str
    usable: bool
    listed: bool = True
    kind: str = ""
    owns: bool = False


@dataclass(frozen=True)
class Role:
    flags: dict[str, bool]
    connection_limit: int
    settings: dict[str, str]
    member_of: tuple[str, ...]
    usable: bool


@dataclass(frozen=True)
class State:
    login_user: str
    database: Grant
    role: Role | None = None
    schemas: dict[str, Grant] = field(default_factory=dict)
    relations: dict[tuple[str, str], Grant] = field(default_factory=dict)
    creators: dict[tuple[str, str], Grant] = field(default_factory=dict)
    # By schema (None: in every schema), owner and kind of object.
    defaults: dict[tuple[str | None, str, str], Grant] = field(default_factory=dict)


def read_state(database: Database, role_name: str, schemas: Collection[str]) -> State:
    who = {"role_name": role_name}
    where = {"schemas": json.dumps(sorted(schemas))}
    both = {**who, **where}
    found = database.query(DATABASE_SQL, who)[0]
    return State(
        login_user=found["login_user"],
        database=_grant(found),
        role=_role(database.query(ROLE_SQL, who)),
        schemas={row["schema_name"]: _grant(row) for row in database.query(SCHEMAS_SQL, both)},
        relations={(row["schema_name"], row["name"]): _grant(row) for row in database.query_all(RELATIONS_SQL, both)},
        creators={(row["schema_name"], row["owner"]): _grant(row) for row in database.query(CREATORS_SQL, where)},
        defaults={
            (row["schema_name"], row["owner"], row["kind"]): _grant(row) for row in database.query(DEFAULTS_SQL, who)
        },
    )


def read_dependencies(database: Database, role_name: str) -> Rows:
    return database.query(DEPENDENCIES_SQL, {"role_name": role_name})


def _grant(row: dict[str, Any]) -> Grant:
    privileges = row.get("privileges")
    return Grant(
        privileges=frozenset(privileges.split(",")) if privileges else frozenset(),
        owner=row["owner"],
        usable=row["usable"],
        listed=row.get("listed", True),
        kind=row.get("kind", ""),
        owns=row.get("owns", False),
    )


def _role(rows: list[dict[str, Any]]) -> Role | None:
    if not rows:
        return None
    row = rows[0]
    flags = ("login", "superuser", "createdb", "createrole", "replication", "bypassrls")
    return Role(
        flags={flag: row[flag] for flag in flags},
        connection_limit=row["connection_limit"],
        settings=dict(setting.split("=", 1) for setting in json.loads(row["settings"] or "[]")),
        member_of=tuple(json.loads(row["member_of"] or "[]")),
        usable=row["usable"],
    )
