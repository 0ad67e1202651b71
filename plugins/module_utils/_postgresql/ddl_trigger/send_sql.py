# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at the commit: one call of the function for the whole transaction."""

from __future__ import annotations

# The shape of a column's type, with domains and arrays taken apart, as _jdbc.introspection.resolve_type does it.
TYPE_SHAPE = """
CREATE OR REPLACE FUNCTION @schema@.type_shape(type_id oid, type_modifier integer) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  found_type pg_type;
  modifier integer = type_modifier;
  domain_name text;
  is_array boolean = false;
  first_number integer;
  second_number integer;
BEGIN
  SELECT * INTO found_type FROM pg_type t WHERE t.oid = type_id;
  WHILE found_type.typbasetype <> 0 OR (found_type.typcategory = 'A' AND found_type.typelem <> 0) LOOP
    IF found_type.typbasetype <> 0 THEN
      domain_name = coalesce(domain_name, found_type.typname);
      modifier = CASE modifier WHEN -1 THEN found_type.typtypmod ELSE modifier END;
      SELECT * INTO found_type FROM pg_type t WHERE t.oid = found_type.typbasetype;
    ELSE
      is_array = true;
      SELECT * INTO found_type FROM pg_type t WHERE t.oid = found_type.typelem;
    END IF;
  END LOOP;
  IF modifier >= 0 AND found_type.typname = 'numeric' THEN
    first_number = ((modifier - 4) >> 16) & 65535;
    second_number = (modifier - 4) & 2047;
    second_number = CASE WHEN second_number & 1024 = 0 THEN second_number ELSE second_number - 2048 END;
  ELSIF modifier >= 0 AND found_type.typname IN ('varchar', 'bpchar') THEN
    first_number = modifier - 4;
  ELSIF modifier >= 0 AND found_type.typname IN ('bit', 'varbit') THEN
    first_number = modifier;
  END IF;
  RETURN json_build_object(
    'name', found_type.typname,
    'kind', CASE found_type.typtype WHEN 'c' THEN 'composite' WHEN 'e' THEN 'enum' WHEN 'm' THEN 'multirange'
                                    WHEN 'p' THEN 'pseudo' WHEN 'r' THEN 'range' ELSE 'base' END,
    'raw', @schema@.type_text(type_id, type_modifier),
    'precision', first_number, 'scale', second_number, 'array', is_array, 'domain', domain_name);
END
$body$
"""

# A type's spelling depends on the search path: it is spelt as for a user of the schema public.
TYPE_TEXT = """
CREATE OR REPLACE FUNCTION @schema@.type_text(type_id oid, modifier integer) RETURNS text
LANGUAGE sql STABLE SET search_path = public
AS $body$ SELECT pg_catalog.format_type(type_id, modifier) $body$
"""

# With the field names of _jdbc.model.
TABLE_SHAPE = """
CREATE OR REPLACE FUNCTION @schema@.table_shape(relation oid) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $body$
SELECT json_build_object(
  'database', current_database(), 'schema', n.nspname, 'name', c.relname,
  'kind', CASE WHEN c.relkind = 'p' THEN 'partitioned_table' WHEN c.relkind = 'v' THEN 'view'
               WHEN c.relkind = 'm' THEN 'materialized_view' WHEN c.relispartition THEN 'partition'
               WHEN c.relkind = 'f' THEN 'foreign_table' ELSE 'table' END,
  'comment', obj_description(c.oid, 'pg_class'),
  'columns', coalesce(k.columns, '[]'))
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object(
           'name', a.attname, 'type', @schema@.type_shape(a.atttypid, a.atttypmod), 'position', a.position,
           'nullable', NOT a.attnotnull, 'comment', col_description(c.oid, a.attnum)) ORDER BY a.attnum) AS columns
  FROM (
    SELECT a.*, row_number() OVER (ORDER BY a.attnum) AS position
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ) a
) k ON true
WHERE c.oid = relation
$body$
"""

# An event carries at most 256 KB. What is too long leaves out the shapes, then the older changes.
PAYLOAD = """
CREATE OR REPLACE FUNCTION @schema@.payload(ids bigint[], with_shapes boolean, longest integer) RETURNS json
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
AS $body$
DECLARE
  told json;
  shapes json;
  whole json;
  newest bigint[];
BEGIN
  SELECT json_agg(json_build_object(
           'id', c.id, 'command_tag', c.command_tag, 'object_type', c.object_type, 'schema', c.schema_name,
           'name', c.name, 'dropped', c.dropped, 'user', c.role_name,
           'transaction', CAST(c.transaction AS text)) ORDER BY c.id)
  INTO told FROM @schema@.changes c WHERE c.id = ANY (ids);
  IF with_shapes THEN
    SELECT coalesce(json_agg(@schema@.table_shape(r.relation)), '[]')
    INTO shapes
    FROM (
      SELECT DISTINCT c.relation FROM @schema@.changes c JOIN @schema@.known k ON k.relation = c.relation
      WHERE c.id = ANY (ids)
    ) r;
  END IF;
  whole = json_build_object(
    'source', 'datacatalog.ddl', 'version', 1, 'database', current_database(),
    'transaction', CAST(pg_current_xact_id() AS text), 'sent_at', clock_timestamp(), 'changes', told,
    'truncated', false, 'tables', shapes);
  IF octet_length(CAST(whole AS text)) <= longest THEN
    RETURN whole;
  END IF;
  newest = ARRAY(SELECT id FROM unnest(ids) AS one (id) ORDER BY id DESC LIMIT 200);
  RETURN json_build_object(
    'source', 'datacatalog.ddl', 'version', 1, 'database', current_database(),
    'transaction', CAST(pg_current_xact_id() AS text), 'sent_at', clock_timestamp(),
    'changes', (SELECT json_agg(e.value) FROM json_array_elements(told) AS e (value)
                WHERE octet_length(CAST(told AS text)) <= longest - 1000
                   OR CAST(e.value ->> 'id' AS bigint) = ANY (newest)),
    'truncated', true, 'tables', NULL);
END
$body$
"""

