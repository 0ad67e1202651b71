# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements that read what the crawler's user is and may do, given its name and the schemas."""

from __future__ import annotations

# The privileges of one role in an access control list, as a text such as SELECT,UPDATE; null when it has none.
_PRIVILEGES = """LEFT JOIN LATERAL (
  SELECT string_agg(DISTINCT x.privilege_type, ',' ORDER BY x.privilege_type) AS privileges
  FROM pg_catalog.aclexplode(<acl>) x
  JOIN pg_catalog.pg_roles g ON g.oid = x.grantee AND g.rolname = :role_name
) p ON true"""
_LISTED = "n.nspname IN (SELECT json_array_elements_text(CAST(:schemas AS json)))"


def _sql(text: str, acl: str = "") -> str:
    return text.replace("<privileges>", _PRIVILEGES.replace("<acl>", acl)).replace("<listed>", _LISTED)


ROLE_SQL = """
SELECT r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolcreatedb AS createdb, r.rolcreaterole AS createrole,
       r.rolreplication AS replication, r.rolbypassrls AS bypassrls, r.rolconnlimit AS connection_limit,
       pg_catalog.pg_has_role(r.oid, 'USAGE') AS usable,
       (SELECT CAST(array_to_json(s.setconfig) AS text)
        FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()
        WHERE s.setrole = r.oid) AS settings,
       (SELECT CAST(json_agg(CAST(g.rolname AS text) ORDER BY g.rolname) AS text)
        FROM pg_catalog.pg_auth_members m
        JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid) AS member_of
FROM pg_catalog.pg_roles r
WHERE r.rolname = :role_name
"""

DATABASE_SQL = _sql(
    """
SELECT CAST(current_user AS text) AS login_user, CAST(pg_catalog.pg_get_userbyid(d.datdba) AS text) AS owner,
       pg_catalog.pg_has_role(d.datdba, 'USAGE') AS usable, p.privileges
FROM pg_catalog.pg_database d
<privileges>
WHERE d.datname = current_database()
""",
    acl="d.datacl",
)

SCHEMAS_SQL = _sql(
    """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(pg_catalog.pg_get_userbyid(n.nspowner) AS text) AS owner,
       pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS usable, <listed> AS listed, p.privileges
FROM pg_catalog.pg_namespace n
<privileges>
WHERE <listed> OR p.privileges IS NOT NULL
ORDER BY n.nspname
""",
    acl="n.nspacl",
)

# Only the relations whose privileges are not what they should be: as a rule, none.
RELATIONS_SQL = _sql(
    """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(c.relname AS text) AS name,
       CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
       CAST(pg_catalog.pg_get_userbyid(c.relowner) AS text) AS owner,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') AS usable, <listed> AS listed, p.privileges
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
<privileges>
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND n.nspname !~ '^pg_'
  AND CASE WHEN <listed> AND c.relkind <> 'S' THEN p.privileges IS DISTINCT FROM 'SELECT'
           ELSE p.privileges IS NOT NULL END
ORDER BY n.nspname, c.relname
""",
    acl="c.relacl",
)

# Who makes tables in the listed schemas: the owners of what is there, and whoever of the schema's owner and the login
# user could make the first table. Since PostgreSQL 15 the schema public belongs to whoever owns the database.
CREATORS_SQL = _sql(
    """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(r.rolname AS text) AS owner,
       pg_catalog.pg_has_role(r.oid, 'USAGE') AS usable, bool_or(w.owns) AS owns
FROM pg_catalog.pg_namespace n
CROSS JOIN LATERAL (
  SELECT c.relowner AS oid, true AS owns FROM pg_catalog.pg_class c
  WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION ALL
  SELECT CASE WHEN o.rolname = 'pg_database_owner' THEN d.datdba ELSE n.nspowner END, false
  FROM pg_catalog.pg_roles o, pg_catalog.pg_database d
  WHERE o.oid = n.nspowner AND d.datname = current_database()
  UNION ALL
  SELECT u.oid, false FROM pg_catalog.pg_roles u
  WHERE u.rolname = current_user AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
) w
JOIN pg_catalog.pg_roles r ON r.oid = w.oid
WHERE <listed>
GROUP BY n.nspname, r.rolname, r.oid
ORDER BY n.nspname, r.rolname
""",
)

DEFAULTS_SQL = _sql(
    """
SELECT CAST(n.nspname AS text) AS schema_name, CAST(pg_catalog.pg_get_userbyid(d.defaclrole) AS text) AS owner,
       pg_catalog.pg_has_role(d.defaclrole, 'USAGE') AS usable,
       CASE d.defaclobjtype WHEN 'S' THEN 'SEQUENCES' ELSE 'TABLES' END AS kind, p.privileges
FROM pg_catalog.pg_default_acl d
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
<privileges>
WHERE d.defaclobjtype IN ('r', 'S') AND p.privileges IS NOT NULL
ORDER BY n.nspname, owner
""",
    acl="d.defaclacl",
)

# What stands in the way of dropping the role: objects it owns anywhere, and privileges in other databases.
DEPENDENCIES_SQL = """
SELECT CAST(d.datname AS text) AS database_name, CAST(s.deptype AS text) AS kind, count(*) AS objects,
       COALESCE(d.datname = current_database(), true) AS here
FROM pg_catalog.pg_shdepend s
JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid
WHERE s.refclassid = CAST('pg_catalog.pg_authid' AS regclass) AND r.rolname = :role_name
GROUP BY d.datname, s.deptype
ORDER BY d.datname, s.deptype
"""
