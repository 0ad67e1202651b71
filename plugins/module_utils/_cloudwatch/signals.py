# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms and widgets against the table of what is published at all, and against CloudWatch's limits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from .._glue.suggest import did_you_mean
from .limits import period_faults

Signal = tuple[str, str, tuple[str, ...]]  # namespace, metric, names of the dimensions


def known_signals(table: Iterable[dict]) -> set[Signal]:
    return {
        (entry["namespace"], metric, tuple(sorted(entry["dimensions"])))
        for entry in table
        for metric in entry["metrics"]
    }


def faults(alarms: Iterable[dict], widgets: Iterable[dict], table: Iterable[dict]) -> list[str]:
    """What could never fire, would never stop, or is refused by CloudWatch."""
    known = known_signals(table)
    return [
        *(fault for alarm in alarms for fault in _alarm_faults(alarm, known)),
        *(fault for widget in widgets for fault in _widget_faults(widget, known)),
    ]


def _alarm_faults(alarm: dict, known: set[Signal]) -> Iterator[str]:
    where = f"alarm {alarm['name']}"
    yield from _unpublished(where, alarm["namespace"], alarm["metric_name"], alarm["dimensions"], known)
    limits = period_faults(alarm["period"], alarm["evaluation_periods"], alarm.get("datapoints_to_alarm"))
    yield from (f"{where}: {fault}" for fault in limits)


def _widget_faults(widget: dict, known: set[Signal]) -> Iterator[str]:
    properties = widget.get("properties") or {}
    where = f"widget {properties.get('title', widget.get('type'))!r}"
    before: list[Any] = []
    for row in properties.get("metrics") or []:
        words = _written_out([word for word in row if not isinstance(word, dict)], before)
        if not words:
            continue  # an expression over other rows
        before = words
        dimensions = dict(zip(words[2::2], words[3::2], strict=False))
        yield from _unpublished(where, words[0], words[1] if len(words) > 1 else "", dimensions, known)


def _written_out(words: list[str], before: list[str]) -> list[str]:
    """In a row '.' is the word above it, and '...' all of them up to the last ones."""
    if words and words[0] == "...":
        last = words[1:]
        return [*before[: len(before) - len(last)], *last]
    return [before[place] if word == "." and place < len(before) else word for place, word in enumerate(words)]


def _unpublished(
    where: str, namespace: str, metric: str, dimensions: Iterable[str], known: set[Signal]
) -> Iterator[str]:
    names = tuple(sorted(dimensions))
    if (namespace, metric, names) in known:
        return
    here = {name for space, name, _dimensions in known if space == namespace}
    if metric in here:
        sets = sorted(", ".join(found) for space, name, found in known if (space, name) == (namespace, metric))
        published, given = " or with ".join(sets), ", ".join(names) or "nothing"
        yield f"{where}: {namespace} {metric} is published with {published}, not with {given}."
        return
    hint = did_you_mean(metric, here) or did_you_mean(namespace, {entry[0] for entry in known})
    yield f"{where}: nothing publishes {namespace} {metric}.{hint}"
