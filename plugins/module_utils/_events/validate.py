# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What EventBridge would refuse, refused before it is called. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from .._aws.errors import InvalidOption
from .._glue.suggest import require_length
from .._glue.suggest import require_range

DEFAULT_BUS = "default"
MOST_TARGETS = 5
_NAME = re.compile(r"[.\-_A-Za-z0-9]+")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
_QUEUE = re.compile(r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+")
_PATH_NAME = re.compile(r"(?!aws\.)[A-Za-z0-9_.\-]+")


def check_options(params: dict) -> None:
    _check_name("name", params["name"], 64)
    require_length("event_bus_name", params["event_bus_name"], 1600, 1)
    require_length("description", params["description"], 512)
    require_length("role_arn", params["role_arn"], 1600)
    check_pattern(params["event_pattern"])
    check_schedule(params["schedule_expression"], params["event_bus_name"])
    targets = params["targets"] or []
    seen: set[str] = set()
    for number, target in enumerate(targets):
        _check_target(f"targets[{number}]", target, seen)


def check_count(count: int) -> None:
    if count > MOST_TARGETS:
        raise InvalidOption(
            f"targets: the rule would have {count}, {MOST_TARGETS} are allowed, those that are there already included."
        )


def check_trigger(settings: dict) -> None:
    if not settings["event_pattern"] and not settings["schedule_expression"]:
        raise InvalidOption(
            "event_pattern, schedule_expression: one of them must be set: nothing would start the rule."
        )


def _check_name(option: str, name: str, longest: int) -> None:
    require_length(option, name, longest, 1)
    if not _NAME.fullmatch(name):
        raise InvalidOption(f"{option}: {name!r} is given, letters, digits, '.', '-' and '_' are allowed.")


def check_pattern(text: str | None) -> None:
    if not text or text == "{}":
        return
    require_length("event_pattern", text, 4096)
    try:
        pattern = json.loads(text)
    except ValueError as error:
        raise InvalidOption(f"event_pattern: {text!r} is not JSON: {error}.") from None
    if not isinstance(pattern, dict):
        raise InvalidOption(f"event_pattern: {text!r} is given, a map is allowed.")
    _check_node("event_pattern", pattern)


def _check_node(where: str, node: dict) -> None:
    if not node:
        raise InvalidOption(f"{where}: is empty, and would match nothing. Name a field, or leave it out.")
    for key, value in node.items():
        below = f"{where}.{key}"
        if isinstance(value, dict):
            _check_node(below, value)
        elif not isinstance(value, list):
            raise InvalidOption(f"{below}: {value!r} is given, a list of values is allowed: [{value!r}].")
        elif not value:
            raise InvalidOption(f"{below}: is an empty list, and would match nothing.")


def check_schedule(expression: str | None, bus: str) -> None:
    if not expression:
        return
    where = f"schedule_expression: {expression!r}"
    if bus.rsplit("/", 1)[-1] != DEFAULT_BUS:
        raise InvalidOption(f"{where} is given, but only rules of the event bus 'default' may have a schedule.")
    rate = _RATE.fullmatch(expression)
    if rate:
        number = int(rate[1])
        if number < 1 or (number == 1) == bool(rate[3]):
            raise InvalidOption(f"{where} is given, rate(1 minute) or rate(2 minutes) is the form that is allowed.")
        return
    cron = re.fullmatch(r"cron\((.+)\)", expression)
    if not cron:
        raise InvalidOption(f"{where} is given, cron(0 17 * * ? *), in UTC, or rate(5 minutes) is allowed.")
    fields = cron[1].split()
    if len(fields) != 6:
        raise InvalidOption(f"{where} has {len(fields)} fields, 6 are allowed: minutes hours day month weekday year.")
    if (fields[2] == "?") == (fields[4] == "?"):
        raise InvalidOption(f"{where} needs '?' for exactly one of day of month and day of week.")


def _check_target(where: str, target: dict, seen: set[str]) -> None:
    _check_name(f"{where}.id", target["id"], 64)
    if target["id"] in seen:
        raise InvalidOption(f"{where}.id: {target['id']!r} is given twice. Every target needs an id of its own.")
    seen.add(target["id"])
    if not target["arn"].startswith("arn:"):
        raise InvalidOption(f"{where}.arn: {target['arn']!r} is given, an ARN is allowed.")
    given = [name for name in ("input", "input_path", "input_transformer") if target[name] not in (None, "", {})]
    if len(given) > 1:
        raise InvalidOption(f"{where}: {' and '.join(given)} are given, one of them is allowed.")
    _check_input(f"{where}.input", target["input"])
    _check_path(f"{where}.input_path", target["input_path"])
    _check_transformer(f"{where}.input_transformer", target["input_transformer"])
    dead = target["dead_letter_arn"]
    if dead and not _QUEUE.fullmatch(dead):
        raise InvalidOption(f"{where}.dead_letter_arn: {dead!r} is given, the ARN of a standard SQS queue is allowed.")
    retry = target["retry_policy"] or {}
    least_most = {"maximum_retry_attempts": (0, 185), "maximum_event_age_in_seconds": (60, 86400)}
    for option, (least, most) in least_most.items():
        require_range(f"{where}.retry_policy.{option}", retry.get(option), least, most)
    require_length(f"{where}.sqs_message_group_id", target["sqs_message_group_id"], 128)


def _check_input(where: str, value: Any) -> None:
    if value in (None, ""):
        return
    text = as_document(value)
    require_length(where, text, 8192)
    if isinstance(value, str):
        try:
            json.loads(text)
        except ValueError:
            raise InvalidOption(f"{where}: {value!r} is not JSON. A text is written as {json.dumps(value)}.") from None


def _check_path(where: str, value: str | None) -> None:
    require_length(where, value, 256)
    if value and not value.startswith("$"):
        raise InvalidOption(f"{where}: {value!r} is given, a path that starts with '$', such as $.detail, is allowed.")


def _check_transformer(where: str, transformer: dict | None) -> None:
    if not transformer or transformer["input_template"] in (None, ""):
        return
    require_length(f"{where}.input_template", as_document(transformer["input_template"]), 8192, 1)
    paths = transformer["input_paths_map"] or {}
    if len(paths) > 100:
        raise InvalidOption(f"{where}.input_paths_map: {len(paths)} paths are given, 100 are allowed.")
    for name, path in paths.items():
        if not _PATH_NAME.fullmatch(str(name)):
            raise InvalidOption(f"{where}.input_paths_map: {name!r} is not allowed as a name; aws. is AWS's own.")
        _check_path(f"{where}.input_paths_map.{name}", str(path))


def as_document(value: Any) -> str:
    """A text goes out as it is given; data goes out as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
