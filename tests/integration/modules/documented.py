# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module returns against what its documentation says it returns."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator
from typing import Any

import yaml

MODULES = "ansible_collections.datacatalog.aws.plugins.modules"
OF_ANSIBLE = {"changed", "diff", "invocation", "warnings", "deprecations"}
# These return the keys of their main result at the top level too, as the module of community.aws does.
FLAT = {"glue_connection": "connection", "glue_crawler": "crawler"}

TYPES: dict[str, Any] = {
    "bool": bool,
    "dict": dict,
    "float": (int, float),
    "int": int,
    "list": list,
    "raw": object,
    "str": str,
}


@functools.cache
def returns(module: str) -> dict[str, Any]:
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").RETURN)


def undocumented(module: str, result: dict) -> list[str]:
    """What is wrong with the result by the documentation: a key that is not there, one of another type, one missing."""
    documented = returns(module)
    flat = documented[FLAT[module]]["contains"] if module in FLAT else {}
    shown = {key: value for key, value in result.items() if key not in OF_ANSIBLE and key not in flat}
    return list(_wrong("", shown, documented))


def _wrong(path: str, value: dict, documented: dict[str, Any]) -> Iterator[str]:
    for key, entry in documented.items():
        if key not in value and entry["returned"] == "always":
            yield f"{path}{key} is missing"
    for key, item in value.items():
        if key not in documented:
            yield f"{path}{key} is not documented"
            continue
        entry = documented[key]
        if not isinstance(item, TYPES[entry["type"]]):
            yield f"{path}{key} is {item!r} and should be a {entry['type']}"
        elif "contains" in entry:
            for element in item if isinstance(item, list) else [item] if item else []:
                yield from _wrong(f"{path}{key}.", element, entry["contains"])
        elif entry.get("elements"):
            yield from (
                f"{path}{key} has {element!r} and should have {entry['elements']}"
                for element in item
                if not isinstance(element, TYPES[entry["elements"]])
            )
