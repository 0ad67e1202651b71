# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function is told by its environment, checked before anything else. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass


class ConfigurationError(Exception):
    """Names the variable and what it should be."""


@dataclass(frozen=True)
class Config:
    namespace: str
    crawler: str
    database: str
    contexts: dict[str, list[str]]  # the names of a context's tables in the catalog
    backup_bucket: str = ""
    backup_prefix: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Config:
        return cls(
            namespace=_text(environment, "NAMESPACE"),
            crawler=_text(environment, "CRAWLER_NAME"),
            database=_text(environment, "GLUE_DATABASE"),
            contexts=_contexts(_text(environment, "BOUNDED_CONTEXTS")),
            backup_bucket=environment.get("BACKUP_BUCKET", ""),
            backup_prefix=environment.get("BACKUP_PREFIX", ""),
        )


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise ConfigurationError(f"The environment variable {name} is missing or empty.")
    return value


def _contexts(text: str) -> dict[str, list[str]]:
    """The prefix of all names is written once, since a function's environment is small."""
    try:
        given = json.loads(text)
        prefix, contexts = given["prefix"], given["contexts"]
        return {name: [f"{prefix}{table}".lower() for table in tables] for name, tables in contexts.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        message = 'BOUNDED_CONTEXTS must be {"prefix": "...", "contexts": {"name": ["table", ...]}}'
        raise ConfigurationError(f"{message}, and is {text!r}.") from None
