# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database itself says of its changes, whoever told of them or did not.

A snapshot of the database is remembered along with what is pending. What it shows was counted in, or was crawled since:
it is taken before a crawl begins. So every change that it does not show is one that a call was lost of, that is still
being told of, or that was committed too late for the crawl; and an event of a change that it shows comes too late.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .failures import Permanent
from .logs import Log
from .model import Found
from .ports import ChangesPort
from .snapshots import shows

# An event leaves as its transaction's commit begins, which takes less time than asking a few times does.
ASKED_AT_ONCE = 4


def transactions_of(payload: Mapping[str, Any]) -> set[str]:
    """The transactions that a trigger's payload tells of; nothing when it does not say all of them."""
    told = payload.get("changes")
    if payload.get("truncated") or not isinstance(told, list) or not told:
        return set()
    found = {str(change.get("transaction") or "") for change in told if isinstance(change, Mapping)}
    found.add(str(payload.get("transaction") or ""))
    return found if all(each.isdecimal() for each in found) else set()


@dataclass(frozen=True)
class Witness:
    """`also_sent`: whether the function may have been told of a change in vain; not where it writes tables itself."""

    source: ChangesPort
    also_sent: bool

    def changes(self, collected: str, log: Log) -> Found | None:
        """Those that the collected snapshot does not show; nothing when the database cannot be asked just now."""
        try:
            return self.source.changes(collected, also_sent=self.also_sent)
        except Permanent:
            raise
        except Exception as error:
            log("WARNING", "the database could not be asked; the next sweep does it again", error=str(error))
            return None

    def snapshot(self, collected: str, transactions: Iterable[str], log: Log) -> tuple[str, bool]:
        """A new snapshot, if there is one, and whether one of the transactions has not ended yet."""
        awaited = set(transactions)
        for _again in range(ASKED_AT_ONCE):
            found = self.changes(collected, log)
            if found is None or not found.snapshot:
                return "", False
            if shows(found.snapshot, awaited):
                return found.snapshot, False
        return found.snapshot, True
