# SPDX-License-Identifier: GPL-3.0-or-later
"""The function's environment, checked before anything else."""

from __future__ import annotations

import pytest
from catalog_refresh.config import Config
from catalog_refresh.config import ConfigurationError
from catalog_refresh.config import DatabaseConfig

GOOD = {
    "CRAWLER_NAME": "crawler",
    "PENDING_TABLE": "pending",
    "WAKE_QUEUE_URL": "https://sqs/wake",
    "DEAD_LETTER_QUEUE_URL": "https://sqs/dlq",
    "SOURCE_DATABASE": "genai_demo",
    "SCHEMAS": '["public"]',
    "EXCLUSIONS": "[]",
    "ADDITIONAL_METADATA": '["COMMENTS"]',
    "DELAY_SECONDS": "60",
    "MAX_DELAY_SECONDS": "600",
    "RETRY_SECONDS": "60",
    "MAX_ATTEMPTS": "3",
    "LOG_LEVEL": "INFO",
    "REFRESH_MODE": "crawl",
    "ASK_DATABASE": "no",
}
ASKING = {"ASK_DATABASE": "yes", "CLUSTER_ARN": "arn:aws:rds:x", "SECRET_ID": "secret"}
DIRECT = ASKING | {
    "REFRESH_MODE": "direct",
    "GLUE_DATABASE": "catalog",
    "CONNECTION_NAME": "connection",
    "DELETE_BEHAVIOR": "LOG",
}


def test_a_complete_environment() -> None:
    config = Config.from_environment(GOOD)
    assert (config.delay_ms, config.crawl_comments, config.direct, config.database) == (60_000, True, None, None)
    asking = Config.from_environment(GOOD | ASKING)
    assert (asking.database, asking.direct) == (DatabaseConfig("arn:aws:rds:x", "secret"), None)
    direct = Config.from_environment(GOOD | DIRECT).direct
    assert direct and direct.additional_metadata == ("COMMENTS",)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("name", sorted(ASKING))
def test_asking_the_database_needs_more(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment(GOOD | ASKING | {name: ""})


def test_the_direct_path_has_to_ask_the_database() -> None:
    with pytest.raises(ConfigurationError, match="ASK_DATABASE"):
        Config.from_environment(GOOD | DIRECT | {"ASK_DATABASE": "no"})


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_the_direct_path_needs_more(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment(GOOD | {key: value for key, value in (DIRECT | {name: ""}).items()})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELAY_SECONDS", "-1"),
        ("DELAY_SECONDS", "901"),
        ("MAX_DELAY_SECONDS", "59"),
        ("MAX_ATTEMPTS", "0"),
        ("LOG_LEVEL", "info"),
        ("SCHEMAS", "public"),
        ("EXCLUSIONS", '["tmp_[a"]'),
        ("WAKE_QUEUE_URL", "wake"),
        ("REFRESH_MODE", "both"),
        ("ASK_DATABASE", "true"),
    ],
)
def test_a_malformed_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Config.from_environment(GOOD | {name: value})
