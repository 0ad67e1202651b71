# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of the query protocol: a form, in which lists and structures are spread over several names."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.model import OperationModel
from botocore.model import Shape

from local_aws.glue.constraints import Constraint
from local_aws.glue.constraints import constraints_of
from local_aws.glue.validation import complaint
from local_aws.glue.validation import shown_name
from local_aws.protocols.errors import Refused
from local_aws.protocols.models import Rules
from local_aws.protocols.values import refuse_values

_COMPOUND = {"structure", "list", "map"}
_READ: dict[str, Callable[[str], Any]] = {"integer": int, "long": int, "float": float, "double": float}


def check(rules: Rules, found: OperationModel, form: Mapping[str, list[str]]) -> None:
    """Looks at the top of the request: what has to be there, and values that stand alone."""
    names = {name.partition(".")[0] for name in form}
    errors: list[str] = []
    missing = []
    for name, on_wire, shape, constraints, required in _members(found):
        if on_wire not in names:
            if required:
                missing.append(name)
        elif shape.type_name not in _COMPOUND and on_wire in form:
            value = _read(name, shape, form[on_wire][0])
            errors += [complaint(value, shown_name(name), c.text) for c in constraints if not c.holds(value)]
    refuse_values(rules, missing, errors)


def _read(name: str, shape: Shape, text: str) -> Any:
    if shape.type_name == "boolean" and text.lower() not in ("true", "false"):
        raise Refused("MalformedInput", f"{name}: '{text}' is not a boolean")
    try:
        return _READ.get(shape.type_name, str)(text)
    except ValueError as error:
        raise Refused("MalformedInput", f"{name}: '{text}' is not a number") from error


@cache
def _members(found: OperationModel) -> list[tuple[str, str, Shape, list[Constraint], bool]]:
    shape = found.input_shape
    if shape is None:
        return []
    return [
        (name, _on_wire(name, member), member, constraints_of(member), name in shape.required_members)
        for name, member in shape.members.items()
    ]


def _on_wire(name: str, member: Shape) -> str:
    """A flattened list goes by the name of its members."""
    if member.serialization.get("flattened") and member.type_name == "list":
        return str(member.member.serialization.get("name", name))
    return str(member.serialization.get("name", name))
