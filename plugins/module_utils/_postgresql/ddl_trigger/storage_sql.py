# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where schema changes are kept: tables, and the view that says what the shape of a relation is.

No statement of these files has a colon in it: the RDS Data API takes `:name` for a parameter.
`@schema@` stands for the schema that holds all of it.
"""

from __future__ import annotations

TABLES = (
    """
CREATE TABLE IF NOT EXISTS @schema@.settings (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  value jsonb NOT NULL
)
""",
    # Who, what, when. sent_at is empty as long as the function has not taken the change.
    """
CREATE TABLE IF NOT EXISTS @schema@.changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  session_user_name text NOT NULL DEFAULT session_user,
  role_name text NOT NULL,
  client_address inet DEFAULT inet_client_addr(),
  command_tag text NOT NULL,
  object_type text,
  schema_name text,
  name text,
  relation oid,
  dropped boolean NOT NULL DEFAULT false,
  tried_at timestamptz,
  sent_at timestamptz,
  error text
)
""",
    "CREATE INDEX IF NOT EXISTS changes_unsent ON @schema@.changes (id) WHERE sent_at IS NULL",
    "CREATE INDEX IF NOT EXISTS changes_of_transaction ON @schema@.changes (transaction)",
    "CREATE INDEX IF NOT EXISTS changes_of_relation ON @schema@.changes (schema_name, name, id)",
    # What the catalog was last told about; so a command that leaves name and shape as they are is none of its business.
    """
CREATE TABLE IF NOT EXISTS @schema@.known (
  relation oid PRIMARY KEY,
  object_type text NOT NULL,
  schema_name text NOT NULL,
  name text NOT NULL,
  fingerprint text NOT NULL
)
""",
    # What went wrong and was kept from the user. While the last one of stage 'send' is young, nothing is sent.
    """
CREATE TABLE IF NOT EXISTS @schema@.failures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  stage text NOT NULL,
  sqlstate text,
  error text
)
""",
)

# Every relation that a catalog could show, with a fingerprint of what it would show.
RELATIONS = """
CREATE OR REPLACE VIEW @schema@.relations AS
SELECT c.oid AS relation,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                      ELSE 'table' END AS object_type,
       CAST(n.nspname AS text) AS schema_name,
       CAST(c.relname AS text) AS name,
       md5(concat_ws('|', c.relkind, c.relispartition, k.columns,
                     CASE WHEN CAST(s.value ->> 'comments' AS boolean) THEN obj_description(c.oid, 'pg_class') END
       )) AS fingerprint,
       (jsonb_exists(s.value -> 'schemas', n.nspname)
        OR (jsonb_exists(s.value -> 'schemas', '*') AND n.nspname !~ '^(pg_|information_schema$)'
            AND n.nspname <> @schema_text@))
       AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(s.value -> 'patterns') AS pattern (expression)
                       WHERE c.relname ~ pattern.expression) AS watched
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN @schema@.settings s
LEFT JOIN LATERAL (
  SELECT string_agg(concat_ws(',', quote_ident(a.attname), a.atttypid, a.atttypmod, a.attnotnull,
                              CASE WHEN CAST(s.value ->> 'comments' AS boolean)
                                   THEN quote_literal(col_description(c.oid, a.attnum)) END),
                    ';' ORDER BY a.attnum) AS columns
  FROM pg_attribute a
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) k ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
"""
