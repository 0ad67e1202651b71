# SPDX-License-Identifier: GPL-3.0-or-later
"""The pending changes in DynamoDB: one item a crawler, changed by conditional writes only."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from .failures import code_of
from .failures import permanent
from .model import Found
from .model import Pending
from .ports import Overtaken

_NUMBERS = (
    "requested",
    "covered",
    "confirmed",
    "first_at",
    "last_at",
    "not_before",
    "attempts",
    "started_at",
    "wake_at",
)
_TEXTS = ("previous", "reported", "collected")
# The events counted since the last start and before it, so that a doubled one is not counted twice.
_FORGET = "older = if_not_exists(recent, :none)"
_REQUEST = (
    "SET requested = if_not_exists(requested, :zero) + :one, last_at = :now, first_at = if_not_exists(first_at, :now), "
    "covered = if_not_exists(covered, :zero), confirmed = if_not_exists(confirmed, :zero)"
)
_SEEN = "covered = :covered AND confirmed = :confirmed"


class DynamoPending:
    def __init__(self, client: Any, table: str, crawler_name: str) -> None:
        self.client = client
        self.table = table
        self.key = {"crawler": {"S": crawler_name}}

    def read(self) -> Pending:
        try:
            answer = self.client.get_item(TableName=self.table, Key=self.key, ConsistentRead=True)
        except Exception as error:
            raise permanent(f"Reading what is pending in {self.table}", error) or error from error
        return _pending(answer.get("Item", {}))

    def request(self, now: int, key: str) -> Pending | None:
        try:
            return self._update(
                f"{_REQUEST} ADD recent :keys",
                "NOT contains(recent, :key) AND NOT contains(older, :key)",
                one=1,
                zero=0,
                now=now,
                keys={key},
                key=key,
            )
        except Overtaken:
            return None

    def collect(self, seen: Pending, found: Found, now: int) -> None:
        before = {"before": seen.collected} if seen.collected else {}
        self._update(
            f"{_REQUEST}, collected = :collected",
            "collected = :before" if before else "attribute_not_exists(collected)",
            one=found.count,
            zero=0,
            now=now,
            collected=found.snapshot,
            **before,
        )

    def started(self, seen: Pending, previous: str, now: int, snapshot: str = "") -> None:
        collected = {"collected": snapshot} if snapshot else {}
        self._write(
            seen,
            f"SET covered = :requested, previous = :previous, started_at = :now, {_FORGET} "
            f"{', collected = :collected ' if collected else ''}REMOVE recent, first_at, reported",
            requested=seen.requested,
            previous=previous,
            now=now,
            none={"-"},
            **collected,
        )

    def confirmed(self, seen: Pending) -> None:
        self._write(
            seen,
            "SET confirmed = :covered, attempts = :zero, not_before = :zero REMOVE reported",
            " AND previous = :previous",
            zero=0,
            previous=seen.previous,
        )

    def settled(self, seen: Pending) -> None:
        self._write(
            seen,
            "SET covered = :requested, confirmed = :requested, attempts = :zero, not_before = :zero, "
            f"{_FORGET} REMOVE recent, first_at, reported",
            requested=seen.requested,
            zero=0,
            none={"-"},
        )

    def failed(self, seen: Pending, not_before: int) -> None:
        self._write(
            seen,
            "SET covered = :confirmed, attempts = :attempts, not_before = :not_before, "
            "first_at = if_not_exists(first_at, last_at)",
            " AND previous = :previous",
            attempts=seen.attempts + 1,
            not_before=not_before,
            previous=seen.previous,
        )

    def given_up(self, seen: Pending) -> None:
        self._write(
            seen,
            "SET covered = :requested, confirmed = :requested, attempts = :attempts REMOVE first_at, recent, older",
            " AND requested = :requested",
            requested=seen.requested,
            attempts=seen.attempts + 1,
        )

    def wake_armed(self, at: int) -> None:
        self._update("SET wake_at = :at", None, at=at)

    def wake_came(self, until: int) -> None:
        with suppress(Overtaken):
            self._update("REMOVE wake_at", "wake_at <= :until", until=until)

    def problem_reported(self, reason: str) -> None:
        self._update("SET reported = :reason", None, reason=reason)

    def _write(self, seen: Pending, expression: str, more: str = "", **values: Any) -> None:
        self._update(expression, _SEEN + more, covered=seen.covered, confirmed=seen.confirmed, **values)

    def _update(self, expression: str, condition: str | None, **values: Any) -> Pending:
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "Key": self.key,
            "UpdateExpression": expression,
            "ExpressionAttributeValues": {f":{name}": _typed(value) for name, value in values.items()},
            "ReturnValues": "ALL_NEW",
        }
        if condition:
            arguments["ConditionExpression"] = condition
        try:
            answer = self.client.update_item(**arguments)
        except Exception as error:
            if code_of(error) == "ConditionalCheckFailedException":
                raise Overtaken from error
            doing = f"Writing what is pending into {self.table}"
            raise permanent(doing, error, loses_event="ADD recent" in expression) or error from error
        return _pending(answer["Attributes"])


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, set):
        return {"SS": sorted(value)}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _pending(item: dict[str, Any]) -> Pending:
    numbers = {name: int(item[name]["N"]) for name in _NUMBERS if name in item}
    return Pending(**numbers, **{name: item[name]["S"] for name in _TEXTS if name in item})
