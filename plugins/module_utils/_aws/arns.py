# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARNs from names, and names that mean the same thing. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Where things are: enough to compute any ARN from a name."""

    id: str
    region: str
    partition: str = "aws"

    def glue_arn(self, kind: str, name: str) -> str:
        return f"arn:{self.partition}:glue:{self.region}:{self.id}:{kind}/{name}"

    def db_cluster_arn(self, identifier: str) -> str:
        if identifier.startswith("arn:"):
            return identifier
        return f"arn:{self.partition}:rds:{self.region}:{self.id}:cluster:{identifier.lower()}"


def _role_parts(role: str) -> tuple[str, str, str]:
    """Account, path and name of a role; account and path are empty when the text does not tell."""
    account, tail = "", role
    if role.startswith("arn:"):
        fields = role.split(":", 5)
        account, tail = fields[4], fields[5].removeprefix("role/")
    path, _slash, name = tail.strip("/").rpartition("/")
    return account, path, name


def same_role(one: str, other: str) -> bool:
    """An ARN, path/name and a name are one role, unless they contradict each other."""
    return all(
        a == b or (not required and not (a and b))
        for a, b, required in zip(_role_parts(one), _role_parts(other), (False, False, True), strict=True)
    )


def key_tail(key: str) -> str:
    """A KMS key or alias without the ARN in front: alias/name, or the key's ID."""
    tail = key.split(":", 5)[-1] if key.startswith("arn:") else key
    return tail.removeprefix("key/")


def same_key(one: str, other: str) -> bool:
    return key_tail(one) == key_tail(other)
