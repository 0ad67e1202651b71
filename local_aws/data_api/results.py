# SPDX-License-Identifier: GPL-3.0-or-later
"""From PostgreSQL's rows to the Data API's fields."""

from __future__ import annotations

import base64
from typing import Any

import psycopg
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperVarchar
from psycopg.types.string import TextLoader

# Types that arrive as a Python value; every other one arrives as PostgreSQL's own text.
_NATIVE = frozenset(("bool", "bytea", "float4", "float8", "int2", "int4", "int8", "oid"))
_WITHOUT_OFFSET = frozenset(("timestamptz", "timetz"))

# java.sql.Types, as the metadata of the Data API carries them.
_JDBC_TYPES = {
    "bool": -7,
    "int2": 5,
    "int4": 4,
    "int8": -5,
    "oid": -5,
    "float4": 7,
    "float8": 8,
    "numeric": 2,
    "bpchar": 1,
    "varchar": 12,
    "text": 12,
    "name": 12,
    "bytea": -2,
    "date": 91,
    "time": 92,
    "timetz": 92,
    "timestamp": 93,
    "timestamptz": 93,
}
_OTHER, _ARRAY = 1111, 2003
_SIGNED = frozenset(("int2", "int4", "int8", "float4", "float8", "numeric"))


def prepare(connection: psycopg.Connection) -> None:
    """Send text and integers typed as the Data API does, and take results as it passes them on."""
    adapters = connection.adapters
    adapters.register_dumper(str, StrDumperVarchar)
    adapters.register_dumper(int, Int8Dumper)
    for info in adapters.types:
        if info.name not in _NATIVE:
            adapters.register_loader(info.oid, TextLoader)


def records(cursor: psycopg.Cursor) -> list[list[dict[str, Any]]]:
    names = [_type_name(cursor, column.type_code) for column in cursor.description or []]
    return [[_field(value, name) for value, name in zip(row, names, strict=True)] for row in cursor]


def metadata(cursor: psycopg.Cursor) -> list[dict[str, Any]]:
    return [_column(column, _type_name(cursor, column.type_code)) for column in cursor.description or []]


def _column(column: psycopg.Column, type_name: str) -> dict[str, Any]:
    array = type_name.endswith("[]")
    element = type_name.removesuffix("[]")
    element_type = _JDBC_TYPES.get(element, _OTHER)
    return {
        "arrayBaseColumnType": element_type if array else 0,
        "isAutoIncrement": False,
        "isCaseSensitive": element in {"text", "varchar", "bpchar", "name"},
        "isCurrency": element == "money",
        "isSigned": element in _SIGNED,
        "label": column.name,
        "name": column.name,
        "nullable": 2,
        "precision": column.precision or column.display_size or 0,
        "scale": column.scale or 0,
        "schemaName": "",
        "tableName": "",
        "type": _ARRAY if array else element_type,
        "typeName": f"_{element}" if array else element,
    }


def _type_name(cursor: psycopg.Cursor, code: int) -> str:
    info = cursor.connection.adapters.types.get(code)
    if info is None:
        return "unknown"
    return info.name if info.oid == code else f"{info.name}[]"


def _field(value: Any, type_name: str) -> dict[str, Any]:
    if value is None:
        return {"isNull": True}
    if isinstance(value, list):
        return {"arrayValue": _array(value)}
    if type_name in _WITHOUT_OFFSET:
        return {"stringValue": value.removesuffix("+00")}
    return {_field_key(value): base64.b64encode(value).decode() if isinstance(value, bytes) else value}


def _field_key(value: Any) -> str:
    if isinstance(value, bytes):
        return "blobValue"
    keys = {bool: "booleanValue", int: "longValue", float: "doubleValue"}
    return keys.get(type(value), "stringValue")


def _array(values: list[Any]) -> dict[str, Any]:
    present = [value for value in values if value is not None]
    if any(isinstance(value, list) for value in present):
        return {"arrayValues": [_array(value) for value in values]}
    key = _field_key(present[0]) if present else "stringValue"
    if key == "blobValue" or len(present) < len(values):
        return {"stringValues": ["NULL" if value is None else str(value) for value in values]}
    return {f"{key}s": values}
