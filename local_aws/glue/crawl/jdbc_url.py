# SPDX-License-Identifier: GPL-3.0-or-later
"""JDBC URLs, as far as PostgreSQL's go. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_PORT = 5432
_POSTGRESQL = re.compile(
    r"jdbc:postgresql://(?P<host>\[[0-9a-fA-F:]+\]|[^/:?\s]+)(?::(?P<port>\d{1,5}))?/(?P<database>[^/?\s]+)(?:\?.*)?"
)


class UnsupportedUrl(ValueError):
    """A URL of another engine, or none at all."""


@dataclass(frozen=True)
class JdbcUrl:
    host: str
    port: int
    database: str


def parse_jdbc_url(url: str) -> JdbcUrl:
    match = _POSTGRESQL.fullmatch(url)
    if not match:
        raise UnsupportedUrl(f"The embedded crawl reads jdbc:postgresql://host:port/database, not {url}")
    return JdbcUrl(match["host"].strip("[]"), int(match["port"] or DEFAULT_PORT), match["database"])
