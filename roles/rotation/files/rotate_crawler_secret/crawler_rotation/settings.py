# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function is told by its environment, checked when it starts and not when a rotation is half done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_CLUSTER = re.compile(r"arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:cluster:[A-Za-z0-9-]+")


class SettingsError(Exception):
    """The configuration cannot work; the text names the variable and the mend."""


@dataclass(frozen=True)
class Settings:
    method: str
    users: tuple[str, str]
    database: str
    login_secret: str
    cluster_arn: str = ""
    trial_secret: str = ""
    ca_file: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        method = _required(environment, "ROTATION_METHOD")
        users = _required(environment, "ROTATION_USERS").split(",")
        if method not in ("direct", "data_api"):
            raise SettingsError(f"ROTATION_METHOD is '{method}': it must be direct or data_api.")
        if len(users) != 2 or not all(users) or users[0] == users[1]:
            raise SettingsError("ROTATION_USERS must be the names of two different users, with a comma between them.")
        settings = cls(
            method=method,
            users=(users[0], users[1]),
            database=_required(environment, "ROTATION_DATABASE"),
            login_secret=_required(environment, "ROTATION_LOGIN_SECRET"),
            cluster_arn=_required(environment, "ROTATION_CLUSTER_ARN") if method == "data_api" else "",
            trial_secret=_required(environment, "ROTATION_TRIAL_SECRET") if method == "data_api" else "",
            ca_file=environment.get("ROTATION_CA_FILE", ""),
        )
        if settings.cluster_arn and not _CLUSTER.fullmatch(settings.cluster_arn):
            raise SettingsError(f"ROTATION_CLUSTER_ARN is '{settings.cluster_arn}', which is no ARN of a cluster.")
        if settings.ca_file and not Path(settings.ca_file).is_file():
            raise SettingsError(f"ROTATION_CA_FILE is '{settings.ca_file}', and there is no such file in the function.")
        return settings


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set. Role rotation sets it: run the site again.")
    return value
