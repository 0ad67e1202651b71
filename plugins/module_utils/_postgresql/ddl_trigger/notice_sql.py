# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at the end of a command: it is written down, if it changed the name or the shape of a watched relation.

Whatever goes wrong in here is written down as well, and never reaches the user whose command it is.
"""

from __future__ import annotations

# Compares what is with what is known, for some relations and all that inherit from them (partitions have the columns of
# their table). A new name is the end of the old one and a change of the new. PL/pgSQL keeps the plans for the session.
NOTICE = """
CREATE OR REPLACE FUNCTION @schema@.notice(relations oid[], tag text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  family oid[] = relations;
  found_one record;
  acting text = @schema@.acting_role();
BEGIN
  IF EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = ANY (relations)) THEN
    family = ARRAY(
      WITH RECURSIVE heirs (relation) AS (
        SELECT unnest(relations)
        UNION
        SELECT i.inhrelid FROM heirs h JOIN pg_inherits i ON i.inhparent = h.relation
      )
      SELECT h.relation FROM heirs h ORDER BY h.relation);
  END IF;
  FOR found_one IN
    SELECT r.relation, r.object_type, r.schema_name, r.name, r.fingerprint, r.watched,
           k.schema_name AS old_schema_name, k.name AS old_name, k.relation IS NOT NULL AS was_known
    FROM @schema@.relations r
    LEFT JOIN @schema@.known k ON k.relation = r.relation
    WHERE r.relation = ANY (family)
      AND CASE WHEN k.relation IS NULL THEN r.watched
               WHEN r.watched THEN (k.schema_name, k.name, k.fingerprint) <> (r.schema_name, r.name, r.fingerprint)
               ELSE true END
    ORDER BY r.relation
  LOOP
    IF found_one.was_known AND NOT (found_one.watched AND found_one.old_name = found_one.name
                                    AND found_one.old_schema_name = found_one.schema_name) THEN
      INSERT INTO @schema@.changes (role_name, command_tag, object_type, schema_name, name, relation, dropped)
      VALUES (acting, tag, found_one.object_type, found_one.old_schema_name, found_one.old_name,
              found_one.relation, true);
    END IF;
    IF found_one.watched THEN
      INSERT INTO @schema@.changes (role_name, command_tag, object_type, schema_name, name, relation)
      VALUES (acting, tag, found_one.object_type, found_one.schema_name, found_one.name, found_one.relation);
      INSERT INTO @schema@.known (relation, object_type, schema_name, name, fingerprint)
      VALUES (found_one.relation, found_one.object_type, found_one.schema_name, found_one.name, found_one.fingerprint)
      ON CONFLICT (relation) DO UPDATE
      SET object_type = excluded.object_type, schema_name = excluded.schema_name, name = excluded.name,
          fingerprint = excluded.fingerprint;
    ELSE
      DELETE FROM @schema@.known k WHERE k.relation = found_one.relation;
    END IF;
  END LOOP;
