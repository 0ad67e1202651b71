# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameter groups: what a value means for the server, when it takes effect, and what RDS refuses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from local_aws.aurora import programs
from local_aws.files import write_atomic
from local_aws.postgres.datadir import SETTINGS_FILE
from local_aws.postgres.datadir import DataFolder
from local_aws.postgres.identity import Identity

# RDS's own parameters, by how they apply. Those that say something to the server or to pg_hba.conf are handled where
# they act; the others are kept and shown.
_RDS = {
    "apg_plan_mgmt.capture_plan_baselines": "dynamic",
    "aws_lambda.connect_timeout_ms": "dynamic",
    "aws_lambda.request_timeout_ms": "dynamic",
    "pgaudit.log": "dynamic",
    "pgaudit.role": "dynamic",
    "rds.accepted_password_auth_method": "dynamic",
    "rds.allowed_extensions": "dynamic",
    "rds.custom_dns_resolution": "static",
    "rds.force_admin_logging_level": "dynamic",
    "rds.force_autovacuum_logging_level": "dynamic",
    "rds.force_ssl": "dynamic",
    "rds.global_db_rpo": "dynamic",
    "rds.log_retention_period": "dynamic",
    "rds.logical_replication": "static",
    "rds.restrict_password_commands": "static",
}
# Part of what makes the embedded server small, local and restorable: accepted, shown, not handed on.
_KEPT_BACK_NAMES = """
    autovacuum_max_workers autovacuum_worker_slots dynamic_shared_memory_type effective_cache_size huge_pages
    io_max_concurrency io_method io_workers log_destination log_directory log_filename log_line_prefix
    log_rotation_age log_rotation_size logging_collector max_connections max_logical_replication_workers
    max_parallel_workers max_replication_slots max_wal_senders max_wal_size max_worker_processes min_wal_size
    shared_buffers ssl ssl_ca_file ssl_cert_file ssl_key_file superuser_reserved_connections wal_buffers
    wal_keep_size wal_level
"""
_KEPT_BACK = frozenset(_KEPT_BACK_NAMES.split())
# RDS decides these itself.
_FIXED_NAMES = """
    allow_alter_system allow_system_table_mods archive_command archive_library archive_mode archive_timeout
    config_file data_directory data_sync_retry external_pid_file fsync full_page_writes hba_file ident_file
    ignore_system_indexes listen_addresses local_preload_libraries restore_command ssl_crl_file unix_socket_directories
    wal_sync_method zero_damaged_pages
"""
_FIXED = frozenset(_FIXED_NAMES.split())
_LIBRARIES = "shared_preload_libraries"

type Group = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Setting:
    """A parameter of PostgreSQL."""

    static: bool
    boolean: bool


