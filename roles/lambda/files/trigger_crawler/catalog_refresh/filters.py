# SPDX-License-Identifier: GPL-3.0-or-later
"""Which changes of the database can change what the crawler writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from _jdbc.exclusions import excluded_by

# Changes of these are not changes of one relation by name: a schema renamed, a type altered, an extension dropped.
_RELATIONS = ("table", "view", "materialized view", "foreign table", "table column", "column", "partitioned table")
_NEVER = ("GRANT", "REVOKE", "TRUNCATE", "ANALYZE", "VACUUM")


@dataclass(frozen=True)
class Filters:
    schemas: tuple[str, ...]
    exclusions: tuple[str, ...]
    comments: bool = False

    def concerns(self, change: Mapping[str, Any]) -> bool:
        """In doubt yes: a crawl too many costs money, one too few costs trust."""
        tag = str(change.get("command_tag") or "").upper()
        if tag.startswith(_NEVER) or (tag == "COMMENT" and not self.comments):
            return False
        schema, name = change.get("schema"), change.get("name")
        if schema and not self.crawls_schema(str(schema)):
            return False
        if str(change.get("object_type") or "").lower() in _RELATIONS and name and schema:
            return self.crawls(str(schema), str(name))
        return True

    def crawls_schema(self, schema: str) -> bool:
        return not self.schemas or schema in self.schemas

    def crawls(self, schema: str, table: str) -> bool:
        return self.crawls_schema(schema) and excluded_by(self.exclusions, table) is None