END
$body$
"""

# Inside a function of its owner's rights current_user is the owner; what SET ROLE said is still there.
ACTING_ROLE = """
CREATE OR REPLACE FUNCTION @schema@.acting_role() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $body$
SELECT CASE WHEN current_setting('role') = 'none' THEN CAST(session_user AS text) ELSE current_setting('role') END
$body$
"""

FORGET = """
CREATE OR REPLACE FUNCTION @schema@.forget(relations oid[], tag text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  WITH gone AS (DELETE FROM @schema@.known k WHERE k.relation = ANY (relations) RETURNING k.*)
  INSERT INTO @schema@.changes (role_name, command_tag, object_type, schema_name, name, relation, dropped)
  SELECT @schema@.acting_role(), tag, g.object_type, g.schema_name, g.name, g.relation, true
  FROM gone g ORDER BY g.relation;
END
$body$
"""

# A change of which nothing can be said but that there was one: the function then looks for itself.
FAILED = """
CREATE OR REPLACE FUNCTION @schema@.failed(stage text, tag text, state text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  INSERT INTO @schema@.failures (stage, sqlstate, error) VALUES (stage, state, message);
  IF tag IS NOT NULL THEN
    INSERT INTO @schema@.changes (role_name, command_tag, error) VALUES (@schema@.acting_role(), tag, message);
  END IF;
EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
  RAISE LOG 'datacatalog.aws could not write down a failure (%, %), because of %', stage, message, SQLERRM;
END
$body$
"""

# A cancelled statement is let through as well: what is cancelled here is the watching, not the user's command.
COMMAND = """
CREATE OR REPLACE FUNCTION @schema@.on_command() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
AS $body$
DECLARE
  touched oid[];
BEGIN
  CASE TG_TAG
    WHEN 'ALTER SCHEMA' THEN
      SELECT array_agg(r.oid) INTO touched
      FROM pg_event_trigger_ddl_commands() e JOIN pg_class r ON r.relnamespace = e.objid
      WHERE e.classid = CAST('pg_namespace' AS regclass);
    WHEN 'ALTER TYPE' THEN
      SELECT array_agg(r.oid) INTO touched
      FROM pg_event_trigger_ddl_commands() e JOIN pg_class r ON r.reloftype = e.objid
      WHERE e.classid = CAST('pg_type' AS regclass);
    ELSE
      SELECT array_agg(DISTINCT e.objid) INTO touched
      FROM pg_event_trigger_ddl_commands() e
      WHERE e.classid = CAST('pg_class' AS regclass);
  END CASE;
  IF touched IS NOT NULL THEN
    PERFORM @schema@.notice(touched, TG_TAG);
  END IF;
EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
  PERFORM @schema@.failed('command', TG_TAG, SQLSTATE, SQLERRM);
END
$body$
"""

# CASCADE takes columns away from tables that the command does not name; ALTER TABLE itself names its table.
DROP = """
CREATE OR REPLACE FUNCTION @schema@.on_drop() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
AS $body$
DECLARE
  gone oid[];
  touched oid[];
BEGIN
  SELECT array_agg(objid) FILTER (WHERE objsubid = 0), array_agg(DISTINCT objid) FILTER (WHERE objsubid <> 0)
  INTO gone, touched
  FROM pg_event_trigger_dropped_objects()
  WHERE classid = CAST('pg_class' AS regclass) AND NOT is_temporary
    AND object_type IN ('table', 'view', 'materialized view', 'foreign table', 'table column');
  IF gone IS NOT NULL THEN
    PERFORM @schema@.forget(gone, TG_TAG);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM @schema@.notice(touched, TG_TAG);
  END IF;
EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
  PERFORM @schema@.failed('drop', TG_TAG, SQLSTATE, SQLERRM);
END
$body$
"""

# Catches up with everything that happened while nobody watched.
RESYNC = """
CREATE OR REPLACE FUNCTION @schema@.resync() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $body$
SELECT @schema@.forget(coalesce(array_agg(k.relation), '{}'), 'RESYNC')
FROM @schema@.known k WHERE NOT EXISTS (SELECT FROM @schema@.relations r WHERE r.relation = k.relation);
SELECT @schema@.notice(coalesce(array_agg(r.relation), '{}'), 'RESYNC')
FROM @schema@.relations r
WHERE r.watched OR EXISTS (SELECT FROM @schema@.known k WHERE k.relation = r.relation);
$body$
"""

FUNCTIONS = {
    "acting_role": ACTING_ROLE,
    "notice": NOTICE,
    "forget": FORGET,
    "failed": FAILED,
    "on_command": COMMAND,
    "on_drop": DROP,
    "resync": RESYNC,
}

# Commands that can change what a catalog shows. GRANT, TRUNCATE, CREATE INDEX, functions and the rest cost nothing.
TAGS = (
    "ALTER FOREIGN TABLE",
    "ALTER MATERIALIZED VIEW",
    "ALTER SCHEMA",
    "ALTER TABLE",
    "ALTER TYPE",
    "ALTER VIEW",
    "CREATE FOREIGN TABLE",
    "CREATE MATERIALIZED VIEW",
    "CREATE SCHEMA",
    "CREATE TABLE",
    "CREATE TABLE AS",
    "CREATE VIEW",
    "IMPORT FOREIGN SCHEMA",
    "SELECT INTO",
)
COMMENT_TAG = "COMMENT"
