# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of a secret and the labels on them."""

from __future__ import annotations

import time
from typing import Any

PENDING = "AWSPENDING"
CURRENT = "AWSCURRENT"

type Secret = dict[str, Any]


def labelled(secret: Secret, label: str) -> str | None:
    """The id of the version that carries a label."""
    return next((version for version, value in secret["Versions"].items() if label in value["Stages"]), None)


def unfinished(secret: Secret) -> str | None:
    """The version that an earlier rotation has not made current."""
    pending = labelled(secret, PENDING)
    return pending if pending != labelled(secret, CURRENT) else None


def begin(secret: Secret, version: str, value: dict[str, Any] | None = None) -> None:
    """A rotation begins with a version that has the label and, but for a trial, no value yet."""
    move_label(secret, PENDING, version)
    empty: dict[str, Any] = {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": []}
    stages = secret["Versions"].setdefault(version, {**empty, **(value or {})})["Stages"]
    if PENDING not in stages:
        stages.append(PENDING)


def move_label(secret: Secret, label: str, version: str) -> None:
    """A label is on one version at most."""
    for other, value in secret["Versions"].items():
        if other != version and label in value["Stages"]:
            value["Stages"] = [stage for stage in value["Stages"] if stage != label]


def has_value(version: dict[str, Any]) -> bool:
    return version.get("SecretString") is not None or version.get("SecretBinary") is not None