class Refusal(Exception):
    """What RDS answers to a parameter."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@lru_cache(maxsize=2)
def known(binaries: Path) -> dict[str, Setting]:
    """The parameters of this PostgreSQL, as its own program tells them."""
    user = Identity.current()
    done = subprocess.run(
        [binaries / "postgres", "--describe-config"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        **user.popen_arguments(),
    )
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return {row[0]: Setting(row[1] == "postmaster", row[3] == "BOOLEAN") for row in rows if len(row) > 3}


def listed(binaries: Path) -> list[dict[str, object]]:
    """Every parameter of a group, as ministack describes one: clients look a name up here before they set it."""
    postgresql = {name: setting for name, setting in known(binaries).items() if "." not in name}
    rows = {name: ("static" if setting.static else "dynamic", setting.boolean) for name, setting in postgresql.items()}
    rows |= {name: (kind, False) for name, kind in _RDS.items()}
    return [
        {
            "name": name,
            "default": "",
            "description": "",
            "apply_type": kind,
            "data_type": "boolean" if boolean else "string",
            "modifiable": name not in _FIXED,
        }
        for name, (kind, boolean) in sorted(rows.items())
    ]


def is_static(binaries: Path, name: str) -> bool:
    if name in _RDS:
        return _RDS[name] == "static"
    return known(binaries)[name].static


def check(data: DataFolder, name: str, value: str, method: str) -> None:
    """Raise what RDS refuses: unknown and fixed parameters, bad values, a static one that is to apply at once."""
    if name not in _RDS and (name not in known(data.binaries) or "." in name):
        raise Refusal("InvalidParameterValue", f"Could not find parameter with name: {name}")
    if name in _FIXED:
        raise Refusal("InvalidParameterValue", f"The parameter {name} cannot be modified.")
    if method not in {"immediate", "pending-reboot"}:
        raise Refusal("InvalidParameterValue", f"Invalid apply method: {method}")
    if method == "immediate" and is_static(data.binaries, name):
        raise Refusal("InvalidParameterCombination", "cannot use immediate apply method for static parameter")
    _check_value(data, name, value)


def effective(data: DataFolder, *groups: Group) -> dict[str, str]:
    """What the server is to be told, in the form of its configuration file; a later group wins."""
    values: dict[str, str] = {}
    for group in groups:
        values |= {name: entry.get("ParameterValue", "") for name, entry in group.items()}
    libraries = values.pop(_LIBRARIES, "")
    wanted = {name: _setting(data, name, value) for name, value in values.items() if _is_handed_on(data, name, value)}
    extra = [name.strip() for name in libraries.split(",") if _has_library(data, name.strip())]
    if extra:
        own = [programs.LIBRARY] if _has_library(data, programs.LIBRARY) else []
        wanted[_LIBRARIES] = ",".join([*own, *extra])
    return wanted


def written(data: DataFolder) -> dict[str, str]:
    """What the server was told last."""
    try:
        text = (data.path / SETTINGS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    matches = re.finditer(r"^(\S+) = '((?:[^']|'')*)'$", text, re.MULTILINE)
    return {match[1]: match[2].replace("''", "'") for match in matches}


def write(data: DataFolder, settings: Mapping[str, str]) -> bool:
    """Write what the server is to read; False when that is there already."""
    lines = [f"{name} = '{_escaped(value)}'" for name, value in sorted(settings.items())]
    text = "\n".join([*lines, ""])
    path = data.path / SETTINGS_FILE
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_atomic(path, text)
    data.identity.own(path)
    return True


def immediately(
    data: DataFolder, present: Mapping[str, str], wanted: Mapping[str, str], methods: Mapping[str, str]
) -> dict[str, str]:
    """The present settings with those changes that take effect without a reboot."""
    result = dict(present)
    for name in set(present) | set(wanted):
        if is_static(data.binaries, name) or methods.get(name) == "pending-reboot":
            continue
        if name in wanted:
            result[name] = wanted[name]
        else:
            result.pop(name, None)
    return result


def _is_handed_on(data: DataFolder, name: str, value: str) -> bool:
    if name in _KEPT_BACK or "{" in value:  # a formula on the memory of the instance class
        return False
    return name in _RDS or name in known(data.binaries)


def _setting(data: DataFolder, name: str, value: str) -> str:
    setting = known(data.binaries).get(name)
    if setting is not None and setting.boolean and value in {"0", "1"}:
        return "on" if value == "1" else "off"
    return value


def _has_library(data: DataFolder, name: str) -> bool:
    return bool(re.fullmatch(r"\w+", name)) and any((data.binaries.parent / "lib").glob(f"{name}.*"))


def _check_value(data: DataFolder, name: str, value: str) -> None:
    """PostgreSQL itself judges the value."""
    if name in _RDS or name == _LIBRARIES or "{" in value or not (data.path / "PG_VERSION").exists():
        return
    command = [data.binaries / "postgres", "-D", data.path, "-C", name, "-c", f"{name}={_setting(data, name, value)}"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=data.folder, **data.identity.popen_arguments()
    )
    if done.returncode == 0 or not re.search("invalid value|outside the valid range|requires a", done.stderr):
        return
    values = re.search(r"Available values: (.*)\.", done.stderr)
    allowed = f" allowed values are: {values[1].replace(', ', ',')}" if values else ""
    raise Refusal("InvalidParameterValue", f"Invalid parameter value: {value} for: {name}{allowed}")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''").replace("\n", " ")
