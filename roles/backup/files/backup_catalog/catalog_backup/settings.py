# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function is told: by its environment how backups are made, by an event which kind of backup this one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class SettingsError(Exception):
    """The configuration cannot work; the text names the variable and the mend."""


@dataclass(frozen=True)
class Settings:
    location: str
    retention_days: int
    column_statistics: bool
    table_versions: int
    lake_formation: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        location = environment.get("BACKUP_LOCATION", "")
        if not location.startswith("s3://"):
            raise SettingsError(f"BACKUP_LOCATION is '{location}': it must be s3://bucket/prefix. {_MEND}")
        return cls(
            location=location,
            retention_days=_number(environment, "BACKUP_RETENTION_DAYS", 1),
            column_statistics=_switch(environment, "BACKUP_COLUMN_STATISTICS"),
            table_versions=_number(environment, "BACKUP_TABLE_VERSIONS", 0),
            lake_formation=_switch(environment, "BACKUP_LAKE_FORMATION"),
        )


_MEND = "Role backup sets it: correct group_vars/all/backup.yml and run the site again."


def _number(environment: Mapping[str, str], name: str, least: int) -> int:
    value = environment.get(name, "")
    if not value.isdecimal() or int(value) < least:
        raise SettingsError(f"{name} is '{value}': it must be a whole number from {least}. {_MEND}")
    return int(value)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "")
    if value not in ("true", "false"):
        raise SettingsError(f"{name} is '{value}': it must be true or false. {_MEND}")
    return value == "true"


@dataclass(frozen=True)
class Order:
    """Which backup: one that is always written, one of what changed, or the rest of one that ran out of time."""

    only_when_changed: bool = False
    resume: str | None = None
    run: int = 1

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Order:
        """An event that says nothing, from whoever starts the function by hand, is a backup that is written."""
        return cls(bool(event.get("only_when_changed")), event.get("resume"), int(event.get("run", 1)))
