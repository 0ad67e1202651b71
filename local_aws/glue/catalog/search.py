# SPDX-License-Identifier: GPL-3.0-or-later
"""SearchTables: all databases, by words, by properties, in a chosen order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from local_aws.glue.catalog.lookup import TABLE
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import invalid_input
from local_aws.glue.paging import page_of_items
from local_aws.glue.store import Scope

PAGE = 1000
TIMES = {"CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime"}
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "EQUALS": lambda a, b: a == b,
    "GREATER_THAN": lambda a, b: a > b,
    "LESS_THAN": lambda a, b: a < b,
    "GREATER_THAN_EQUALS": lambda a, b: a >= b,
    "LESS_THAN_EQUALS": lambda a, b: a <= b,
}

type Entry = dict[str, Any]


@action("SearchTables", blocking=True)
def search(request: Request) -> Result:
    params = request.params
    text, filters = params.get("SearchText", ""), params.get("Filters", [])
    found = [
        table
        for table in _candidates(request.scope, text)
        if all(_satisfies(table, condition) for condition in filters) and _mentions(table, text)
    ]
    for criterion in params.get("SortCriteria", []):
        field = criterion.get("FieldName", "Name")
        found.sort(key=lambda table: _sortable(_field(table, field)), reverse=criterion.get("Sort") == "DESC")
    numbered = ((f"{number:010d}", table) for number, table in enumerate(found))
    tables, token = page_of_items(request, numbered, most=PAGE)
    return {"TableList": tables, **token}


def _candidates(scope: Scope, text: str) -> Iterator[Entry]:
    """The tables that may mention a text: most are ruled out by their JSON text, which costs little to look at."""
    words = [word.encode() for word in re.split(r'[\s"\\]+', text.lower()) if word.isascii()]
    for key in scope.keys(TABLE):
        raw = scope.raw(TABLE, key)
        if raw is not None and all(map(raw.lower().__contains__, words)):
            yield json.loads(raw)


def _mentions(table: Entry, text: str) -> bool:
    """All words of the text, or the quoted text as it is."""
    if not text:
        return True
    storage = table.get("StorageDescriptor", {})
    columns = [*storage.get("Columns", []), *table.get("PartitionKeys", [])]
    texts = [table["Name"], table["DatabaseName"], table.get("Description", ""), storage.get("Location", "")]
    texts += [column.get(member, "") for column in columns for member in ("Name", "Comment")]
    texts += [part for pair in table.get("Parameters", {}).items() for part in pair]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].lower() in (t.lower() for t in texts)
    everything = "\n".join(texts).lower()
    return all(word in everything for word in text.lower().split())


def _satisfies(table: Entry, condition: Entry) -> bool:
    field, wanted = condition.get("Key", ""), condition.get("Value", "")
    value = _field(table, field)
    if field in TIMES:
        return value is not None and COMPARE[condition.get("Comparator", "EQUALS")](value, _time(wanted))
    tokens = re.split(r"[^0-9a-z_]+|_", str(value or "").lower())
    return wanted.lower() in (*tokens, str(value or "").lower())


def _field(table: Entry, field: str) -> Any:
    if field in table:
        return table[field]
    by_lower = {name.lower(): value for name, value in {**table.get("Parameters", {}), **table}.items()}
    return by_lower.get(field.lower())


def _time(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        try:
            return datetime.fromisoformat(text).timestamp()
        except ValueError as error:
            raise invalid_input(f"Invalid time: {text}") from error


def _sortable(value: Any) -> tuple[bool, float, str]:
    if isinstance(value, int | float):
        return True, value, ""
    return value is not None, 0.0, str(value or "")
