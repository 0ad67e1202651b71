# SPDX-License-Identifier: GPL-3.0-or-later
"""What an Aurora PostgreSQL cluster of the embedded RDS means for the embedded PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from local_aws.postgres.service import PostgresService

ENGINE = "aurora-postgresql"
HOST = "localhost"
_RESERVED = frozenset(("admin", "rdsadmin", "rds_superuser", "rdsrepladmin", "postgres"))

type Record = dict[str, Any]


def is_attached(record: Record) -> bool:
    return record.get("Engine") == ENGINE


def shown_cluster(cluster: Record, port: int) -> Record:
    """The cluster as clients see it: its endpoints are the embedded PostgreSQL's."""
    return {**cluster, "Endpoint": HOST, "ReaderEndpoint": HOST, "Port": port} if is_attached(cluster) else cluster


def shown_instance(instance: Record, port: int) -> Record:
    endpoint = {"Address": HOST, "Port": port, "HostedZoneId": "Z2R2ITUGPM61AM"}
    return {**instance, "Endpoint": endpoint} if is_attached(instance) else instance


def refusal(user: str, password: str) -> str | None:
    """RDS's message when it would not take the master user or the password."""
    if user and user.lower() in _RESERVED:
        return f"MasterUsername {user} cannot be used as it is a reserved word used by the engine"
    if user and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", user):
        return f"The parameter MasterUsername is not a valid identifier: {user}"
    if password and not 8 <= len(password) <= 128:
        return (
            "The parameter MasterUserPassword is not a valid password because it is "
            f"{'shorter than 8' if len(password) < 8 else 'longer than 128'} characters."
        )
    if password and not re.fullmatch(r"[!#-.0-?A-~]+", password):
        return (
            "The parameter MasterUserPassword is not a valid password. "
            "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
        )
    return None


def apply(cluster: Record, postgres: PostgresService) -> None:
    """Make the master user, its password and the first database what the cluster says."""
    postgres.set_master(cluster["MasterUsername"], cluster["_MasterUserPassword"])
    if cluster.get("DatabaseName"):
        postgres.ensure_database(cluster["DatabaseName"], cluster["MasterUsername"])


def log_exports(present: list[str], enabled: Iterable[str], disabled: Iterable[str]) -> list[str]:
    return sorted((set(present) | set(enabled)) - set(disabled))


def log_exports_xml(names: Iterable[str]) -> str:
    members = "".join(f"<member>{name}</member>" for name in names)
    return f"<EnabledCloudwatchLogsExports>{members}</EnabledCloudwatchLogsExports>" if members else ""


def newest_version(wanted: str, offered: Iterable[str]) -> str:
    """`16` means the newest 16.x; a whole version means itself."""
    series = [version for version in offered if re.fullmatch(re.escape(wanted) + r"(\.\d+)+", version)]
    return max(series, key=lambda version: [int(part) for part in version.split(".")], default=wanted)
