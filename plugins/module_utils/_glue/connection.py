# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a connection should be, and how that differs from what it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .._aws.hints import did_you_mean
from .._aws.masking import is_secret
from .._aws.masking import mask
from .compare import PASSWORD_PROPERTIES
from .compare import canonical_properties
from .compare import covers
from .compare import password_differs
from .compare import same_set
from .suggest import require_known
from .suggest import require_length
from .transform import as_text
from .transform import without

# Fields of ConnectionInput that have an option of their own.
OWN_FIELDS = ("Name", "Description", "ConnectionType", "MatchCriteria", "ConnectionProperties")
DEFAULT_TYPE = "JDBC"
PLACEMENT = "PhysicalConnectionRequirements"


def check_connection(params: dict, known_types: list[str], known_properties: list[str]) -> Iterator[str]:
    """Refuse what AWS would refuse, and yield warnings."""
    require_length("name", params["name"], 255, 1)
    require_length("description", params["description"], 2048)
    if params["connection_type"] is not None:
        require_known("connection_type", params["connection_type"], known_types)
    if len(params["match_criteria"] or []) > 10:
        raise InvalidOption(f"match_criteria: {len(params['match_criteria'])} are given, at most 10 are allowed.")
    if len(params["security_groups"] or []) > 50:
        raise InvalidOption(f"security_groups: {len(params['security_groups'])} are given, at most 50 are allowed.")
    taken = sorted({*OWN_FIELDS, PLACEMENT} & set(params["raw_connection_parameters"] or {}))
    if taken:
        raise InvalidOption(f"raw_connection_parameters: {', '.join(taken)} has an option of its own.")
    if params["connection_properties"] is not None:
        yield from _check_properties(params, known_properties)


def _check_properties(params: dict, known: list[str]) -> Iterator[str]:
    properties = params["connection_properties"]
    for key in properties:
        if key not in known:
            hint = did_you_mean(key, known)
            if hint:
                raise InvalidOption(f"connection_properties: {key!r} is not a property that AWS knows.{hint}")
            yield f"connection_properties: {key!r} is not a property that this version of boto3 knows."
    if params["connection_type"] == "JDBC":
        check_jdbc(params)


def check_jdbc(params: dict) -> None:
    """Refuse properties that do not make a JDBC connection."""
    properties = params["connection_properties"]
    if properties is None or (params["raw_connection_parameters"] or {}).get("AuthenticationConfiguration"):
        return
    url = properties.get("JDBC_CONNECTION_URL")
    if not url and not {"HOST", "PORT", "JDBC_ENGINE"} <= properties.keys():
        raise InvalidOption("connection_properties: a JDBC connection needs JDBC_CONNECTION_URL.")
    if url and not str(url).startswith("jdbc:"):
        raise InvalidOption(
            "connection_properties.JDBC_CONNECTION_URL: must start with jdbc:, such as jdbc:postgresql://."
        )
    has_password = "USERNAME" in properties and set(PASSWORD_PROPERTIES) & properties.keys()
    if not properties.get("SECRET_ID") and not has_password:
        raise InvalidOption("connection_properties: a JDBC connection needs SECRET_ID, or both USERNAME and PASSWORD.")


def plain_fallback_warning(properties: dict, connection_type: str) -> str | None:
    """Glue goes on without encryption, and without a word, when TLS is not enforced."""
    if connection_type != "JDBC" or canonical_properties(properties).get("JDBC_ENFORCE_SSL") == "true":
        return None
    return "JDBC_ENFORCE_SSL is not true: Glue falls back to a plain connection when TLS fails, without telling."


def merged_connection(params: dict, current: dict, placement: dict) -> dict:
    """The whole connection as it should be: AWS replaces the whole of it."""
    result = {**current, **(params["raw_connection_parameters"] or {})}
    result["ConnectionType"] = params["connection_type"] or current.get("ConnectionType") or DEFAULT_TYPE
    if params["connection_properties"] is not None:
        result["ConnectionProperties"] = {
            key: as_text(value) for key, value in params["connection_properties"].items() if value is not None
        }
    if params["description"] is not None:
        result["Description"] = params["description"]
    if params["match_criteria"] is not None:
        result["MatchCriteria"] = params["match_criteria"]
    result[PLACEMENT] = placement
    result.setdefault("ConnectionProperties", {})
    return {key: value for key, value in result.items() if value or key == "ConnectionProperties"}


def compare_connections(current: dict | None, wanted: dict, params: dict) -> Comparison:
    """Everything that differs, field by field."""
    comparison = Comparison()
    before = current or {}
    if current is None:
        comparison.record("name", after=params["name"])
    if current is None or params["connection_type"] is not None:
        comparison.field("connection_type", before.get("ConnectionType"), wanted["ConnectionType"])
    comparison.field("description", before.get("Description"), wanted.get("Description"), _same_text)
    comparison.field("match_criteria", before.get("MatchCriteria"), wanted.get("MatchCriteria"), same_set)
    _compare_properties(comparison, before.get("ConnectionProperties") or {}, wanted["ConnectionProperties"])
    _compare_placement(comparison, before.get(PLACEMENT) or {}, wanted.get(PLACEMENT) or {})
    for field, value in (params["raw_connection_parameters"] or {}).items():
        comparison.field(field, before.get(field), value, _covers_readable)
    return comparison


def without_password(connection: dict) -> dict:
    """The connection as it may be shown."""
    properties = without(connection.get("ConnectionProperties") or {}, PASSWORD_PROPERTIES)
    return mask({**connection, "ConnectionProperties": properties})


def _same_text(before: str | None, after: str | None) -> bool:
    return (before or "") == (after or "")


def _compare_properties(comparison: Comparison, before: dict, after: dict) -> None:
    name = "connection_properties"
    old, new = canonical_properties(before), canonical_properties(after)
    if password_differs(before, after):
        old["PASSWORD"], new["PASSWORD"] = before["PASSWORD"], after["PASSWORD"]
    elif not before and "PASSWORD" in after:
        new["PASSWORD"] = after["PASSWORD"]
    comparison.map(name, old, new)


def _compare_placement(comparison: Comparison, before: dict, after: dict) -> None:
    comparison.field("subnet_id", before.get("SubnetId"), after.get("SubnetId"))
    comparison.field("availability_zone", before.get("AvailabilityZone"), after.get("AvailabilityZone"))
    groups = before.get("SecurityGroupIdList"), after.get("SecurityGroupIdList")
    comparison.field("security_groups", *groups, same_set)


def _covers_readable(current: object, desired: object) -> bool:
    """Compare what AWS returns: credentials go in and never come out."""
    return covers(current, _readable(desired))


def _readable(value: object) -> object:
    write_only = ("AuthorizationCodeProperties", "OAuth2Credentials")
    if not isinstance(value, dict):
        return value
    return {
        key: _readable(item) for key, item in value.items() if not is_secret(str(key)) and str(key) not in write_only
    }
