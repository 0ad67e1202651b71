# SPDX-License-Identifier: GPL-3.0-or-later
"""The direct path: the changed tables are written without a crawl, once the change is known to stand.

| transaction                  | payload      | newer change of the table | becomes                               |
|------------------------------|--------------|---------------------------|---------------------------------------|
| any                          | not enough   | any                       | crawl                                 |
| in progress                  | enough       | any                       | later: looked at again in a second    |
| in progress for too long     | enough       | any                       | crawl                                 |
| aborted                      | enough       | any                       | rolled back: nothing is written       |
| forgotten by the database    | enough       | any                       | crawl                                 |
| committed                    | enough       | yes                       | overtaken: the newer event writes it  |
| committed                    | enough       | no                        | written                               |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Protocol

from .events import Change
from .filters import Filters
from .logs import Log
from .ports import Queue
from .shapes import NeedsCrawl
from .shapes import Wanted
from .shapes import wanted
from .source import ABORTED
from .source import COMMITTED
from .source import IN_PROGRESS

TRIES = 5
ASKED_AT_ONCE = 4
_TRIED = "tried"


class SourcePort(Protocol):
    def transaction_status(self, transaction: str) -> str | None: ...

    def newest_changes(self, tables: Any) -> dict[tuple[str, str], int]: ...


class TablesPort(Protocol):
    def apply(self, table: Wanted) -> str: ...


@dataclass(frozen=True)
class DirectPath:
    filters: Filters
    source: SourcePort
    tables: TablesPort
    queue: Queue

    def __call__(self, change: Change, log: Log) -> dict[str, Any] | None:
        """What came of the change, or nothing when a crawl has to do it."""
        payload = change.payload
        try:
            tables = wanted(payload, self.filters)
        except NeedsCrawl as reason:
            log("INFO", f"a crawl is needed: {reason}")
            return None
        status = self._status(str(payload["transaction"]))
        if status == ABORTED:
            return {"decision": "rolled back", "transaction": payload["transaction"]}
        if status == IN_PROGRESS:
            return self._later(payload, log)
        if status != COMMITTED:
            log("WARNING", "a crawl is needed: the database has forgotten the transaction", status=status)
            return None
        newest = self.source.newest_changes((table.schema, table.name) for table in tables)
        return {"decision": "written", "tables": {f"{t.schema}.{t.name}": self._apply(t, newest) for t in tables}}

    def _status(self, transaction: str) -> str | None:
        """The event leaves as the commit begins, which takes less time than asking a few times does."""
        status = self.source.transaction_status(transaction)
        for _again in range(ASKED_AT_ONCE - 1):
            if status != IN_PROGRESS:
                break
            status = self.source.transaction_status(transaction)
        return status

    def _apply(self, table: Wanted, newest: Mapping[tuple[str, str], int]) -> str:
        if newest.get((table.schema, table.name), 0) > table.change_id:
            return "overtaken"
        return self.tables.apply(table)

    def _later(self, payload: Mapping[str, Any], log: Log) -> dict[str, Any] | None:
        tried = int(payload.get(_TRIED, 0)) + 1
        if tried > TRIES:
            log("WARNING", "a crawl is needed: the transaction does not end", tried=tried)
            return None
        self.queue.send(dict(payload) | {_TRIED: tried}, min(60, 2 ** (tried - 1)))
        return {"decision": "later", "tried": tried}
