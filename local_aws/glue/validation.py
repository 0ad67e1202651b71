# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a request against botocore's model of the service, in AWS's words.

Each shape of the model becomes one function, made once. It returns the value without what a server ignores (nulls and
members the model does not know) and collects what AWS would complain about.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import MapShape
from botocore.model import ServiceModel
from botocore.model import Shape
from botocore.model import StructureShape

from local_aws.glue.constraints import Constraint
from local_aws.glue.constraints import constraints_of
from local_aws.glue.constraints import quick_test_of
from local_aws.glue.constraints import show
from local_aws.glue.errors import serialization_failed
from local_aws.glue.errors import validation_failed
from local_aws.glue.scalars import SCALARS

type Check = Callable[[Any, str, list[str]], Any]

NOT_NULL = "Member must not be null"
NO_NULLS = f"[{NOT_NULL}]"
# Where a complaint names a member otherwise than the model does (seen in many recorded answers).
SHOWN_NAMES = {"TableInput": "table"}


@cache
def service_model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("glue", "service-2"), "glue")


def validate(action: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters as the action may rely on them, or the refusal that AWS would send."""
    errors: list[str] = []
    cleaned = _check_of_action(action)(params, "", errors)
    if errors:
        raise validation_failed(sentence(errors))
    return cleaned


def sentence(complaints: list[str]) -> str:
    plural = "" if len(complaints) == 1 else "s"
    return f"{len(complaints)} validation error{plural} detected: {'; '.join(complaints)}"


@cache
def _check_of_action(action: str) -> Check:
    return Checks(SCALARS).of(service_model().operation_model(action).input_shape)


class Checks:
    """Makes the checks of shapes; a shape may contain itself, so a check is looked up when it is first used."""

    def __init__(self, scalars: dict[str, Callable[[Any], Any]]) -> None:
        self._scalars = scalars
        self._made: dict[str, Check] = {}

    def of(self, shape: Shape) -> Check:
        name = shape.name
        if name not in self._made:
            self._made[name] = lambda value, path, errors: self._made[name](value, path, errors)
            self._made[name] = self._make(shape)
        return self._made[name]

    def _make(self, shape: Shape) -> Check:
        if isinstance(shape, StructureShape):
            return self._document if shape.is_document_type else self._structure(shape)
        if shape.type_name == "list":
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        return _scalar(shape, self._scalars[shape.type_name])

    @staticmethod
    def _document(value: Any, path: str, errors: list[str]) -> Any:
        return value

    def _structure(self, shape: StructureShape) -> Check:
        members = {name: (self.of(member), shown_name(name)) for name, member in shape.members.items()}
        required = [(name, shown_name(name)) for name in shape.required_members]

        def check(value: Any, path: str, errors: list[str]) -> Any:
            if type(value) is not dict:
                raise serialization_failed("Start of structure expected, found another value.")
            prefix = path + "." if path else ""
            for name, shown in required:
                if value.get(name) is None:
                    errors.append(complaint(None, prefix + shown, NOT_NULL))
            cleaned = {}
            for name, given in value.items():
                if given is not None and name in members:
                    member, shown = members[name]
                    cleaned[name] = member(given, prefix + shown, errors)
            return cleaned

        return check

    def _list(self, shape: Shape) -> Check:
        member = self.of(shape.member)
        constraints = constraints_of(shape)
        scalar = shape.member.type_name not in {"structure", "list", "map"}
        bad_members = _finder_of_bad(shape.member, self._scalars) if scalar else _find_nothing

        def check(value: Any, path: str, errors: list[str]) -> Any:
            if type(value) is not list:
                raise serialization_failed("Start of list expected, found another value.")
            _apply(constraints, value, path, errors)
            if scalar:
                texts = NO_NULLS if None in value else bad_members(value)
                if texts:
                    errors.append(complaint(value, path, f"Member must satisfy constraint: {texts}"))
                return [member(item, path, []) for item in value if item is not None]
            cleaned = []
            for index, item in enumerate(value, 1):
                where = f"{path}.{index}.member"
                if item is None:
                    errors.append(complaint(None, where, NOT_NULL))
                else:
                    cleaned.append(member(item, where, errors))
            return cleaned

        return check

    def _map(self, shape: MapShape) -> Check:
        member = self.of(shape.value)
        constraints = constraints_of(shape)
        scalar = shape.value.type_name not in {"structure", "list", "map"}
        bad_keys = _finder_of_bad(shape.key, self._scalars)
        bad_values = _finder_of_bad(shape.value, self._scalars) if scalar else _find_nothing

        def check(value: Any, path: str, errors: list[str]) -> Any:
            if type(value) is not dict:
                raise serialization_failed("Start of map expected, found another value.")
            _apply(constraints, value, path, errors)
            present = {key: item for key, item in value.items() if item is not None}
            if texts := bad_keys(present):
                errors.append(complaint(value, path, f"Map keys must satisfy constraint: {texts}"))
            if texts := bad_values(present.values()):
                errors.append(complaint(value, path, f"Map value must satisfy constraint: {texts}"))
            return {
                key: member(item, f"{path}.{key}.member", [] if scalar else errors) for key, item in present.items()
            }

        return check


def _finder_of_bad(shape: Shape, scalars: dict[str, Callable[[Any], Any]]) -> Callable[[Iterable[Any]], str]:
    """Says which constraints there are if any of the values breaks one; an empty text is good news."""
    is_good = quick_test_of(shape)
    constraints = constraints_of(shape)
    convert = scalars[shape.type_name]

    def find(values: Iterable[Any]) -> str:
        for value in values:
            if not is_good(value) and not all(c.holds(convert(value)) for c in constraints):
                return _listed(constraints)
        return ""

    return find


def _find_nothing(values: Iterable[Any]) -> str:
    """For values that are looked into one by one."""
    return ""


def _scalar(shape: Shape, convert: Callable[[Any], Any]) -> Check:
    constraints = constraints_of(shape)
    if not constraints:
        return lambda value, path, errors: convert(value)
    is_good = quick_test_of(shape)

    def check(value: Any, path: str, errors: list[str]) -> Any:
        if is_good(value):
            return value
        value = convert(value)
        for constraint in constraints:
            if not constraint.holds(value):
                errors.append(complaint(value, path, constraint.text))
        return value

    return check


def _apply(constraints: list[Constraint], value: Any, path: str, errors: list[str]) -> None:
    errors.extend(complaint(value, path, c.text) for c in constraints if not c.holds(value))


def complaint(value: Any, path: str, constraint: str) -> str:
    """AWS leaves a long value out of the sentence."""
    shown = "null" if value is None else show(value)
    shown = "" if shown is None else f"{shown} "
    return f"Value {shown}at '{path}' failed to satisfy constraint: {constraint}"


def _listed(constraints: list[Constraint]) -> str:
    return f"[{', '.join(c.text for c in constraints)}]"


def shown_name(name: str) -> str:
    return SHOWN_NAMES.get(name, name[:1].lower() + name[1:])
