# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function is told by its environment, checked before anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from _jdbc.exclusions import GlobError
from _jdbc.exclusions import compile_glob

from .logs import LEVELS

CRAWL = "crawl"
DIRECT = "direct"
YES = "yes"
NO = "no"

# The longest that SQS holds a message back.
LONGEST_DELAY = 900


class ConfigurationError(Exception):
    """Names the variable and what it should be; Lambda shows it in the dead letter."""


@dataclass(frozen=True)
class DatabaseConfig:
    """What is needed to ask the database, over the Data API."""

    cluster_arn: str
    secret_id: str


@dataclass(frozen=True)
class DirectConfig:
    """What is needed to write tables without a crawl."""

    glue_database: str
    connection_name: str
    table_prefix: str
    additional_metadata: tuple[str, ...]
    delete_behavior: str


@dataclass(frozen=True)
class Config:
    crawler_name: str
    pending_table: str
    wake_queue_url: str
    dead_letter_queue_url: str
    source_database: str
    schemas: tuple[str, ...]
    exclusions: tuple[str, ...]
    delay_ms: int = 60_000
    max_delay_ms: int = 600_000
    retry_ms: int = 60_000
    max_attempts: int = 3
    crawl_comments: bool = False
    log_level: str = "INFO"
    database: DatabaseConfig | None = None
    direct: DirectConfig | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Config:
        read = _Reader(environment)
        delay = read.seconds("DELAY_SECONDS", 0, LONGEST_DELAY)
        max_delay = read.seconds("MAX_DELAY_SECONDS", 0, 86_400)
        if max_delay < delay:
            raise ConfigurationError("MAX_DELAY_SECONDS must not be smaller than DELAY_SECONDS.")
        metadata = read.names("ADDITIONAL_METADATA")
        asks = read.choice("ASK_DATABASE", (YES, NO)) == YES
        direct = read.choice("REFRESH_MODE", (CRAWL, DIRECT)) == DIRECT
        if direct and not asks:
            raise ConfigurationError(f"REFRESH_MODE {DIRECT} needs ASK_DATABASE {YES}.")
        return cls(
            crawler_name=read.text("CRAWLER_NAME"),
            pending_table=read.text("PENDING_TABLE"),
            wake_queue_url=read.url("WAKE_QUEUE_URL"),
            dead_letter_queue_url=read.url("DEAD_LETTER_QUEUE_URL"),
            source_database=read.text("SOURCE_DATABASE"),
            schemas=read.names("SCHEMAS"),
            exclusions=read.globs("EXCLUSIONS"),
            delay_ms=delay,
            max_delay_ms=max_delay,
            retry_ms=read.seconds("RETRY_SECONDS", 0, LONGEST_DELAY),
            max_attempts=read.whole("MAX_ATTEMPTS", 1, 100),
            crawl_comments="COMMENTS" in metadata,
            log_level=read.choice("LOG_LEVEL", LEVELS),
            database=DatabaseConfig(read.text("CLUSTER_ARN"), read.text("SECRET_ID")) if asks else None,
            direct=_direct(read, metadata) if direct else None,
        )


def _direct(read: _Reader, metadata: tuple[str, ...]) -> DirectConfig:
    return DirectConfig(
        glue_database=read.text("GLUE_DATABASE"),
        connection_name=read.text("CONNECTION_NAME"),
        table_prefix=read.environment.get("TABLE_PREFIX", ""),
        additional_metadata=metadata,
        delete_behavior=read.choice("DELETE_BEHAVIOR", ("LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE")),
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str) -> str:
        value = self.environment.get(name, "").strip()
        if not value:
            raise ConfigurationError(f"The environment variable {name} is missing or empty.")
        return value

    def url(self, name: str) -> str:
        value = self.text(name)
        if not value.startswith(("https://", "http://")):
            raise ConfigurationError(f"{name} must be the URL of a queue, and is {value!r}.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in choices:
            raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, and is {value!r}.")
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        value = self.text(name)
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ConfigurationError(f"{name} must be a whole number from {least} to {most}, and is {value!r}.")
        return int(value)

    def seconds(self, name: str, least: int, most: int) -> int:
        """In milliseconds, as everything here counts time."""
        return self.whole(name, least, most) * 1000

    def names(self, name: str) -> tuple[str, ...]:
        value = self.text(name)
        try:
            names = json.loads(value)
        except ValueError:
            names = None
        if not isinstance(names, list) or not all(isinstance(each, str) and each for each in names):
            raise ConfigurationError(f"{name} must be a JSON list of strings, and is {value!r}.")
        return tuple(names)

    def globs(self, name: str) -> tuple[str, ...]:
        patterns = self.names(name)
        try:
            for pattern in patterns:
                compile_glob(pattern)
        except GlobError as error:
            raise ConfigurationError(f"{name}: {error}") from error
        return patterns
