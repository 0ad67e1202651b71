# SPDX-License-Identifier: GPL-3.0-or-later
"""From the Data API's `:name` parameters to what psycopg sends."""

from __future__ import annotations

import base64
import binascii
import datetime
import decimal
import re
import uuid
from collections.abc import Callable
from typing import Any

from psycopg.types.json import Json

from local_aws.data_api.errors import bad_request

# What is no place for a parameter (comments, strings, quoted names, dollar quotes, casts) is skipped as a whole.
_TOKEN = re.compile(
    r"""
    (?P<skip>
        --[^\n]* | /\*.*?\*/
      | [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
      | (?P<dollar>\$(?:[A-Za-z_]\w*)?\$).*?(?P=dollar)
      | ::
    )
  | (?<![\w:]):(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)

_HINTS: dict[str, Callable[[str], Any]] = {
    "DATE": datetime.date.fromisoformat,
    "DECIMAL": decimal.Decimal,
    "JSON": lambda text: Json(text, dumps=str),
    "TIME": datetime.time.fromisoformat,
    "TIMESTAMP": datetime.datetime.fromisoformat,
    "UUID": uuid.UUID,
}


def rewrite(sql: str, names: set[str]) -> str:
    """Turn `:name` into psycopg's placeholder, for the names that have a value; other text stays as it is."""

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name is not None and name in names:
            return f"%({name})s"
        return match[0].replace("%", "%%")

    pieces, end = [], 0
    for match in _TOKEN.finditer(sql):
        pieces += [sql[end : match.start()].replace("%", "%%"), replaced(match)]
        end = match.end()
    pieces.append(sql[end:].replace("%", "%%"))
    return "".join(pieces)


def values(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Python values by name."""
    found: dict[str, Any] = {}
    for parameter in parameters:
        name = parameter.get("name")
        if not name:
            raise bad_request("Parameter name is missing")
        found[name] = _value(name, parameter.get("value") or {}, parameter.get("typeHint"))
    return found


def _value(name: str, field: dict[str, Any], hint: str | None) -> Any:
    if field.get("isNull"):
        return None
    if "stringValue" in field:
        return _hinted(name, field["stringValue"], hint)
    for key in ("longValue", "doubleValue", "booleanValue"):
        if key in field:
            return field[key]
    if "blobValue" in field:
        try:
            return base64.b64decode(field["blobValue"], validate=True)
        except (binascii.Error, TypeError) as error:
            raise bad_request(f"Parameter {name} is not valid base64") from error
    if "arrayValue" in field:
        raise bad_request("Array parameters are not supported.")
    raise bad_request(f"Parameter {name} has no value")


def _hinted(name: str, text: str, hint: str | None) -> Any:
    if hint is None:
        return text
    convert = _HINTS.get(hint)
    if convert is None:
        raise bad_request(f"The type hint {hint} of parameter {name} is not valid")
    try:
        return convert(text)
    except (ValueError, decimal.InvalidOperation) as error:
        raise bad_request(f"Parameter {name} is not a valid {hint}: {text}") from error
