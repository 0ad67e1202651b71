# SPDX-License-Identifier: GPL-3.0-or-later
"""DDL in the database's log, as CloudWatch Logs hands it over: base64 of gzip of JSON."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from .filters import Filters

# The server logs a statement as it was sent (log_statement), pgaudit as a row that ends with it.
_STATEMENT = re.compile(r"(?:statement|execute [^:]*):\s+(?P<sql>.*)", re.DOTALL)
_AUDIT = re.compile(
    r"AUDIT: (?:SESSION|OBJECT),\d+,\d+,DDL,(?P<tag>[A-Z ]+),(?P<type>[A-Z ]*),(?P<name>[^,]*),", re.DOTALL
)
_KIND = r"(?:FOREIGN\s+TABLE|MATERIALIZED\s+VIEW|TABLE|VIEW)"
_NAME = r'(?P<name>(?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))?)'
_RELATION = re.compile(
    rf"^\s*(?P<verb>CREATE|ALTER|DROP)\s+(?P<words>(?:OR\s+REPLACE\s+|GLOBAL\s+|LOCAL\s+|UNLOGGED\s+|RECURSIVE\s+|TEMP\s+|TEMPORARY\s+)*)"
    rf"{_KIND}\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?{_NAME}(?P<more>\s*,)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\s*(?:CREATE|ALTER|DROP)\s+(?:SCHEMA|TYPE|DOMAIN|EXTENSION)\b|^\s*IMPORT\s+FOREIGN\s+SCHEMA", re.IGNORECASE
)
_COMMENT = re.compile(r"^\s*COMMENT\s+ON\b", re.IGNORECASE)
_SELECT_INTO = re.compile(r"^\s*(?:WITH\b.*)?SELECT\b.*\bINTO\s+(?!TEMP)", re.IGNORECASE | re.DOTALL)
_COMMENTS = re.compile(r"^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)+", re.DOTALL)
_PART = re.compile(r'"((?:[^"]|"")+)"|([\w$]+)')


class UnreadableLog(Exception):
    """The envelope is not what CloudWatch Logs sends."""


def changes_in(envelope: Any, filters: Filters) -> int:
    return sum(_is_change(message, filters) for message in _messages(envelope))


def _messages(envelope: Any) -> Iterator[str]:
    try:
        content = json.loads(gzip.decompress(base64.b64decode(envelope["data"], validate=True)))
        events = content["logEvents"] if content["messageType"] == "DATA_MESSAGE" else []
        messages = [event["message"] for event in events]
    except (KeyError, TypeError, ValueError, binascii.Error, OSError, EOFError, zlib.error) as error:
        raise UnreadableLog(f"the log's envelope cannot be read: {type(error).__name__}") from error
    yield from (message for message in messages if isinstance(message, str))


def _is_change(message: str, filters: Filters) -> bool:
    audit = _AUDIT.search(message)
    if audit:
        return filters.concerns(_audited(audit))
    found = _STATEMENT.search(message)
    if not found:
        return False
    # A simple query may hold several statements; each of them is looked at.
    return any(_concerns(part, filters) for part in found["sql"].split(";"))


def _audited(row: re.Match[str]) -> Mapping[str, Any]:
    schema, _dot, name = row["name"].strip('"').rpartition(".")
    return {"command_tag": row["tag"], "object_type": row["type"].lower(), "schema": schema or None, "name": name}


def _concerns(sql: str, filters: Filters) -> bool:
    sql = _COMMENTS.sub("", sql)
    relation = _RELATION.match(sql)
    if relation:
        if "TEMP" in relation["words"].upper():
            return False
        # Of a list of tables the first may be excluded and the next not.
        return bool(relation["more"]) or _crawls(relation["name"], filters)
    if _COMMENT.match(sql):
        return filters.comments
    return bool(_WHOLE.match(sql) or _SELECT_INTO.match(sql))


def _crawls(written: str, filters: Filters) -> bool:
    parts = [quoted.replace('""', '"') or bare.lower() for quoted, bare in _PART.findall(written)]
    # Which schema a bare name is in depends on the session's search path.
    if len(parts) == 1:
        return any(filters.crawls(schema, parts[0]) for schema in filters.schemas or ("",))
    return filters.crawls(parts[0], parts[1])
