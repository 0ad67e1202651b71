# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a principal may do, what it should be able to do, and the calls between. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .._glue.suggest import require_known
from .._glue.suggest import require_length
from .resource import PERMISSIONS
from .resource import Key
from .resource import check_resource
from .resource import key_of
from .resource import kind_of
from .resource import options_of

EVERYTHING = "ALL"
NOTHING: frozenset[str] = frozenset()
CALLED = {
    "catalog": "the catalog",
    "database": "a database",
    "table": "a table",
    "columns": "columns",
    "data_location": "a data location",
}


@dataclass(frozen=True)
class Grant:
    """Permissions, and those among them that may be passed on."""

    permissions: frozenset[str] = NOTHING
    grantable: frozenset[str] = NOTHING

    def __bool__(self) -> bool:
        return bool(self.permissions)


@dataclass(frozen=True)
class Plan:
    """The grant as it will be, and the calls that make it so, in this order: grant, revoke, grant again."""

    wanted: Grant
    grant: Grant = field(default_factory=Grant)
    revoke: Grant = field(default_factory=Grant)
    grant_again: Grant = field(default_factory=Grant)


def check_options(params: dict) -> None:
    """Refuse what AWS would refuse, or take and not do."""
    require_length("principal", params["principal"], 255, 1)
    check_resource(params)
    kind, permissions = kind_of(params), params["permissions"]
    if params["state"] == "present" and not permissions:
        raise InvalidOption("permissions: must be set, and not be empty, to grant something.")
    for option in ("permissions", "grantable"):
        for permission in params[option] or []:
            require_known(f"{option} on {CALLED[kind]}", permission, PERMISSIONS[kind])
    extra = sorted(set(params["grantable"] or []) - set(permissions or []))
    if extra:
        raise InvalidOption(f"grantable: {', '.join(extra)} must be among permissions too.")


def current_grant(listed: list[dict], principal: str, key: Key) -> Grant:
    """What AWS lists of the principal on the resource, put together again."""
    permissions: set[str] = set()
    grantable: set[str] = set()
    for entry in listed:
        if entry["Principal"]["DataLakePrincipalIdentifier"] == principal and key_of(entry["Resource"]) == key:
            permissions.update(entry.get("Permissions", []))
            grantable.update(entry.get("PermissionsWithGrantOption", []))
    return Grant(frozenset(permissions), frozenset(grantable))


def grants_among(listed: list[dict]) -> list[dict]:
    """Everything that AWS lists, each principal and resource once, in an order of its own."""
    found: dict[tuple[str, Key], dict] = {}
    for entry in listed:
        principal = entry["Principal"]["DataLakePrincipalIdentifier"]
        key = principal, key_of(entry["Resource"])
        grant = {"principal": principal, "resource": options_of(entry["Resource"]), "permissions": [], "grantable": []}
        grant = found.setdefault(key, grant)
        grant["permissions"] = sorted({*grant["permissions"], *entry.get("Permissions", [])})
        grant["grantable"] = sorted({*grant["grantable"], *entry.get("PermissionsWithGrantOption", [])})
    return [found[key] for key in sorted(found, key=repr)]


def plan_grant(params: dict, current: Grant) -> Plan:
    return _plan_present(params, current) if params["state"] == "present" else _plan_absent(params, current)


def _plan_present(params: dict, current: Grant) -> Plan:
    """What is not mentioned stays, unless it is purged. Holding ALL is holding each of them."""
    asked, purge = frozenset(params["permissions"]), params["purge_permissions"]
    extra = current.permissions - asked if purge and EVERYTHING not in asked else NOTHING
    kept = Grant(current.permissions - extra, current.grantable - extra)
    missing = NOTHING if EVERYTHING in kept.permissions else asked - kept.permissions
    pass_on, keep = NOTHING, NOTHING
    if params["grantable"] is not None:
        passable = frozenset(params["grantable"])
        pass_on = NOTHING if EVERYTHING in kept.grantable else passable - kept.grantable
        keep = (asked & kept.grantable) - passable
    wanted = Grant(kept.permissions | missing | pass_on, (kept.grantable | pass_on) - keep)
    # Nobody says whether revoking ALL takes along what was granted beside it, so that is granted once more.
    again = keep | (asked if EVERYTHING in extra else NOTHING)
    return Plan(
        wanted,
        grant=Grant(missing | pass_on, pass_on),
        revoke=Grant(extra | keep, (extra & current.grantable) | keep),
        grant_again=Grant(again, again & wanted.grantable),
    )


def _plan_absent(params: dict, current: Grant) -> Plan:
    asked = current.permissions if params["permissions"] is None else frozenset(params["permissions"])
    held = asked & current.permissions
    if EVERYTHING in current.permissions and asked - held:
        raise InvalidOption(
            f"permissions: {', '.join(sorted(asked - held))} is held as a part of ALL, and cannot be revoked by itself."
            " Revoke ALL, and grant what shall stay."
        )
    return Plan(
        Grant(current.permissions - held, current.grantable - held), revoke=Grant(held, held & current.grantable)
    )


def compare_grants(current: Grant, wanted: Grant) -> Comparison:
    comparison = Comparison()
    for name in ("permissions", "grantable"):
        before, after = (sorted(getattr(grant, name)) for grant in (current, wanted))
        if before != after:
            comparison.record(name, before or None, after or None)
    return comparison
