# SPDX-License-Identifier: GPL-3.0-or-later
"""The Configuration of a crawler, a JSON text: read as AWS reads it, with AWS's complaints. Pure.

AWS's complaints about Version and broken JSON were recorded on AWS; those about other keys follow the same pattern and
were not seen there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "Crawler configuration not valid: "

# Everything that AWS documents, by path: the type, or the values that are legal.
DOCUMENTED: Mapping[str, Any] = {
    "Version": float,
    "CreatePartitionIndex": bool,
    "CrawlerOutput": dict,
    "CrawlerOutput.Partitions": dict,
    "CrawlerOutput.Partitions.AddOrUpdateBehavior": ("InheritFromTable",),
    "CrawlerOutput.Tables": dict,
    "CrawlerOutput.Tables.AddOrUpdateBehavior": ("MergeNewColumns",),
    "CrawlerOutput.Tables.TableThreshold": int,
    "Grouping": dict,
    "Grouping.TableGroupingPolicy": ("CombineCompatibleSchemas",),
    "Grouping.TableLevelConfiguration": int,
}
JAVA_NAMES = {float: "Double", int: "Integer", bool: "Boolean", str: "String", dict: "Map", list: "List"}


class ConfigurationError(ValueError):
    """A configuration that AWS refuses, in AWS's words."""


@dataclass(frozen=True)
class Configuration:
    text: str
    table_threshold: int | None = None


def parse_configuration(text: str, *, unknown_keys: bool = False) -> Configuration:
    """`Version: 1` becomes 1.0 in the text, as AWS gives it back."""
    document = _load(text)
    if "Version" not in document:
        raise ConfigurationError(f"{PREFIX}Crawler configuration missing required key: Version.")
    _check(document, "", unknown_keys)
    document["Version"] = float(document["Version"])
    threshold = document.get("CrawlerOutput", {}).get("Tables", {}).get("TableThreshold")
    return Configuration(json.dumps(document, separators=(",", ":"), ensure_ascii=False), threshold)


def _load(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{PREFIX}Error parsing JSON") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{PREFIX}Error parsing JSON")
    return document


def _check(document: dict[str, Any], prefix: str, unknown_keys: bool) -> None:
    for key, value in document.items():
        path = prefix + key
        expected = DOCUMENTED.get(path)
        if expected is None:
            if not unknown_keys:
                raise ConfigurationError(f"{PREFIX}Crawler configuration has unknown key: {path}.")
        elif isinstance(expected, tuple):
            _check_choice(path, value, expected)
        else:
            _check_type(path, value, expected)
            if expected is dict:
                _check(value, f"{path}.", unknown_keys)


def _check_choice(path: str, value: Any, choices: tuple[str, ...]) -> None:
    _check_type(path, value, str)
    if value not in choices:
        raise ConfigurationError(f"{PREFIX}{_last(path)} value invalid: {value}")


def _check_type(path: str, value: Any, expected: type) -> None:
    given = type(value)
    if given is expected or (expected is float and given is int):
        if expected is int and value < 1:
            raise ConfigurationError(f"{PREFIX}{_last(path)} value invalid: {value}")
        return
    received = JAVA_NAMES.get(given, "null")
    raise ConfigurationError(
        f"{PREFIX}{_last(path)} type invalid: expected {JAVA_NAMES[expected]}, received {received}"
    )


def _last(path: str) -> str:
    return path.rpartition(".")[2]
