# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many executions a function has for itself, and what becomes of its asynchronous events. Pure."""

from __future__ import annotations

import re
from typing import Any

from .._glue.suggest import require_length
from .._glue.suggest import require_range
from .diff import Comparison
from .errors import InvalidOption

UNRESERVED = -1
# What AWS does without a configuration, so that it is no drift.
DEFAULTS: dict[str, Any] = {
    "reserved_concurrent_executions": UNRESERVED,
    "maximum_retry_attempts": 2,
    "maximum_event_age": 21600,
    "on_success": "",
    "on_failure": "",
}
INVOCATION = ("maximum_retry_attempts", "maximum_event_age", "on_success", "on_failure")
_DESTINATION = re.compile(r"arn:aws[a-z-]*:(sqs|sns|lambda|events):[a-z0-9-]+:\d{12}:.+")
_BUCKET = re.compile(r"arn:aws[a-z-]*:s3:::[^/]+")
_KINDS = "of a queue, a topic, a function or an event bus"


def check_options(params: dict) -> None:
    require_length("name", params["name"], 256, 1)
    require_range("reserved_concurrent_executions", params["reserved_concurrent_executions"], UNRESERVED, 100_000)
    require_range("maximum_retry_attempts", params["maximum_retry_attempts"], 0, 2)
    require_range("maximum_event_age", params["maximum_event_age"], 60, 21600)
    require_range("propagation_timeout", params["propagation_timeout"], 0, 600)
    for option in ("on_success", "on_failure"):
        _check_destination(option, params[option])
    asked = [option for option in DEFAULTS if params[option] is not None]
    if params["state"] == "absent" and asked:
        raise InvalidOption(f"{asked[0]}: says what is there, so it goes with state present, not with state absent.")


def _check_destination(option: str, arn: str | None) -> None:
    if not arn:
        return
    bucket = option == "on_failure" and _BUCKET.fullmatch(arn)
    if not bucket and not _DESTINATION.fullmatch(arn):
        kinds = f"{_KINDS}, or of a bucket" if option == "on_failure" else _KINDS
        raise InvalidOption(f"{option}: {arn!r} is given, the ARN {kinds} is allowed.")
    if arn.endswith(".fifo"):
        raise InvalidOption(f"{option}: {arn!r} is FIFO, Lambda sends to standard queues and topics only.")


def settings_of(concurrency: dict | None, invocation: dict | None) -> dict[str, Any]:
    """What AWS has, with its defaults filled in."""
    invocation = invocation or {}
    destinations = invocation.get("DestinationConfig") or {}
    return {
        "reserved_concurrent_executions": (concurrency or {}).get("ReservedConcurrentExecutions", UNRESERVED),
        "maximum_retry_attempts": _or(invocation.get("MaximumRetryAttempts"), DEFAULTS["maximum_retry_attempts"]),
        "maximum_event_age": _or(invocation.get("MaximumEventAgeInSeconds"), DEFAULTS["maximum_event_age"]),
        "on_success": (destinations.get("OnSuccess") or {}).get("Destination") or "",
        "on_failure": (destinations.get("OnFailure") or {}).get("Destination") or "",
    }


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def wanted_settings(params: dict, current: dict) -> dict[str, Any]:
    if params["state"] == "absent":
        return dict(DEFAULTS)
    return {option: _or(params[option], current[option]) for option in DEFAULTS}


def compare(current: dict, wanted: dict) -> Comparison:
    comparison = Comparison()
    for option in DEFAULTS:
        comparison.field(option, current[option], wanted[option])
    return comparison


def has_invocation(settings: dict) -> bool:
    """Whether something is left that AWS would not do anyhow."""
    return any(settings[option] != DEFAULTS[option] for option in INVOCATION)


def invocation_to_api(settings: dict) -> dict[str, Any]:
    destinations = {
        name: {"Destination": settings[option]}
        for name, option in (("OnSuccess", "on_success"), ("OnFailure", "on_failure"))
        if settings[option]
    }
    return {
        "MaximumRetryAttempts": settings["maximum_retry_attempts"],
        "MaximumEventAgeInSeconds": settings["maximum_event_age"],
        "DestinationConfig": destinations,
    }
