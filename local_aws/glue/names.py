# SPDX-License-Identifier: GPL-3.0-or-later
"""How things are named: folded names, keys of the store, ARNs. Pure."""

from __future__ import annotations


def fold(name: str) -> str:
    """Databases, tables and functions are kept in lower case, whatever the caller wrote."""
    return name.lower()


def escape(part: str) -> str:
    """A name as one part of a key: a slash inside must not look like the separator."""
    return part.replace("%", "%25").replace("/", "%2F") if "/" in part or "%" in part else part


def unescape(part: str) -> str:
    return part.replace("%2F", "/").replace("%25", "%") if "%" in part else part


def join_key(*parts: str) -> str:
    return "/".join(map(escape, parts))


def last_part(key: str) -> str:
    """The name at the end of a key."""
    return unescape(key.rpartition("/")[2])


def database_key(database: str) -> str:
    return escape(fold(database))


def table_key(database: str, table: str) -> str:
    return f"{escape(fold(database))}/{escape(fold(table))}"


def arn(region: str, account: str, kind: str, name: str = "") -> str:
    """arn("r", "1", "table", "db/t") -> arn:aws:glue:r:1:table/db/t; the catalog itself has no name."""
    return f"arn:aws:glue:{region}:{account}:{kind}" + (f"/{name}" if name else "")
