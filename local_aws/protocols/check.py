# SPDX-License-Identifier: GPL-3.0-or-later
"""A request against the model of its service: can it be read, is everything there, is each value one of the allowed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from botocore.model import OperationModel
from botocore.model import Shape

from local_aws import bodies
from local_aws.glue.errors import GlueError
from local_aws.glue.scalars import SCALARS
from local_aws.glue.validation import Check
from local_aws.glue.validation import Checks
from local_aws.glue.validation import shown_name
from local_aws.protocols import buckets
from local_aws.protocols import form
from local_aws.protocols.answers import CBOR
from local_aws.protocols.answers import JSON
from local_aws.protocols.answers import QUERY
from local_aws.protocols.answers import REST_JSON
from local_aws.protocols.answers import Call
from local_aws.protocols.errors import Refused
from local_aws.protocols.models import RULES
from local_aws.protocols.models import Rules
from local_aws.protocols.models import operation
from local_aws.protocols.models import operation_at
from local_aws.protocols.values import refuse_values

NOT_JSON = "The request body is not valid JSON."


def check(call: Call) -> None:
    """Raises Refused; says nothing about actions and services that it does not know."""
    if call.protocol == CBOR:
        raise Refused("UnsupportedMediaTypeException", "The embedded AWS does not read CBOR; it reads AWS JSON.", 415)
    if call.service == "s3":
        buckets.check(call)
    elif call.protocol == JSON:
        document = _document(call)
        found = operation(call.service, call.action)
        if found is not None:
            _check_document(RULES[call.service], found, document)
    elif call.protocol == REST_JSON:
        _check_rest(call)
    elif call.protocol == QUERY and call.service in RULES:
        found = operation(call.service, call.action)
        if found is not None:
            form.check(RULES[call.service], found, call.form)


def _document(call: Call) -> dict[str, Any]:
    try:
        value = bodies.decoded(call.body)
    except ValueError as error:
        raise Refused("SerializationException", NOT_JSON) from error
    if not isinstance(value, dict):
        raise Refused("SerializationException", "Start of structure expected, found another value.")
    return value


def _check_rest(call: Call) -> None:
    found = operation_at(call.service, call.method, call.path)
    if found is None or found.input_shape is None:
        return
    if found.has_streaming_input or "payload" in found.input_shape.serialization:
        _check_payload(call, found)
        return
    if _members_of_body(found):
        _check_document(RULES[call.service], found, _document(call))


def _check_payload(call: Call, found: OperationModel) -> None:
    """The event of an invocation is whatever its function takes, as long as it is JSON."""
    if found.name != "Invoke" or not call.body:
        return
    try:
        json.loads(call.body)
    except (ValueError, RecursionError) as error:
        raise Refused("InvalidRequestContentException", f"Could not parse request body into json: {error}") from error


def _check_document(rules: Rules, found: OperationModel, document: dict[str, Any]) -> None:
    errors: list[str] = []
    missing: list[str] = []
    try:
        for name, (check_member, required) in _members_of_body(found).items():
            value = document.get(name)
            if value is not None:
                check_member(value, shown_name(name), errors)
            elif required:
                missing.append(name)
    except GlueError as error:
        raise Refused(error.code, error.message) from error
    refuse_values(rules, missing, errors)


@cache
def _members_of_body(found: OperationModel) -> dict[str, tuple[Check, bool]]:
    """Each member that travels in the body, by its name there."""
    shape = found.input_shape
    if shape is None:
        return {}
    checks = Checks({**SCALARS, "timestamp": _any_time, "blob": SCALARS["string"]})
    return {
        _name_in_body(name, member): (checks.of(member), name in shape.required_members)
        for name, member in shape.members.items()
        if "location" not in member.serialization
    }


def _name_in_body(name: str, member: Shape) -> str:
    return str(member.serialization.get("name", name))


def _any_time(value: Any) -> Any:
    """Seconds or a text: services differ in the form that they take."""
    return value if isinstance(value, str) else SCALARS["timestamp"](value)
