# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is of the watch in a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ..database import Database
from ..sql import quote_identifier
from .definition import MARK
from .definition import Definition

_CATALOG_SQL = """
SELECT CAST(json_build_object(
  'owner', (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = :schema),
  'mark', (SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :schema),
  'extension', EXISTS (SELECT FROM pg_extension WHERE extname = 'aws_lambda'),
  'settings', EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                      WHERE n.nspname = :schema AND c.relname = 'settings'),
  'send', EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = :schema AND c.relname = 'changes' AND t.tgname = 'send' AND t.tgenabled = 'O'),
  'bodies', (SELECT json_object_agg(p.proname, p.prosrc) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname = :schema),
  'triggers', (SELECT json_object_agg(evtname, json_build_object('enabled', evtenabled = 'O', 'tags', evttags))
               FROM pg_event_trigger WHERE evtname IN (:command_trigger, :drop_trigger))
) AS text) AS found
"""

_COUNTS_SQL = """
SELECT CAST(json_build_object(
  'settings', (SELECT value FROM {schema}.settings),
  'status', json_build_object(
    'watched', (SELECT count(*) FROM {schema}.known),
    'changes', (SELECT count(*) FROM {schema}.changes),
    'unsent', (SELECT count(*) FROM {schema}.changes WHERE sent_at IS NULL),
    'last_sent_at', (SELECT max(sent_at) FROM {schema}.changes),
    'failures', (SELECT count(*) FROM {schema}.failures),
    'last_error', (SELECT error FROM {schema}.failures ORDER BY id DESC LIMIT 1))
) AS text) AS found
"""


@dataclass(frozen=True)
class State:
    schema_exists: bool = False
    mark: str = ""
    extension: bool = False
    whole: bool = False
    enabled: bool = False
    triggers: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        return self.mark.startswith(MARK)


def read_state(database: Database, definition: Definition) -> State:
    names = {
        "schema": definition.schema,
        "command_trigger": definition.command_trigger,
        "drop_trigger": definition.drop_trigger,
    }
    found = json.loads(database.query(_CATALOG_SQL, names)[0]["found"])
    mark = found["mark"] or ""
    triggers = found["triggers"] or {}
    more: dict[str, Any] = {"settings": {}, "status": {}}
    if found["settings"] and mark.startswith(MARK):
        counts = _COUNTS_SQL.format(schema=quote_identifier(definition.schema))
        more = json.loads(database.query(counts)[0]["found"])
    command = triggers.get(definition.command_trigger, {})
    return State(
        schema_exists=found["owner"] is not None,
        mark=mark,
        extension=found["extension"],
        whole=found["send"]
        and mark == definition.mark
        and found["bodies"] == definition.bodies()
        and sorted(command.get("tags") or []) == definition.tags
        and definition.drop_trigger in triggers,
        enabled=len(triggers) == 2 and all(trigger["enabled"] for trigger in triggers.values()),
        triggers=tuple(sorted(triggers)),
        settings=more["settings"] or {},
        status=more["status"],
    )
