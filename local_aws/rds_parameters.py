# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults of parameters in a group of Aurora PostgreSQL: of those that deployments set, not of the several hundred.

Name, default, applies, type, description.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ROWS = (
    ("apg_plan_mgmt.capture_plan_baselines", "off", "dynamic", "string", "Capture plan baseline mode."),
    ("autovacuum_naptime", "15", "dynamic", "integer", "(s) Time to sleep between autovacuum runs."),
    (
        "idle_in_transaction_session_timeout",
        "86400000",
        "dynamic",
        "integer",
        "(ms) Maximum idle time in a transaction.",
    ),
    ("lc_messages", "", "dynamic", "string", "Language in which messages are displayed."),
    ("log_connections", "0", "dynamic", "boolean", "Logs each successful connection."),
    ("log_disconnections", "0", "dynamic", "boolean", "Logs end of a session, including duration."),
    ("log_lock_waits", "0", "dynamic", "boolean", "Logs long lock waits."),
    ("log_min_duration_statement", "-1", "dynamic", "integer", "(ms) Time above which statements are logged."),
    ("log_statement", "none", "dynamic", "string", "Sets the type of statements logged."),
    ("maintenance_work_mem", "", "dynamic", "integer", "(kB) Memory for maintenance operations."),
    ("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "static", "integer", "Concurrent connections."),
    ("password_encryption", "scram-sha-256", "dynamic", "string", "Encrypt passwords."),
    ("pgaudit.log", "none", "dynamic", "string", "Classes of statements that are logged by session audit logging."),
    ("pgaudit.role", "", "dynamic", "string", "The master role for object audit logging."),
    ("rds.custom_dns_resolution", "0", "static", "boolean", "Use the resolver of the VPC."),
    ("rds.force_admin_logging_level", "disabled", "dynamic", "string", "Log messages of RDS admin users."),
    ("rds.force_autovacuum_logging_level", "warning", "dynamic", "string", "Log messages of autovacuum."),
    ("rds.force_ssl", "0", "dynamic", "boolean", "Force SSL connections."),
    ("rds.log_retention_period", "4320", "dynamic", "integer", "(min) How long logs are kept."),
    ("rds.logical_replication", "0", "static", "boolean", "Enables logical decoding."),
    ("rds.restrict_password_commands", "0", "static", "boolean", "Restricts password commands to rds_password."),
    ("shared_preload_libraries", "pg_stat_statements", "static", "list", "Libraries loaded at start."),
    ("statement_timeout", "", "dynamic", "integer", "(ms) Maximum allowed duration of a statement."),
    ("timezone", "UTC", "dynamic", "string", "Time zone of displayed timestamps."),
    ("track_activity_query_size", "4096", "static", "integer", "(B) Size of a query's text that is kept."),
    ("work_mem", "", "dynamic", "integer", "(kB) Memory for sorts and hashes."),
)
_FAMILY = "aurora-postgresql"
# From this major version on, connections have to use TLS by default.
_FORCES_SSL = 17

type Parameters = list[dict[str, Any]]


def with_defaults(original: Callable[[str], Parameters]) -> Callable[[str], Parameters]:
    """What the original lists for a family of Aurora PostgreSQL, with AWS's defaults, types and descriptions."""

    def parameters(family: str) -> Parameters:
        listed = original(family)
        if not family.startswith(_FAMILY):
            return listed
        by_name = {parameter["name"]: parameter for parameter in listed}
        major = family.removeprefix(_FAMILY)
        forced = "1" if major.isdigit() and int(major) >= _FORCES_SSL else "0"
        for name, default, applies, data_type, description in _ROWS:
            by_name[name] = {
                "modifiable": True,
                **by_name.get(name, {}),
                "name": name,
                "default": forced if name == "rds.force_ssl" else default,
                "description": description,
                "apply_type": applies,
                "data_type": data_type,
            }
        return [by_name[name] for name in sorted(by_name)]

    return parameters
