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


@functools.cache
def returns(module: str) -> dict[str, Any]:
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").RETURN)


def undocumented(module: str, result: dict) -> list[str]:
    documented = returns(module)
    flat = documented[FLAT[module]]["contains"] if module in FLAT else {}
    shown = {key: value for key, value in result.items() if key not in OF_ANSIBLE and key not in flat}
    return list(_unknown("", shown, documented))


def _unknown(path: str, value: Any, documented: dict[str, Any]) -> Iterator[str]:
    for key, item in value.items():
        if key not in documented:
            yield f"{path}{key}"
        elif "contains" in documented[key]:
            for element in item if isinstance(item, list) else [item]:
                yield from _unknown(f"{path}{key}.", element, documented[key]["contains"])
