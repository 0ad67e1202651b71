# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of the crawlers, read from the environment when they are needed. docs/embedded-aws-crawl.md explains each.

Most stand for something that AWS does not document: the default is the choice that hides no mistake.
"""

from __future__ import annotations

import os

ON = ("1", "true", "yes", "on")


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in ON if value else default


def seconds(name: str, default: float = 0.0) -> float:
    try:
        return max(0.0, float(os.environ.get(name, "") or default))
    except ValueError:
        return default


def busy_as_invalid_input() -> bool:
    """Refuse changes of a running crawler with AWS's other wording, an InvalidInputException."""
    return os.environ.get("LOCAL_AWS_CRAWLER_BUSY_ERROR", "").strip().lower() == "invalid_input"


def tags_deleting_seconds() -> float:
    """How long after a crawler with tags was deleted another of the same name is refused."""
    return seconds("LOCAL_AWS_CRAWLER_TAGS_DELETING_SECONDS")


def unknown_configuration_keys() -> bool:
    """Keep keys of a crawler's Configuration that AWS documents nowhere instead of refusing them."""
    return flag("LOCAL_AWS_CRAWLER_UNKNOWN_CONFIGURATION")


def schedule_every_minute() -> bool:
    """Take schedules faster than the five minutes that AWS documents as its limit."""
    return flag("LOCAL_AWS_CRAWLER_FAST_SCHEDULES")


def stopping_seconds() -> float:
    """How long a crawler stays STOPPING after its work is done; on AWS about a minute."""
    return seconds("LOCAL_AWS_CRAWL_STOPPING_SECONDS")


def connect_seconds() -> float:
    """How long a crawl waits for the database to take its connection."""
    return seconds("LOCAL_AWS_CRAWL_CONNECT_SECONDS", 10.0)


def system_schemas() -> bool:
    return flag("LOCAL_AWS_CRAWL_SYSTEM_SCHEMAS")


def partitions() -> bool:
    return flag("LOCAL_AWS_CRAWL_PARTITIONS")


def materialized_views() -> bool:
    return flag("LOCAL_AWS_CRAWL_MATERIALIZED_VIEWS")


def foreign_tables() -> bool:
    return flag("LOCAL_AWS_CRAWL_FOREIGN_TABLES")


def collision_suffix() -> bool:
    """Give tables whose catalog names collide a suffix instead of leaving all of them out."""
    return flag("LOCAL_AWS_CRAWL_COLLISION_SUFFIX")