# Runs at the commit, once for every change, and does its work with the first of them. A call that fails or takes too
# long opens the breaker: for a while nothing is sent, and what is left over goes along with the next call that does. Of
# a burst, where the function asks for changes by itself, only one in a while is sent.
SEND = """
CREATE OR REPLACE FUNCTION @schema@.send() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
AS $body$
DECLARE
  settings jsonb;
  own bigint[];
  ids bigint[];
  last_failure timestamptz;
  oldest timestamptz;
  detail text;
  hint text;
  connect_timeout text = current_setting('aws_lambda.connect_timeout_ms', true);
  request_timeout text = current_setting('aws_lambda.request_timeout_ms', true);
BEGIN
  IF NOT EXISTS (SELECT FROM @schema@.changes c WHERE c.id = NEW.id AND c.tried_at IS NULL) THEN
    RETURN NULL;
  END IF;
  SELECT s.value INTO settings FROM @schema@.settings s;
  WITH mine AS (
    UPDATE @schema@.changes c SET tried_at = clock_timestamp()
    WHERE c.sent_at IS NULL AND c.id >= NEW.id AND c.tried_at IS NULL AND c.transaction = pg_current_xact_id()
    RETURNING c.id
  )
  SELECT array_agg(id) INTO own FROM mine;
  SELECT f.at INTO last_failure FROM @schema@.failures f WHERE f.stage = 'send' ORDER BY f.id DESC LIMIT 1;
  IF last_failure > clock_timestamp() - make_interval(secs => CAST(settings ->> 'breaker_seconds' AS integer)) THEN
    RETURN NULL;
  END IF;
  IF (SELECT c.sent_at FROM @schema@.changes c WHERE c.sent_at IS NOT NULL ORDER BY c.id DESC LIMIT 1)
     > clock_timestamp() - CAST(settings ->> 'call_interval_ms' AS integer) * interval '1 millisecond' THEN
    RETURN NULL;
  END IF;
  BEGIN
    ids = own || ARRAY(
      SELECT c.id FROM @schema@.changes c WHERE c.sent_at IS NULL AND c.id <> ALL (own) ORDER BY c.id LIMIT 500
      FOR UPDATE SKIP LOCKED);
    PERFORM @schema@.invoke(settings, @schema@.payload(
      ids, CAST(settings ->> 'shapes' AS boolean), CAST(settings ->> 'longest' AS integer)));
    UPDATE @schema@.changes c SET sent_at = clock_timestamp(), tried_at = clock_timestamp() WHERE c.id = ANY (ids);
  EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    PERFORM @schema@.failed('send', NULL, SQLSTATE, concat_ws(' - ', SQLERRM, nullif(detail, ''), nullif(hint, '')));
  END;
  PERFORM set_config('aws_lambda.connect_timeout_ms', connect_timeout, true)
  FROM (SELECT) AS one WHERE connect_timeout IS NOT NULL;
  PERFORM set_config('aws_lambda.request_timeout_ms', request_timeout, true)
  FROM (SELECT) AS one WHERE request_timeout IS NOT NULL;
  oldest = clock_timestamp() - make_interval(days => CAST(settings ->> 'retention_days' AS integer));
  IF (SELECT c.at FROM @schema@.changes c ORDER BY c.id LIMIT 1) < oldest THEN
    DELETE FROM @schema@.changes c WHERE c.id IN (
      SELECT o.id FROM @schema@.changes o WHERE o.id < NEW.id ORDER BY o.id LIMIT 1000 FOR UPDATE SKIP LOCKED)
      AND c.at < oldest;
  END IF;
  IF (SELECT f.at FROM @schema@.failures f ORDER BY f.id LIMIT 1) < oldest THEN
    DELETE FROM @schema@.failures f WHERE f.id IN (
      SELECT o.id FROM @schema@.failures o ORDER BY o.id LIMIT 1000 FOR UPDATE SKIP LOCKED)
      AND f.at < oldest;
  END IF;
  RETURN NULL;
EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
  PERFORM @schema@.failed('commit', NULL, SQLSTATE, SQLERRM);
  RETURN NULL;
END
$body$
"""

# Where the time of a call cannot be set, Aurora's own limits hold.
INVOKE = """
CREATE OR REPLACE FUNCTION @schema@.invoke(settings jsonb, told json) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  BEGIN
    PERFORM set_config('aws_lambda.connect_timeout_ms', settings ->> 'connect_timeout_ms', true);
    PERFORM set_config('aws_lambda.request_timeout_ms', settings ->> 'request_timeout_ms', true);
  EXCEPTION WHEN OTHERS THEN
    RAISE LOG 'datacatalog.aws cannot bound the time of a call, because of %', SQLERRM;
  END;
  PERFORM aws_lambda.invoke(
    function_name => settings ->> 'function_arn', payload => told, region => settings ->> 'region',
    invocation_type => 'Event');
END
$body$
"""

FUNCTIONS = {
    "type_text": TYPE_TEXT,
    "type_shape": TYPE_SHAPE,
    "table_shape": TABLE_SHAPE,
    "payload": PAYLOAD,
    "invoke": INVOKE,
    "send": SEND,
}
