# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of partitions are text; an expression compares them by the type of their key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from decimal import Decimal
from decimal import InvalidOperation
from typing import Any

from local_aws.glue.errors import GlueError
from local_aws.glue.errors import invalid_input

type Converter = Callable[[str, str | None], Any]

WHOLE = {"tinyint", "smallint", "int", "integer", "bigint", "long"}


def converter_of(type_name: str) -> Converter:
    """Converts a literal (second argument None) or a stored value (which the refusal then names)."""
    base = re.split(r"[(<]", type_name.lower().strip())[0]
    if base in WHOLE:
        return _whole
    if base in {"decimal", "double", "float"}:
        return _decimal
    if base in {"date", "timestamp"}:
        return _moment
    return lambda text, stored: text


def _whole(text: str, stored: str | None) -> int:
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    raise _not_a(text, "an integer", stored)


def _decimal(text: str, stored: str | None) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise _not_a(text, "a decimal", stored) from error


def _moment(text: str, stored: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _not_a(text, "a date", stored) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _not_a(text: str, wanted: str, stored: str | None) -> GlueError:
    message = f'For input string: "{text}" is not {wanted}.'
    return invalid_input(message) if stored is None else GlueError("InvalidStateException", message)
